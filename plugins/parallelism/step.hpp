// Time of one training step under a 3D layout, in closed form: pure functions on a table of priced layers.
//
// Names as in the papers: t, p, v, d degrees, m micro-batches of one replica.
#pragma once

#include "layout_space.hpp"
#include "search.hpp"

namespace fleetline::parallelism {

/// Forward and backward of one micro-batch: what computes, what is computed again, what is sent inside the tensor
/// group.
struct PassTimes {
  Seconds forward, recompute, backward, communication;
  Seconds forward_communication;  ///< of communication, the forward pass's
  Seconds exchange;               ///< of communication, tokens on their way to experts and back
  constexpr Seconds total() const { return forward + recompute + backward + communication; }
  constexpr PassTimes& operator+=(const PassTimes& b) {
    forward += b.forward;
    recompute += b.recompute;
    backward += b.backward;
    communication += b.communication;
    forward_communication += b.forward_communication;
    exchange += b.exchange;
    return *this;
  }
  friend constexpr PassTimes operator*(PassTimes a, double k) {
    a.forward *= k;
    a.recompute *= k;
    a.backward *= k;
    a.communication *= k;
    a.forward_communication *= k;
    a.exchange *= k;
    return a;
  }
};

/// What a stack adds to a step, and what it hides.
struct StackTerms {
  double data_overlap = 1, stage_overlap = 0;
  Seconds micro_batch_overhead, step_overhead;
};

/// One micro-batch on one device of a tensor group.
struct ModelTimes {
  StackTerms terms;
  double layers = 0;
  PassTimes layer, first, last;                     ///< of one layer, of what stands before the layers and after them
  Seconds layer_update, first_update, last_update;  ///< the optimizer's step over their states, undivided
  Bytes layer_gradients, first_gradients, last_gradients, layer_weights, first_weights, last_weights;
  double expert_share =
      0;           ///< of what one device holds of a layer, what belongs to experts that are spread over replicas
  Bytes boundary;  ///< handed from stage to stage
  Flops model_flops, all_flops;  ///< of one device and micro-batch, without what is computed again, and with it
  Seconds model_at_peak, all_at_peak;
  Joules dynamic;  ///< above the draw of a device that runs but does nothing
};

/// Prices of sending, for one split of the devices: time = latency + bytes / bandwidth, taken from the fabric at two
/// sizes.
struct Wire {
  Seconds latency;
  double seconds_per_byte = 0;
  constexpr Seconds time(Bytes bytes) const {
    return bytes > Bytes(0) ? latency + Seconds(seconds_per_byte * bytes.base()) : Seconds(0);
  }
};
struct Wires {
  Wire stage;  ///< to the next pipeline stage
  Wire all_reduce, reduce_scatter,
      all_gather;          ///< over the data-parallel group; the last two over those that ZeRO divides over
  Wire shares_all_reduce;  ///< among the groups that ZeRO divides over: members with the same share
  Wire expert_all_reduce, expert_reduce_scatter, expert_all_gather;  ///< over the replicas of one device's experts
};

/// The parts of Timed, in order.
enum class Part : std::size_t { compute, recompute, tensor, expert, bubble, stages, data, optimizer, overhead };
inline constexpr std::size_t part_count = 9;
static_assert(part_count <= time_parts);

/// The whole step.
Timed step_time(const ModelTimes& model, const Wires& wires, const LayoutChoice& choice, std::uint32_t batch);

}  // namespace fleetline::parallelism
