// Memory of one device under a 3D layout: pure functions of quantities, one per equation. No framework type.
//
// Names as in the papers: t tensor, p pipeline, v virtual stages per device, d data parallel degree, m micro-batches of
// one replica, L layers, s sequence, b micro-batch (sequences), i a pipeline stage.
#pragma once

#include <array>
#include <cstdint>

#include "fleetline/quantity.hpp"

namespace fleetline::parallelism {

/// What ZeRO divides over the data-parallel group: nothing, optimizer state, gradients too, weights too.
enum class Zero : unsigned char { none, optimizer, gradients, weights };

/// Weights with their training state.
struct States {
  Bytes weights, gradients, optimizer;
  constexpr Bytes total() const { return weights + gradients + optimizer; }
  constexpr States& operator+=(const States& b) {
    weights += b.weights;
    gradients += b.gradients;
    optimizer += b.optimizer;
    return *this;
  }
  friend constexpr States operator*(States a, double k) { return {a.weights * k, a.gradients * k, a.optimizer * k}; }
  friend constexpr States operator+(States a, const States& b) { return a += b; }
  friend constexpr States operator-(const States& a, const States& b) { return a + b * -1.0; }
};

/// One micro-batch of the model on one device of a tensor-parallel group, ready for any pipeline: the workload's
/// lowering with the stack's constants applied. Layers of several kinds count as their average.
struct ModelMemory {
  double layers = 0;
  States layer, first, last;  ///< of one layer, of what stands before the layers, of what follows them
  States
      layer_experts;  ///< of `layer`, what belongs to experts that are spread over replicas; nothing where they are not
  bool tied = false;  ///< the head multiplies by the embedding's matrix: the last stage keeps a copy
  Bytes kept;         ///< by one layer, from forward to backward
  Bytes first_kept;   ///< by what stands before the layers
  Bytes logits;       ///< logits, probabilities and their gradients, while the last stage works on them
  Bytes working;      ///< a layer computed again before its backward pass; temporary buffers
  Bytes buffers;      ///< gathered and not yet added-up weights of the layer at work
  Bytes overhead;     ///< context, libraries
  Bytes communicator;  ///< per group of devices that this one talks in
};

/// The same with a micro-batch of `b` sequences instead of one: activations grow in proportion, all else stays.
ModelMemory scaled(const ModelMemory& one, double b);

/// Weights and optimizer state of the whole model, once: what a checkpoint must hold. Each device of a tensor-parallel
/// group has a share.
constexpr Bytes training_state(const ModelMemory& m, double tensor, double expert = 1) {
  const auto kept = [](const States& s) { return s.weights + s.optimizer; };
  return ((kept(m.layer) + kept(m.layer_experts) * (expert - 1)) * m.layers + kept(m.first) + kept(m.last)) * tensor;
}

/// The rest of a layout.
struct StageLayout {
  double tensor = 1, pipeline = 1, virtual_stages = 1, data = 1, micro_batches = 1, expert = 1;
  Zero zero = Zero::optimizer;
  double shard = 0;  ///< replicas that ZeRO divides over; 0: all
  double sharing() const { return shard > 0 ? shard : data; }
};

/// What one device of stage i holds at its fullest.
struct StageMemory {
  double layers = 0, in_flight = 0;
  States states;
  Bytes activations, logits, working, overhead;
  constexpr Bytes allocated() const { return states.total() + activations + logits + working; }
  constexpr Bytes total() const { return allocated() + overhead; }
};

/// Layers of stage i: as even as can be, the first stages take what is left over.
constexpr double layers_of_stage(double layers, double p, double i) {
  const double each = static_cast<double>(static_cast<std::int64_t>(layers / p)), left = layers - each * p;
  return i < left ? each + 1 : each;
}

/// Narayanan et al. 2021 (SC21), section 2.2, in micro-batches of one stage's layers. 1F1B: min(m, p - i). Interleaved:
/// the warm-up of Megatron-LM, 2 (p - i - 1) + (v - 1) p chunks, and the one at work; a chunk is 1/v of the stage. On
/// the first stage that is p + (p - 1) / v, the paper's p (1 + (p - 1) / (p v)).
constexpr double in_flight(double p, double v, double m, double i) {
  if (v <= 1) return m < p - i ? m : p - i;
  const double chunks = p > 1 ? 2 * (p - i - 1) + (v - 1) * p + 1 : v;
  return (chunks < m * v ? chunks : m * v) / v;
}

/// Rajbhandari et al. 2020 (ZeRO), section 3 and figure 1: what each stage divides by d.
constexpr States sharded(const States& whole, Zero zero, double d) {
  const auto part = [d](Bytes bytes, bool divide) { return divide ? bytes / d : bytes; };
  return {part(whole.weights, zero >= Zero::weights), part(whole.gradients, zero >= Zero::gradients),
          part(whole.optimizer, zero >= Zero::optimizer)};
}

/// How many layers stand gathered under ZeRO 3: the one at work, and the next, fetched meanwhile (Zhao et al. 2023,
/// PyTorch FSDP, section 3.3.2).
inline constexpr double gathered_layers = 2;

/// All of one stage: sum of its parts.
StageMemory stage_memory(const ModelMemory& model, const StageLayout& layout, double stage);

/// The fullest stage: the first, which holds most micro-batches in flight and the embedding, or the last, which holds
/// the logits. No stage between exceeds the first: it has no more layers, fewer micro-batches and no embedding.
struct Peak {
  StageMemory memory;
  double stage = 0;
};
Peak peak_memory(const ModelMemory& model, const StageLayout& layout);

}  // namespace fleetline::parallelism
