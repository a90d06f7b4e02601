#include "pricing.hpp"

namespace fleetline::serving {

Price price(const Operator& op, const ServingStack& s, const Hardware& hardware) {
  const Bandwidth w = hardware.facts().memory_bandwidth;
  Price out;
  out.memory_s = (op.bytes.total() / w).base();
  double arithmetic = 0, floor = 0;
  double weights = (op.bytes.weights / w).base() / weight_share(s, op.weights);
  if (op.flops > Flops(0)) {
    const Peak peak = hardware.peak(op.math);
    out.compute_s = (op.flops / peak.rate).base();
    const bool widened = op.weights && width(op.weights) < width(peak.used);
    arithmetic = out.compute_s / (compute_share(s, peak.used) * (widened ? s.dequantisation : 1.0));
    floor = s.kernel_floor.base();
    if (const Gemm* g = std::get_if<Gemm>(&op.shape); g != nullptr && g->groups > 1) {
      arithmetic *= rows_in_tiles(g->m, s.grouped_tile) / g->m / s.grouped_compute;
      weights /= grouped_share(s, op.weights);
    }
  }
  const double traffic = weights + ((op.bytes.activations + op.bytes.kv + op.bytes.state) / w).base() / s.activations;
  out.time_s = floor + overlap(arithmetic, traffic, s.smoothness);
  return out;
}

}  // namespace fleetline::serving
