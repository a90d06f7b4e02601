#include "progress.hpp"

#include <unistd.h>

#include <cstdio>

namespace fleetline::cli {

Progress::Progress() : start_(Clock::now()), last_(start_), terminal_(::isatty(STDERR_FILENO) == 1) {}

Progress::~Progress() {
  if (shown_) std::fputs("\r\033[K", stderr);
}

std::function<void(std::uint64_t, std::uint64_t)> Progress::callback() {
  if (!terminal_) return {};
  return [this](std::uint64_t done, std::uint64_t total) { show(done, total); };
}

void Progress::show(std::uint64_t done, std::uint64_t total) {
  const std::unique_lock lock(mutex_, std::try_to_lock);
  if (!lock) return;  // somebody is writing the same line
  const Clock::time_point now = Clock::now();
  const double elapsed = std::chrono::duration<double>(now - start_).count();
  if (elapsed < 1.0 || now - last_ < std::chrono::milliseconds(200) || done == 0) return;
  last_ = now;
  shown_ = true;
  const double left = elapsed * static_cast<double>(total - done) / static_cast<double>(done);
  std::fprintf(stderr, "\r\033[K%5.1f %%  %llu of %llu cases, about %.0f s left", 100.0 * static_cast<double>(done) / static_cast<double>(total),
               static_cast<unsigned long long>(done), static_cast<unsigned long long>(total), left);
  std::fflush(stderr);
}

}  // namespace fleetline::cli
