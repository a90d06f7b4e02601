#include "memory_facts.hpp"

namespace fleetline::parallelism {
namespace {

/// Sums over the blocks that have layers, and what stands before and after them.
struct Blocks {
  double layers = 0, copies = 0;
  Footprint layer, first, last;
  Bytes boundary;
};

Blocks blocks_of(const Lowering& lowering) {
  Blocks out;
  for (const Block& block : lowering.blocks()) {
    if (block.layers > 0) {
      out.layers += block.layers * block.count;
      out.layer += block.memory * block.count;
      out.boundary += block.boundary * block.count;
    } else {
      (out.layers > 0 ? out.last : out.first) += block.memory * block.count;
    }
  }
  if (out.layers > 0) {
    out.layer = out.layer * (1 / out.layers);
    out.boundary = out.boundary * (1 / out.layers);
  }
  return out;
}

Blocks lowered(const Workload& workload, Step step, Recompute recompute, const Sharding& sharding, Lowering& arena) {
  step.train.recompute = recompute;
  arena.clear();
  workload.lower(step, sharding, arena);
  return blocks_of(arena);
}

States states(const Footprint& block, double weight_bytes, const MemoryConstants& c) {
  const Bytes each = block.weights / weight_bytes;  // one byte per parameter
  return {block.weights, block.gradients + each * c.replica_bytes, block.optimizer + each * c.shard_bytes};
}

/// Spreading experts over e devices takes X (1 - 1/e) off a layer that holds X of them: what is left of X is a 1 / (e -
/// 1) of that.
States spread_share(const States& whole, const States& spread, double e) { return (whole - spread) * (1 / (e - 1)); }

/// The head keeps the inputs of its norm and of its matrix, and the logits in fp32.
Bytes fp32_logits(const Blocks& b) { return max(Bytes(0), b.last.activations - 2 * b.boundary); }

/// What does not depend on recomputation.
ModelMemory common(const Blocks& b, double weight_bytes, double tensor, const MemoryConstants& c) {
  ModelMemory out;
  out.layers = b.layers;
  out.layer = states(b.layer, weight_bytes, c);
  out.first = states(b.first, weight_bytes, c);
  out.last = states(b.last, weight_bytes, c);
  out.tied = b.last.weights < 0.5 * b.first.weights;
  out.first_kept = b.first.activations * c.activation_factor;
  out.logits = fp32_logits(b) * (c.logit_bytes / 4 * (c.gathered_logits ? tensor : 1) * c.activation_factor);
  out.buffers = b.layer.weights * c.layer_buffers;
  out.overhead = c.context;
  out.communicator = c.communicator;
  return out;
}

}  // namespace

std::array<ModelMemory, 3> model_memories(const Workload& workload, const Step& step, const Sharding& sharding,
                                          const MemoryConstants& c, Lowering& arena) {
  const Blocks none = lowered(workload, step, Recompute::none, sharding, arena);
  const Blocks selective = lowered(workload, step, Recompute::selective, sharding, arena);
  const Bytes scores = max(Bytes(0), none.layer.activations - selective.layer.activations) * c.score_copies;
  const Bytes tensors = selective.layer.activations + none.boundary * c.norm_copies,
              workspace = none.boundary * c.workspace;

  ModelMemory base = common(none, step.precision.weights.bits / 8, sharding.tensor, c);
  if (sharding.expert > 1) {
    Sharding whole = sharding;
    whole.expert = 1;
    const Blocks all = lowered(workload, step, Recompute::none, whole, arena);
    base.layer_experts =
        spread_share(states(all.layer, step.precision.weights.bits / 8, c), base.layer, sharding.expert);
  }
  std::array<ModelMemory, 3> out{base, base, base};
  const auto set = [&](Recompute recompute, Bytes kept, Bytes again) {
    ModelMemory& m = out[static_cast<std::size_t>(recompute)];
    m.kept = kept * c.activation_factor;
    m.working = again * c.activation_factor + workspace;
  };
  set(Recompute::none, tensors + scores, Bytes(0));
  set(Recompute::selective, tensors, scores);
  set(Recompute::full, none.boundary, tensors + scores);
  return out;
}

}  // namespace fleetline::parallelism
