#include "pricing.hpp"

namespace fleetline::compression {
namespace {

double width(Format f) { return format_of(f.math).bits; }

/// Weights that a kernel must fill in before they multiply: narrower values, or values without their zeros on dense
/// arithmetic.
bool widened(const Operator& op, Format multiplies) {
  if (!(op.flops > Flops(0)) || !(op.bytes.weights > Bytes(0)) || !multiplies) return false;
  const bool zeros_left_out = op.weights.bits < width(op.weights), sparse = multiplies.bits < width(multiplies);
  return width(op.weights) < width(multiplies) || (zeros_left_out && !sparse);
}

PricedOperator priced(const Operator& op, const Hardware& hardware, double runs) {
  Operator without = op;
  without.bytes.weights = Bytes(0);
  const Cost all = hardware.price(op);
  const Seconds rest = hardware.price(without).memory;
  return {.compute = all.compute * runs,
          .weights = (all.memory - rest) * runs,
          .rest = rest * runs,
          .widened = widened(op, hardware.peak(op.math).used)};
}

}  // namespace

Priced price(const Workload& workload, const Hardware& hardware, const Step& step) {
  Lowering lowering;
  workload.lower(step, {}, lowering);
  Priced out;
  out.fixed = hardware.facts().dispatch_overhead;
  for (std::size_t b = 0; b < lowering.blocks().size(); ++b) {
    const Block& block = lowering.blocks()[b];
    out.fixed += hardware.facts().layer_overhead * (block.layers * block.count);
    for (const Operator& op : lowering.operators(b, Pass::forward)) {
      const double runs = op.repeat * block.count;
      out.operators.push_back(priced(op, hardware, runs));
      out.memory += out.operators.back().weights + out.operators.back().rest;
      out.fixed += hardware.price(op).floor * runs;
      out.flops += op.flops * runs;
    }
  }
  return out;
}

}  // namespace fleetline::compression
