#include <cmath>

#include "fleetline/text.hpp"
#include "groups.hpp"
#include "probes.hpp"

namespace fleetline::conformance {
namespace {

constexpr double rounding = 1e-9;

/// Operators in formats the device has arithmetic for.
template <class Use>
void for_operators(const Hardware& hardware, Use&& use) {
  for (Format format : test_formats())
    if (hardware.peak(format).rate.base() > 0)
      for (const Operator& op : test_operators(format)) use(op, cat(op.label.text(), " in ", name_of(format)));
}

/// cost.hpp: `time` is at least the larger of the busy times, at most their sum, plus `floor`.
Finding times_agree(const Specimen& specimen) {
  const auto hardware = make_hardware(specimen.loaded, specimen.params);
  Finding finding;
  for_operators(*hardware, [&](const Operator& op, const std::string& what) {
    const Cost c = hardware->price(op);
    const double least = std::max(c.compute.base(), c.memory.base()), most = (c.compute + c.memory + c.floor).base();
    if (c.time.base() < least * (1 - rounding) || c.time.base() > most * (1 + rounding))
      finding.fail(cat(what, ": time ", to_text(c.time), " is not between max(compute, memory) = ", to_text(Seconds(least)),
                       " and compute + memory + floor = ", to_text(Seconds(most))));
  });
  return finding;
}

Finding more_work(const Specimen& specimen) {
  const auto hardware = make_hardware(specimen.loaded, specimen.params);
  Finding finding;
  for_operators(*hardware, [&](const Operator& op, const std::string& what) {
    Operator more = op;
    more.flops *= 2;
    more.bytes = more.bytes * 2;
    if (auto* gemm = std::get_if<Gemm>(&more.shape)) gemm->m *= 2;
    if (auto* attention = std::get_if<Attention>(&more.shape)) attention->queries *= 2, attention->context *= 2;
    if (auto* streaming = std::get_if<Streaming>(&more.shape)) streaming->elements *= 2;
    const Seconds once = hardware->price(op).time, twice = hardware->price(more).time;
    if (twice < once)
      finding.fail(cat(what, ": twice the work takes ", to_text(twice, 6), ", less than ", to_text(once, 6)));
  });
  return finding;
}

Finding facts(const Specimen& specimen) {
  const auto hardware = make_hardware(specimen.loaded, specimen.params);
  const HardwareFacts& f = hardware->facts();
  Finding finding;
  if (f.has_power && f.peak_power < f.idle_power)
    finding.fail(cat("peak power ", to_text(f.peak_power), " is below idle power ", to_text(f.idle_power)));
  if (!(f.memory_capacity.base() > 0)) finding.fail("has no memory capacity");
  if (!(f.memory_bandwidth.base() > 0)) finding.fail("has no memory bandwidth");
  const auto levels = hardware->levels();
  if (levels.empty()) finding.fail("has no memory level: nothing fits anywhere");
  for (std::size_t i = 1; i < levels.size(); ++i)
    if (levels[i].capacity > levels[i - 1].capacity)
      finding.fail(cat("memory level '", levels[i].name.text(), "' is larger than '", levels[i - 1].name.text(), "' before it"));
  bool any = false;
  for (Format format : test_formats()) {
    const Peak peak = hardware->peak(format);
    any = any || peak.rate.base() > 0;
    if (peak.rate.base() > 0 && !peak.used) finding.fail(cat("does not say which format ", name_of(format), " runs as"));
  }
  if (!any) finding.fail("has no arithmetic in any common format");
  return finding;
}

}  // namespace

std::vector<Check> hardware_checks(const Specimen& specimen) {
  const std::string prefix = specimen.name + ": ";
  return {{prefix + "facts", "capacity, bandwidth, power and formats fit together", [&] { return facts(specimen); }},
          {prefix + "times-agree", "an operator's time lies between its busy times' maximum and their sum plus the floor",
           [&] { return times_agree(specimen); }},
          {prefix + "more-work", "more work never takes less time", [&] { return more_work(specimen); }}};
}

}  // namespace fleetline::conformance
