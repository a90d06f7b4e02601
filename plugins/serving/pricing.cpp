#include "pricing.hpp"

namespace fleetline::serving {

Price price(const Operator& op, const ServingStack& s, const Hardware& hardware) {
  const Bandwidth w = hardware.facts().memory_bandwidth;
  Price out;
  out.memory_s = (op.bytes.total() / w).base();
  double arithmetic = 0, floor = 0;
  double traffic = (op.bytes.weights / w).base() / weight_share(s, op.weights) +
                   ((op.bytes.activations + op.bytes.kv + op.bytes.state) / w).base() / s.activations;
  if (op.flops > Flops(0)) {
    const Peak peak = hardware.peak(op.math);
    out.compute_s = (op.flops / peak.rate).base();
    const bool widened = op.weights && width(op.weights) < width(peak.used);
    arithmetic = out.compute_s / (compute_share(s, peak.used) * (widened ? s.dequantisation : 1.0));
    floor = s.kernel_floor.base();
  }
  out.time_s = floor + overlap(arithmetic, traffic, s.smoothness);
  return out;
}

}  // namespace fleetline::serving
