// Record `training_stack`: what a software stack reaches on a device, and what it keeps. Read from registry/stacks.
#pragma once

#include "memory_constants.hpp"

namespace fleetline::parallelism {

struct TrainingStack {
  static constexpr std::string_view record_kind = "training_stack";
  std::string title;
  double gemm_efficiency = 0.75, attention_efficiency = 0.55, memory_efficiency = 0.85;
  Seconds operator_overhead{4e-6}, layer_floor{0};
  double odd_heads = 1;
  double communication_efficiency = 0.8, tensor_overlap = 0;
  MemoryConstants memory;
  static const Schema<TrainingStack>& schema();
};

}  // namespace fleetline::parallelism
