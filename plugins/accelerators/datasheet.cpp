#include "datasheet.hpp"

#include <algorithm>

#include "fleetline/sdk/power.hpp"
#include "fleetline/text.hpp"

namespace fleetline::accelerators {
namespace {

const DatasheetParams& checked(const DatasheetParams& params) {
  Problems problems;
  check_formats(params, "hardware", {}, problems);
  problems.raise();
  return params;
}

std::vector<Rate> rates_of(const DatasheetParams& params) {
  std::vector<Rate> rates;
  for (const auto& [name, rate] : params.peak) rates.push_back({*parse_format(name).value, rate});
  return rates;
}

std::vector<Fallback> fallbacks_of(const DatasheetParams& params) {
  std::vector<Fallback> fallbacks;
  for (const auto& [from, to] : params.fallback) fallbacks.push_back({*parse_format(from).value, *parse_format(to).value});
  return fallbacks;
}

std::vector<MemoryLevel> levels_of(const DatasheetParams& params) {
  std::vector<MemoryLevel> levels{{Label("memory"), params.memory, params.memory_bandwidth, false}};
  for (const Level& level : params.level)
    levels.push_back({Label(level.name), level.capacity, level.bandwidth, level.read_only});
  return levels;
}

HardwareFacts facts_of(const DatasheetParams& params) {
  HardwareFacts facts{.memory_capacity = params.memory,
                      .memory_bandwidth = params.memory_bandwidth,
                      .dispatch_overhead = params.dispatch_overhead,
                      .layer_overhead = params.layer_overhead,
                      .running_activity = params.running_activity,
                      .compute_activity = params.compute_activity,
                      .memory_activity = params.memory_activity,
                      .has_power = params.idle_power && params.peak_power};
  if (params.idle_power) facts.idle_power = *params.idle_power;
  if (params.peak_power) facts.peak_power = *params.peak_power;
  if (!params.process.empty()) facts.process = Label(params.process);
  if (!params.memory_type.empty()) facts.memory_type = Label(params.memory_type);
  if (params.die_area) facts.die_area = *params.die_area;
  return facts;
}

}  // namespace

Datasheet::Datasheet(const Params& params)
    : peaks_(rates_of(checked(params)), fallbacks_of(params)), facts_(facts_of(params)), levels_(levels_of(params)) {
  const auto weights = std::find_if(levels_.begin(), levels_.end(), [](const MemoryLevel& l) { return l.read_only; });
  seconds_per_byte_ = 1.0 / facts_.memory_bandwidth.base();
  seconds_per_weight_byte_ = weights == levels_.end() ? seconds_per_byte_ : 1.0 / weights->bandwidth.base();
}

Cost Datasheet::price(const Operator& op) const {
  const Traffic& bytes = op.bytes;
  const Seconds compute = busy_time(op.flops, peaks_.peak(op.math).rate);
  const Seconds memory(bytes.weights.base() * seconds_per_weight_byte_ +
                       (bytes.activations + bytes.kv + bytes.state).base() * seconds_per_byte_);
  const Seconds time = roofline_time(compute, memory);
  return {.time = time, .compute = compute, .memory = memory, .floor = Seconds(0),
          .dynamic = facts_.has_power ? sdk::dynamic_energy(facts_, compute, memory, time) : Joules(0),
          .bound = compute < memory ? Bound::memory : Bound::compute};
}

void check_formats(const DatasheetParams& params, const std::string& path, Where where, Problems& problems) {
  const std::string known = "a number format: \"fp16\", \"bf16\", \"fp8\", \"int8\", ...";
  const std::string prefix = path.empty() ? std::string() : path + ".";  // an entry that is read for itself has no path
  const auto must_read = [&](const std::string& key, const std::string& name) {
    const Parsed<Format> format = parse_format(name);
    if (!format) problems.add(where, key, format.error, known);
  };
  if (params.peak.empty())
    problems.add(where, prefix + "peak", "no arithmetic rate is given",
                 "at least one, for example { fp16 = \"312 TFLOP/s\" }");
  for (const auto& [name, rate] : params.peak) {
    const std::string key = prefix + "peak." + name;
    must_read(key, name);
    if (!(rate > FlopRate(0)))
      problems.add(where, key, "the rate is not positive", "a dense rate, for example \"312 TFLOP/s\"");
  }
  std::vector<std::string_view> listed;
  for (const auto& line : params.peak) listed.push_back(line.name);
  for (const auto& [from, to] : params.fallback) {
    const std::string key = prefix + "fallback." + from;
    must_read(key, from);
    must_read(key, to);
    if (std::find(listed.begin(), listed.end(), to) == listed.end())
      problems.add(where, key, cat("falls back to '", to, "', for which this device lists no rate"), one_of(listed),
                   std::string(nearest(to, listed)));
  }
}

}  // namespace fleetline::accelerators
