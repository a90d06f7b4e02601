// Solver `roofline`: what one step of a workload can at best take on one device. Contract: fleetline/solver.hpp.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "fleetline/sdk.hpp"
#include "fleetline/sdk/precision.hpp"
#include "request.hpp"
#include "scaling.hpp"

namespace fleetline::roofline {

enum class Bottleneck : unsigned char { compute, memory };
enum class Dominant : unsigned char { compute, memory, overhead };

struct RooflineParams {
  std::int64_t batch = 1;
  Mode mode = Mode::inference;
  Phase phase = Phase::decode;
  std::int64_t context = 1024, prompt = 1024, sequence = 2048;
  std::optional<Format> precision, math, weights, activations, kv;
  Recompute recompute = Recompute::none;
  Optimizer optimizer = Optimizer::adam;
  double efficiency = 1, memory_efficiency = 1, memory_reserve = 0;
  std::optional<Seconds> target_latency;
  static const Schema<RooflineParams>& schema();
};

struct RooflineOutputs {
  Seconds latency;
  Frequency throughput;
  Bottleneck bottleneck = Bottleneck::compute;
  Dominant dominant = Dominant::compute;
  Seconds compute_time, memory_time, overhead_time, roofline_latency;
  double mfu = 0, hfu = 0;
  Flops flops;
  Intensity arithmetic_intensity, ridge_point;
  Bytes weight_traffic, activation_traffic, kv_traffic, state_traffic;
  Bytes memory_footprint, weight_memory, activation_memory, kv_memory, state_memory;
  double memory_utilization = 0;
  Bytes missing_memory;
  std::optional<Joules> energy, energy_per_sample;
  std::optional<Watts> average_power;
  std::optional<std::int64_t> ridge_batch, max_batch;
  std::optional<Bandwidth> required_bandwidth;
  std::optional<FlopRate> required_peak;
  static const Schema<RooflineOutputs>& schema();
};

/// The step, priced: everything that depends on the subjects and the shaping parameters. Operators one by one are not kept:
/// whoever wants to see them has them lowered again.
struct RooflineState : Prepared {
  Request request;
  double items = 1;
  Totals totals;
  Curve curve;
  Scaling scaling;
  Seconds fixed;           ///< dispatch, layers and floors: what efficiencies do not touch
  Seconds dispatch, layers;
  Peak peak;               ///< of the step's arithmetic format
  HardwareFacts hardware;
  std::optional<MemoryLevel> read_only;  ///< where weights live, when not in device memory
  PrecisionPolicy native;  ///< what stands in for formats that are not given
  Label unsupported;       ///< no arithmetic for a format the step needs: the sentence
};

class Roofline : public sdk::SolverOf<Roofline> {
 public:
  using Params = RooflineParams;
  using Outputs = RooflineOutputs;
  using State = RooflineState;

  std::unique_ptr<State> setup(const Subjects& subjects, const Params& params) const;
  Status evaluate(const State& state, const Params& params, Outputs& out, Detail* detail) const;

 private:
  Status answer(const State& state, const Params& params, Outputs& out) const;
  Status fit(const State& state, const Params& params, Outputs& out) const;
  Status target(const State& state, const Params& params, Outputs& out) const;

  // Looked up once: interning takes a lock.
  Format fp16_ = *parse_format("fp16").value, fp32_ = *parse_format("fp32").value;
  Label no_inference_room_{"weights and activations do not fit in device memory"};
  Label no_kv_room_{"weights, activations and KV cache do not fit in device memory"};
  Label no_training_room_{"weights, gradients, optimizer state and activations do not fit in device memory"};
  Label no_working_room_{"activations do not fit in device memory"};
  Label no_weight_room_{"weights do not fit in the read-only memory that holds them"};
  Label frozen_weights_{"training writes weights, and this device keeps them in read-only memory"};
  Label overhead_too_long_{"overheads alone take longer than the target latency"};
  Label both_too_long_{"neither more bandwidth alone nor a higher peak alone meets the target latency"};
};

/// Tables, notes and the verdict of one case.
void describe(const RooflineState& state, const RooflineParams& params, const RooflineOutputs& out, const Status& status,
              Detail& detail);

}  // namespace fleetline::roofline
