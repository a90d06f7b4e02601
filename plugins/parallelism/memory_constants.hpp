// What a software stack adds to the tensors that a model needs: calibrated per device and stack, read from
// registry/stacks.
#pragma once

#include "fleetline/format.hpp"
#include "fleetline/schema.hpp"

namespace fleetline::parallelism {

inline constexpr double gibibyte = 1024.0 * 1024.0 * 1024.0;

/// Defaults are those of Megatron-Core with a distributed optimizer and fused cross-entropy; what each is, says the
/// schema.
struct MemoryConstants {
  Format gradients = *parse_format("fp32").value;
  double replica_bytes = 0, shard_bytes = 0;
  double activation_factor = 1, norm_copies = 0, score_copies = 1;
  double logit_bytes = 6;
  bool gathered_logits = false;
  double workspace = 0, layer_buffers = 1.5;
  Bytes context{1.0 * gibibyte}, communicator{0.3 * gibibyte};
  double usable = 0.98;
  static const Schema<MemoryConstants>& schema();
};

}  // namespace fleetline::parallelism
