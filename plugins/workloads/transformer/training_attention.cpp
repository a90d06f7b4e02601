#include "transformer/training_attention.hpp"

namespace fleetline::workloads::transformer {
namespace {

/// Passes over the score matrix of an unfused kernel. Forward: written by QK^T, read and written by softmax, read by
/// PV; backward: P read for dV, dP written, softmax reads P and dP and writes dS, dS read for dQ and dK. Dropout: one
/// read and one write more.
constexpr double score_passes(bool dropout) { return dropout ? 6 : 4; }
constexpr double score_backward_passes(bool dropout) { return dropout ? 9 : 7; }

}  // namespace

Attention TrainingAttention::shape() const {
  return {.queries = tokens(),
          .context = tokens(),
          .context_max = length_,
          .heads = share_.heads,
          .kv_heads = kv_heads(),
          .d_qk = m_.d_qk(),
          .d_v = m_.d_v()};
}

Flops TrainingAttention::flops() const {
  return attention_flops(sequences_ * training_pairs(m_.kernel, length_, window_), share_.heads, m_.d_qk(), m_.d_v());
}

Flops TrainingAttention::model_flops() const {
  return attention_flops(sequences_ * causal_pairs(length_, 0, window_), share_.heads, m_.d_qk(), m_.d_v());
}

void TrainingAttention::forward(Emitter& emit, Pass pass) const {
  const double scores = unfused() ? score_passes(m_.dropout) * score_elements() : 0;
  emit.attention(pass, {.label = labels_.attention,
                        .shape = shape(),
                        .flops = flops(),
                        .rework = flops() - model_flops(),
                        .activations = elements() + scores});
}

/// Reads Q, K, V, the result and its gradient; writes the gradients of Q, K and V: twice what forward moves.
void TrainingAttention::backward(Emitter& emit) const {
  const double scores = unfused() ? score_backward_passes(m_.dropout) * score_elements() : 0;
  const Flops all = flops() * attention_backward(m_.kernel);
  emit.attention(Pass::backward_input, {.label = labels_.attention,
                                        .shape = shape(),
                                        .flops = all,
                                        .rework = all - model_flops() * model_attention_backward,
                                        .activations = 2 * elements() + scores});
}

}  // namespace fleetline::workloads::transformer
