#include "transformer/inference_attention.hpp"

namespace fleetline::workloads::transformer {

Attention InferenceAttention::shape_of(double queries, double context, double longest) const {
  const double kv_heads =
      m_.latent.used() ? share_.heads : share_.kv_heads;  // expanded: every head has keys of its own
  return {.queries = queries,
          .context = context,
          .context_max = longest,
          .heads = share_.heads,
          .kv_heads = kv_heads,
          .d_qk = m_.d_qk(),
          .d_v = m_.d_v()};
}

/// Reads the cache of every context, writes the new token's keys and values. Absorbed, all heads read the latents
/// themselves.
void InferenceAttention::decode(Emitter& emit, const Decode& d) const {
  const double sum = windowed_sum(d.sequences, d.context_sum, window_);
  AttentionWork work{.label = labels_.decode,
                     .shape = shape_of(d.sequences, sum, windowed(d.context_max, window_)),
                     .activations = d.sequences * elements(),
                     .kv = (sum + d.sequences) * kv_elements(m_, share_)};
  if (absorbs()) {
    const Latent& l = m_.latent;
    work.shape.kv_heads = 1;
    work.shape.d_qk = l.absorbed_d_qk();
    work.shape.d_v = l.kv_rank;
    work.activations = d.sequences * (share_.heads * (l.absorbed_d_qk() + l.kv_rank) + l.cache_elements(share_.heads));
  }
  work.flops = attention_flops(sum, share_.heads, work.shape.d_qk, work.shape.d_v);
  emit.attention(Pass::forward, work);
}

/// Reads cached and new keys and values once (query tiles find them in the device's own cache), writes the new ones.
/// Absorbing models have expanded the cached latents just before: keys and values of the context are activations then.
void InferenceAttention::prefill(Emitter& emit, const Chunk& c) const {
  const double seen = windowed(c.context, window_), span = seen + c.tokens;
  const double expanded = absorbs() ? seen * share_.heads * (m_.d_qk() + m_.d_v()) : 0;
  const double moved = absorbs() ? span : span + c.tokens;
  emit.attention(Pass::forward, {.label = labels_.prefill,
                                 .shape = shape_of(c.sequences * c.tokens, c.sequences * span, span),
                                 .flops = attention_flops(c.sequences * causal_pairs(c.tokens, c.context, window_),
                                                          share_.heads, m_.d_qk(), m_.d_v()),
                                 .activations = c.sequences * (c.tokens * elements() + expanded),
                                 .kv = c.sequences * moved * kv_elements(m_, share_)});
}

double InferenceAttention::cached(const Step& step) const {
  const Decode& d = step.decode;
  double tokens = windowed_sum(d.sequences, d.context_sum + d.sequences, window_);
  for (const Chunk& c : step.prefill) tokens += c.sequences * windowed(c.context + c.tokens, window_);
  return tokens;
}

}  // namespace fleetline::workloads::transformer
