// Record kind `serving_stack`: what a serving engine of some version class reaches on a family of devices.
//
// A registry entry (registry/stacks/) holds the constants that were fitted to measurements, each with its bounds and
// source. Without a stack every constant has its ideal: the answers are then bounds, not predictions.
#pragma once

#include <string>

#include "fleetline/sdk.hpp"

namespace fleetline::serving {

/// When the prompt of a request is read while others are decoding.
enum class Scheduling : unsigned char { mixed, prefill_first };
/// How many tokens of KV cache a request must be sure of before it starts.
enum class Reservation : unsigned char { as_needed, whole };

/// What `memory_utilization` is a share of.
enum class UtilizationOf : unsigned char { device, rest };

struct ServingStack {
  static constexpr std::string_view record_kind = "serving_stack";

  std::string device, software, versions;
  // Kernels: shares of the datasheet rates.
  double compute_16 = 1, compute_8 = 1, compute_4 = 1, dequantisation = 1;
  double weights_16 = 1, weights_8 = 1, weights_4 = 1, activations = 1;
  double kv_16 = 1, kv_8 = 1;
  double prefill_attention = 1, prefill_half = 0;
  // Grouped products: what is left of those shares where each group has weights and tokens of its own.
  double grouped_compute = 1, grouped_16 = 1, grouped_8 = 1, grouped_4 = 1, grouped_tile = 1;
  double smoothness = 16;
  Seconds kernel_floor, attention_floor, layer_overhead, routing_overhead;
  // Communication.
  Seconds collective_overhead;
  double collective_scale = 1;
  bool pipelined = true;
  // Host.
  Seconds step_overhead, sequence_overhead, request_overhead, launch_overhead;
  double graph_padding = 1;
  // Scheduler.
  Scheduling scheduling = Scheduling::mixed;
  Reservation reservation = Reservation::as_needed;
  double interleaving = 1, prompts_ahead = 0;
  double token_budget = 2048, max_sequences = 1e9, kv_block = 1;
  // Memory.
  UtilizationOf utilization_of = UtilizationOf::device;
  double memory_utilization = 1;
  Bytes reserved;

  static const Schema<ServingStack>& schema();
};

}  // namespace fleetline::serving
