// What a workload is asked to do once: an inference step, a training step, or a mix of decode and prefill.
#pragma once

#include <cstdint>
#include <span>

#include "fleetline/format.hpp"
#include "fleetline/quantity.hpp"

namespace fleetline {

enum class Mode : unsigned char { inference, training };

/// Which activations are thrown away and computed again in the backward pass.
enum class Recompute : unsigned char { none, selective, full };

/// Optimizer state kept per parameter.
enum class Optimizer : unsigned char { adam, momentum, sgd };

/// Sequences that each produce one token, reading the KV of their contexts.
struct Decode { double sequences = 0, context_sum = 0, context_max = 0; };

/// `sequences` prompts (or parts of them) of `tokens` new tokens each, after `context` tokens already cached.
struct Chunk { double sequences = 0, tokens = 0, context = 0; };

/// One micro-batch: forward and backward; the optimizer step is a block of its own.
struct Train {
  double sequences = 0;           ///< samples, for workloads without a token axis
  double tokens_per_sequence = 0; ///< ignored by workloads without a token axis
  Recompute recompute = Recompute::none;
  Optimizer optimizer = Optimizer::adam;
};

/// Every tensor family has its own format.
struct PrecisionPolicy {
  Format math, weights, activations, kv;  ///< arithmetic; stored weights; activations; KV cache
  Format gradients, master, moments;      ///< training only; an empty `master`: no master copy
};

/// The parts may coexist (continuous batching mixes decode and prefill in one step). Spans are borrowed
/// for the call only.
struct Step {
  Mode mode = Mode::inference;
  double samples = 0;  ///< images, utterances, rows ...: for workloads without a token axis
  Decode decode;
  std::span<const Chunk> prefill;
  Train train;
  PrecisionPolicy precision;
};

/// How one copy of the workload is spread over devices; `lower` answers for one device of the group.
struct Sharding {
  std::uint32_t tensor = 1, context = 1, expert = 1;
  bool sequence_parallel = false;
  friend bool operator==(const Sharding&, const Sharding&) = default;
};

}  // namespace fleetline
