// Values that follow from a data sheet.
#include <cmath>

#include "audits.hpp"

namespace fleetline::accelerators {
namespace {

double dense_16(const EntryView& device) {
  const double bf16 = device.number("peak.bf16");
  return std::isnan(bf16) ? device.number("peak.fp16") : bf16;
}

/// Williams, Waterman, Patterson 2009 (Roofline): where the roof meets the slope.
double ridge_point(const EntryView& device) { return dense_16(device) / device.number("memory_bandwidth"); }

double flops_per_joule(const EntryView& device) { return dense_16(device) / device.number("peak_power"); }

}  // namespace

std::vector<Derived> derived_values() {
  return {{"dense_16", "TFLOP/s", "Dense rate of 16-bit arithmetic", "peak.bf16, or peak.fp16 where there is no bf16",
           dense_16},
          {"ridge_point", "FLOP/B", "FLOP per byte of memory traffic above which 16-bit arithmetic is the bottleneck",
           "dense_16 / memory_bandwidth", ridge_point},
          {"flops_per_joule", "GFLOP/J", "16-bit FLOP per joule at full rate and full draw", "dense_16 / peak_power",
           flops_per_joule}};
}

}  // namespace fleetline::accelerators
