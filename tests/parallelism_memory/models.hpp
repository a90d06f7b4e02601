// Models whose memory is published, and constants that add nothing to their tensors.
#pragma once

#include "parallelism/memory_facts.hpp"
#include "transformer/transformer.hpp"

namespace fleetline::parallelism {

using workloads::transformer::AttentionKernel;
using workloads::transformer::Norm;
using workloads::transformer::Transformer;

inline Format format(std::string_view name) { return *parse_format(name).value; }

inline MemoryConstants tensors_only() {
  MemoryConstants c;
  c.layer_buffers = 0;
  c.logit_bytes = 4;
  c.context = c.communicator = Bytes(0);
  return c;
}

/// Korthikanti et al. 2022, table 3: unfused attention, dropout.
inline Transformer::Params gpt(int layers, int hidden, int heads) {
  Transformer::Params p;
  p.layers = layers;
  p.hidden = hidden;
  p.heads = heads;
  p.ffn = 4 * hidden;
  p.vocabulary = 51200;
  p.positions = 2048;
  p.gated = false;
  p.tied_embeddings = p.biases = p.dropout = true;
  p.norm = Norm::layer;
  p.attention_kernel = AttentionKernel::unfused;
  return p;
}

inline Step training_step(double sequences, double length, Recompute recompute, const MemoryConstants& c) {
  const Format bf16 = format("bf16"), fp32 = format("fp32");
  Step step;
  step.mode = Mode::training;
  step.train = {.sequences = sequences, .tokens_per_sequence = length, .recompute = recompute};
  step.precision = {.math = bf16, .weights = bf16, .activations = bf16, .kv = bf16,
                    .gradients = c.gradients, .master = fp32, .moments = fp32};
  return step;
}

inline ModelMemory memory_of(const Transformer::Params& model, double sequences, std::uint32_t tensor, bool sequence_parallel,
                             Recompute recompute, const MemoryConstants& c = tensors_only()) {
  Lowering arena;
  return model_memory(Transformer(model), training_step(sequences, 2048, recompute, c),
                      {.tensor = tensor, .sequence_parallel = sequence_parallel}, c, arena);
}

}  // namespace fleetline::parallelism
