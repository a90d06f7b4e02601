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

States states(const Footprint& block, double weight_bytes, double shard_bytes) {
  return {block.weights, block.gradients, block.optimizer + block.weights * (shard_bytes / weight_bytes)};
}

/// The head keeps the inputs of its norm and of its matrix, and the logits in fp32.
Bytes fp32_logits(const Blocks& b) { return max(Bytes(0), b.last.activations - 2 * b.boundary); }

}  // namespace

ModelMemory model_memory(const Workload& workload, const Step& step, const Sharding& sharding, const MemoryConstants& c,
                         Lowering& arena) {
  const Blocks none = lowered(workload, step, Recompute::none, sharding, arena);
  const Blocks without_scores = lowered(workload, step, Recompute::selective, sharding, arena);
  const Bytes scores = max(Bytes(0), none.layer.activations - without_scores.layer.activations) * c.score_copies;
  const Bytes tensors = without_scores.layer.activations + none.boundary * c.norm_copies;

  const Recompute recompute = step.train.recompute;
  const Bytes kept = recompute == Recompute::full ? none.boundary : recompute == Recompute::none ? tensors + scores : tensors;
  const Bytes again = recompute == Recompute::full ? tensors + scores : recompute == Recompute::selective ? scores : Bytes(0);
  const Bytes logits = fp32_logits(none) * (c.logit_bytes / 4) * (c.gathered_logits ? sharding.tensor : 1.0);

  const double weight_bytes = step.precision.weights.bits / 8;
  ModelMemory out;
  out.layers = none.layers;
  out.layer = states(none.layer, weight_bytes, c.shard_bytes);
  out.first = states(none.first, weight_bytes, c.shard_bytes);
  out.last = states(none.last, weight_bytes, c.shard_bytes);
  out.tied = none.last.weights < 0.5 * none.first.weights;
  out.kept = kept * c.activation_factor;
  out.first_kept = none.first.activations * c.activation_factor;
  out.logits = logits * c.activation_factor;
  out.working = again * c.activation_factor + none.boundary * c.workspace;
  out.buffers = none.layer.weights * c.layer_buffers;
  out.overhead = c.context;
  out.communicator = c.communicator;
  return out;
}

}  // namespace fleetline::parallelism
