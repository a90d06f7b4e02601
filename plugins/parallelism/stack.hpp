// Record `training_stack`: what a software stack reaches on a device, and what it keeps. Read from registry/stacks.
#pragma once

#include "memory_constants.hpp"

namespace fleetline::parallelism {

struct TrainingStack {
  static constexpr std::string_view record_kind = "training_stack";
  std::string title;
  double gemm_efficiency = 0.75, attention_efficiency = 0.55, memory_efficiency = 0.85;
  double half_depth = 0, half_tiles = 0, misaligned_efficiency = 1, odd_heads = 1;
  double streaming_passes = 1, norm_passes = 1, score_passes = 1, optimizer_passes = 1;
  Seconds operator_overhead{4e-6}, layer_floor{0}, micro_batch_overhead{0}, step_overhead{0};
  double communication_efficiency = 0.8, network_efficiency = 0.8;
  Bandwidth host_bandwidth{50e9};
  double grouped_efficiency = 1, expert_efficiency = 0.8;
  Seconds expert_floor{0};
  double tensor_overlap = 0, data_overlap = 1, stage_overlap = 0, expert_overlap = 0;
  MemoryConstants memory;
  static const Schema<TrainingStack>& schema();
};

}  // namespace fleetline::parallelism
