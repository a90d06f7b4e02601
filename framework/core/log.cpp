#include "fleetline/log.hpp"

#include <atomic>

namespace fleetline {
namespace {

std::atomic<LogSink*> installed{nullptr};

}  // namespace

LogSink::~LogSink() = default;

LogSink* install_log_sink(LogSink* sink) { return installed.exchange(sink, std::memory_order_acq_rel); }

void log(LogLevel level, std::string_view message) {
  if (LogSink* sink = installed.load(std::memory_order_acquire)) sink->write(level, message);
}

}  // namespace fleetline
