// The log facade: whatever is installed gets every message.
#include "fleetline/log.hpp"

#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

namespace fleetline {
namespace {

class Recorder : public LogSink {
 public:
  void write(LogLevel level, std::string_view message) override { lines.emplace_back(level, message); }
  std::vector<std::pair<LogLevel, std::string>> lines;
};

TEST(Log, GoesToTheInstalledSink) {
  Recorder recorder;
  LogSink* before = install_log_sink(&recorder);
  log_debug("one");
  log_info("two");
  log_warning("three");
  log(LogLevel::error, "four");
  EXPECT_EQ(install_log_sink(before), &recorder);
  const std::vector<std::pair<LogLevel, std::string>> expected{
      {LogLevel::debug, "one"}, {LogLevel::info, "two"}, {LogLevel::warning, "three"}, {LogLevel::error, "four"}};
  EXPECT_EQ(recorder.lines, expected);
}

TEST(Log, IsDroppedWithoutASink) {
  Recorder recorder;
  LogSink* before = install_log_sink(&recorder);
  install_log_sink(nullptr);
  log_warning("nobody hears this");
  EXPECT_EQ(install_log_sink(before), nullptr);
  EXPECT_TRUE(recorder.lines.empty());
}

}  // namespace
}  // namespace fleetline
