#include "log_sink.hpp"

#include <spdlog/logger.h>
#include <spdlog/sinks/stdout_color_sinks.h>

#include <array>
#include <cstdlib>
#include <optional>
#include <string>

#include "fleetline/text.hpp"

namespace fleetline::cli {
namespace {

struct LevelName {
  std::string_view name;
  spdlog::level::level_enum level;
};
constexpr std::array level_names{LevelName{"debug", spdlog::level::debug}, LevelName{"info", spdlog::level::info},
                                 LevelName{"warning", spdlog::level::warn}, LevelName{"error", spdlog::level::err},
                                 LevelName{"off", spdlog::level::off}};

std::optional<spdlog::level::level_enum> level_called(std::string_view name) {
  for (const LevelName& known : level_names)
    if (known.name == name) return known.level;
  return {};
}

spdlog::level::level_enum level_of(LogLevel level) {
  switch (level) {
    case LogLevel::debug: return spdlog::level::debug;
    case LogLevel::info: return spdlog::level::info;
    case LogLevel::warning: return spdlog::level::warn;
    case LogLevel::error: return spdlog::level::err;
  }
  return spdlog::level::err;
}

std::string unknown_level(std::string_view wanted) {
  std::array<std::string_view, level_names.size()> names;
  for (std::size_t i = 0; i < names.size(); ++i) names[i] = level_names[i].name;
  return cat("FLEETLINE_LOG is '", wanted, "'; it can be ", one_of(names));
}

}  // namespace

// A logger of its own, outside spdlog's global registry: nothing of it is left to be destroyed at exit.
struct ProgramLog::Logger {
  spdlog::logger log{"fleetline", std::make_shared<spdlog::sinks::stderr_color_sink_mt>()};
};

ProgramLog::ProgramLog(bool verbose) : logger_(std::make_unique<Logger>()) {
  spdlog::logger& log = logger_->log;
  log.set_pattern("fleetline: %^%l%$: %v");
  log.flush_on(spdlog::level::debug);
  log.set_level(verbose ? spdlog::level::info : spdlog::level::warn);
  const char* wanted = std::getenv("FLEETLINE_LOG");
  if (wanted != nullptr && *wanted != '\0') {
    if (const auto level = level_called(wanted))
      log.set_level(*level);
    else
      write(LogLevel::warning, unknown_level(wanted));
  }
  before_ = install_log_sink(this);
}

ProgramLog::~ProgramLog() { install_log_sink(before_); }

void ProgramLog::write(LogLevel level, std::string_view message) {
  logger_->log.log(level_of(level), spdlog::string_view_t(message.data(), message.size()));
}

}  // namespace fleetline::cli
