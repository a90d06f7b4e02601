// What the tests of workloads share: policies, sums over a lowering, models, and the refusal a call gets.
#pragma once

#include <string>
#include <string_view>

#include "common/formats.hpp"
#include "fleetline/lowering.hpp"
#include "fleetline/problem.hpp"
#include "fleetline/workload.hpp"
#include "transformer/transformer.hpp"

namespace fleetline::workloads {

inline PrecisionPolicy sixteen_bit() {
  const Format half = format_named("bf16"), single = format_named("fp32");
  return {.math = half, .weights = half, .activations = half, .kv = half, .gradients = half, .master = single, .moments = single};
}

inline PrecisionPolicy all_in(std::string_view name) {
  const Format f = format_named(name);
  return {.math = f, .weights = f, .activations = f, .kv = f, .gradients = f, .moments = f};
}

inline Lowering lowered(const Workload& workload, const Step& step, const Sharding& sharding = {}) {
  Lowering out;
  workload.lower(step, sharding, out);
  return out;
}

/// FLOPs and bytes of a pass over the whole model: block counts and operator repeats included.
struct Sum {
  double flops = 0;
  Traffic bytes;
  double comm = 0;
};

inline Sum sum(const Lowering& l, Pass pass, std::string_view only_block = {}) {
  Sum s;
  for (std::size_t b = 0; b < l.blocks().size(); ++b) {
    const Block& block = l.blocks()[b];
    if (!only_block.empty() && block.label.text() != only_block) continue;
    for (const Operator& op : l.operators(b, pass)) {
      s.flops += block.count * op.repeat * op.flops.base();
      s.bytes += op.bytes * (block.count * op.repeat);
    }
    for (const Collective& c : l.collectives(b, pass)) s.comm += block.count * c.repeat * c.payload.base();
  }
  return s;
}

inline Footprint resident(const Lowering& l) {
  Footprint f;
  for (const Block& block : l.blocks()) f += block.memory * block.count;
  return f;
}

inline transformer::Transformer::Params llama_8b() {
  transformer::Transformer::Params p;
  p.layers = 32; p.hidden = 4096; p.heads = 32; p.kv_heads = 8; p.ffn = 14336; p.vocabulary = 128256; p.max_context = 8192;
  return p;
}

inline transformer::Transformer::Params llama_70b() {
  transformer::Transformer::Params p = llama_8b();
  p.layers = 80; p.hidden = 8192; p.heads = 64; p.ffn = 28672;
  return p;
}

/// The GPT-3 family: multi-head, plain FFN, biases, LayerNorm, tied embeddings, learned positions, dropout.
inline transformer::Transformer::Params gpt(int layers, int hidden, int heads, int vocabulary, int sequence) {
  transformer::Transformer::Params p;
  p.layers = layers; p.hidden = hidden; p.heads = heads; p.ffn = 4 * hidden; p.vocabulary = vocabulary;
  p.gated = false; p.tied_embeddings = true; p.positions = sequence; p.biases = true; p.dropout = true;
  p.norm = transformer::Norm::layer;
  return p;
}

inline Step decode_step(double sequences, double context, const PrecisionPolicy& policy = sixteen_bit()) {
  return {.decode = {sequences, sequences * context, context}, .precision = policy};
}

inline Step train_step(double sequences, double tokens, Recompute recompute = Recompute::none,
                       const PrecisionPolicy& policy = sixteen_bit()) {
  return {.mode = Mode::training, .train = {sequences, tokens, recompute}, .precision = policy};
}

/// The full text of the refusal, or "" when there was none.
template <class Call>
std::string refusal(Call&& call) {
  try {
    call();
  } catch (const InputError& e) {
    return e.what();
  }
  return {};
}

}  // namespace fleetline::workloads
