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
  Flops flops;
  Bytes bytes;
  Work work;
  Seconds floor;  ///< what the device adds to the longer busy time
};

/// Sums over a step.
struct Totals {
  Seconds compute, memory, floor;
  Seconds useful_at_peak, all_at_peak;  ///< FLOPs at datasheet peak: without and with recomputed ones
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
  /// Lower and price. `rows`, when given, receives the operators in order.
  Totals price(double batch, Lowering& arena, std::vector<Row>* rows = nullptr) const;
};

}  // namespace fleetline::roofline
