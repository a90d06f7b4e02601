// From a workload's lowering, the device and the fabric to the tables that steps are timed with.
#pragma once

#include "fleetline/fleet.hpp"
#include "fleetline/workload.hpp"
#include "stack.hpp"
#include "step.hpp"

namespace fleetline::parallelism {

/// What is trained, and what waits elsewhere.
struct Regime {
  double adapter_rank = 0;     ///< of low-rank adapters, all else frozen; 0: everything is trained
  double offload = 0;          ///< share of the activations that wait in main memory
  bool free = false;           ///< sending takes no time, and needs no fabric
  bool whole_experts = false;  ///< experts stand whole on single devices of tensor groups, instead of divided over them
  bool frozen() const { return adapter_rank > 0; }
};

/// What one device does of one micro-batch of `step` under `sharding`. `step` has the tokens that one member of a
/// context group holds of each sequence; its queries read the keys and values of all members. Throws what
/// Workload::lower throws.
ModelTimes model_times(const Workload& workload, const Hardware& hardware, const Fleet& fleet,
                       const TrainingStack& stack, const Step& step, const Sharding& sharding, Lowering& arena,
                       const Regime& regime = {});

/// What its groups pay to send. Devices are numbered tensor first, then data, then pipeline: a tensor group sits in as
/// few nodes as can be, as Megatron-LM places it.
Wires wires_of(const Fleet& fleet, const TrainingStack& stack, const LayoutChoice& choice);

}  // namespace fleetline::parallelism
