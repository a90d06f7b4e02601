// The program's log: spdlog to standard error. Messages come through fleetline/log.hpp; spdlog stays in the .cpp file.
#pragma once

#include <memory>
#include <string_view>

#include "fleetline/log.hpp"

namespace fleetline::cli {

/// Receives every log message while it lives; install before any plugin is loaded. Shows warnings and errors;
/// `verbose`: also what is being done. FLEETLINE_LOG=debug|info|warning|error|off decides instead, where it is set.
class ProgramLog : public LogSink {
 public:
  explicit ProgramLog(bool verbose);
  ~ProgramLog() override;
  ProgramLog(const ProgramLog&) = delete;
  ProgramLog& operator=(const ProgramLog&) = delete;

  void write(LogLevel level, std::string_view message) override;  // [any thread]

 private:
  struct Logger;
  std::unique_ptr<Logger> logger_;
  LogSink* before_;
};

}  // namespace fleetline::cli
