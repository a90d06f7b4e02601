// One line of progress on standard error, only on a terminal and only when a run takes long.
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>
#include <mutex>

namespace fleetline::cli {

class Progress {
 public:
  Progress();
  ~Progress();  ///< clears the line
  /// For RunSettings::progress. Empty when standard error is no terminal.
  std::function<void(std::uint64_t, std::uint64_t)> callback();

 private:
  using Clock = std::chrono::steady_clock;
  void show(std::uint64_t done, std::uint64_t total);
  Clock::time_point start_, last_;
  std::mutex mutex_;
  bool terminal_ = false, shown_ = false;
};

}  // namespace fleetline::cli
