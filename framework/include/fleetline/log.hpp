// The log facade. The kernel owns the logger (spdlog); nobody else sees it, so that no plugin library can
// leave a dangling sink behind. [any thread]
#pragma once

#include <string_view>

namespace fleetline {

enum class LogLevel { debug, info, warning, error };

/// Where log lines go: installed once by the program, before any plugin is loaded.
class LogSink {
 public:
  virtual ~LogSink();
  virtual void write(LogLevel level, std::string_view message) = 0;
};

/// `sink` must outlive every later log call; nullptr drops messages. Returns the one that was installed.
LogSink* install_log_sink(LogSink* sink);

void log(LogLevel level, std::string_view message);
inline void log_debug(std::string_view message) { log(LogLevel::debug, message); }
inline void log_info(std::string_view message) { log(LogLevel::info, message); }
inline void log_warning(std::string_view message) { log(LogLevel::warning, message); }

}  // namespace fleetline
