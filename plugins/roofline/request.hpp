// What the solver asks the workload for, at any batch: the step, and what it costs on the device.
#pragma once

#include <vector>

#include "fleetline/sdk.hpp"
#include "model.hpp"

namespace fleetline::roofline {

enum class Phase : unsigned char { decode, prefill };

/// One operator of the step, all its runs in all copies of its block.
struct Row {
  Label block, name;
  Pass pass = Pass::forward;
  Format math;
  double runs = 1;
  Flops flops, model_flops;  ///< all that is computed; without what repeats or masks out
  Bytes bytes;
  Work work;
  Seconds floor;  ///< what the device adds to its busy times
};

/// Sums over a step.
struct Totals {
  Seconds compute, memory, floor;
  Seconds model_at_peak, all_at_peak;  ///< at datasheet peak: model FLOPs, and all
  Flops flops;
  Traffic traffic;
  Footprint footprint;
  double layer_passes = 0;              ///< layers times passes over them: how often the per-layer overhead is due
  Format unsupported;                   ///< a format with work that the device cannot multiply
};

/// Everything about a step but its batch.
struct Request {
  const Workload* workload = nullptr;
  const Hardware* hardware = nullptr;
  Mode mode = Mode::inference;
  Phase phase = Phase::decode;
  double context = 0, prompt = 0, sequence = 0;
  Recompute recompute = Recompute::none;
  Optimizer optimizer = Optimizer::adam;
  PrecisionPolicy precision;

  /// Images, tokens or samples that one step finishes.
  double items(double batch) const;
  void lower(double batch, Lowering& out) const;
  /// Lower and price. `work`, when given, receives that of each operator, in order.
  Totals price(double batch, Lowering& arena, std::vector<Work>* work = nullptr) const;
  /// The same, operator by operator: for readers of one case. The lowering stays in `arena`.
  std::vector<Row> rows(double batch, Lowering& arena) const;
};

}  // namespace fleetline::roofline
