#include "transformer/model.hpp"

#include "transformer/layer_groups.hpp"

namespace fleetline::workloads::transformer {
namespace {

double latent_parameters(const Shape& m, const Share& s) {
  const Latent& l = m.latent;
  const double queries = (l.q_rank > 0 ? l.q_rank : m.hidden) * s.heads * l.d_qk();
  return m.hidden * l.down_columns() + l.norms() + queries + l.key_parameters(s.heads) + l.value_parameters(s.heads);
}

}  // namespace

double attention_parameters(const Shape& m, const Share& s) {
  const double in = m.latent.used() ? latent_parameters(m, s) : qkv_matrix(m, s).parameters() + qk_norm_parameters(m, s);
  return in + projection_matrix(m, s).parameters();
}

double routed_parameters(const Shape& m, const Share& s) { return s.experts * ffn_parameters(m, s.expert_ffn); }

namespace {

double mixing_parameters(const Shape& m, const Share& s, const LayerKind& kind) {
  if (kind.recurs()) return mixer_of(m, s).parameters();
  return kind.attends() ? attention_parameters(m, s) : 0;
}

double network_parameters(const Shape& m, const Share& s, const LayerKind& kind) {
  if (!kind.feed_forward) return 0;
  if (!kind.experts) return ffn_parameters(m, s.ffn);
  const double shared = s.shared_ffn > 0 ? ffn_parameters(m, s.shared_ffn) : 0;
  return routed_parameters(m, s) + router_matrix(m).parameters() + shared;
}

}  // namespace

double layer_parameters(const Shape& m, const Share& s, const LayerKind& kind) {
  return mixing_parameters(m, s, kind) + network_parameters(m, s, kind) + layer_norm_parameters(m, kind);
}

double embedding_parameters(const Shape& m, const Share& s) { return (s.vocabulary + m.positions) * m.hidden; }

double head_parameters(const Shape& m, const Share& s) {
  const Matrix head = head_matrix(m, s);
  return norm_parameters(m) + (m.tied ? head.bias : head.parameters());
}

double prediction_parameters(const Shape& m, const Share& s) {
  return join_matrix(m).parameters() + layer_parameters(m, s, prediction_layer(m)) + 3 * norm_parameters(m);
}

double total_parameters(const Shape& m) {
  const Share whole = share_of(m, {});
  double sum = embedding_parameters(m, whole) + head_parameters(m, whole);
  const LayerGroups groups(m);  // that all() shows
  for (const LayerGroup& group : groups.all()) sum += group.count * layer_parameters(m, whole, group.kind);
  return sum;
}

double active_parameters(const Shape& m) {
  if (!m.mixture()) return total_parameters(m);
  const double asleep = 1.0 - m.experts.per_token / m.experts.routed;
  return total_parameters(m) - (m.networks() - m.dense_layers()) * asleep * routed_parameters(m, share_of(m, {}));
}

namespace {

double kept_mixing(const Shape& m, const Share& s, const LayerKind& kind) {
  if (!kind.mixes()) return 0;
  if (kind.recurs()) return mixer_of(m, s).kept();
  // Q, K, V, and what is projected; of latent attention the latents before and after their norms, too; of a gated one
  // the gate and what it was multiplied with.
  if (!m.latent.used()) return ((m.output_gate ? 4 : 2) * s.heads + 2 * s.kv_heads) * m.head_dim;
  return s.heads * 2 * (m.d_qk() + m.d_v()) + 2 * m.latent.norms() + m.latent.rope;
}

/// Gate, up and their product; or before and after the activation. With experts, k of these, the copies of the input sent to
/// them, what they return, and the router's scores.
double kept_ffn(const Shape& m, const Share& s, const LayerKind& kind) {
  if (!kind.feed_forward) return 0;
  const double tensors = m.gated ? 3 : 2;
  if (!kind.experts) return tensors * s.ffn;
  const Experts& x = m.experts;
  return tensors * (x.per_token * s.expert_ffn + s.shared_ffn) + 2 * x.per_token * m.hidden + x.routed;
}

}  // namespace

Kept kept_without_scores(const Shape& m, const Share& s, const LayerKind& kind) {
  // The inputs of norms, of QKV and of the FFN: four tensors; side by side, norms share their input, and with one norm so do the others.
  const double apart = (kind.mixes() ? 2 : 0) + (kind.feed_forward ? 2 : 0);
  const double tensors = m.parallel == Parallel::none ? apart : m.one_norm() ? 2 : 3;
  const double undivided = tensors * m.hidden * s.tokens;
  const double masks = m.dropout ? 2 * m.hidden * s.tokens : 0;  // one byte each, after attention and after FFN
  return {undivided + kept_mixing(m, s, kind) + kept_ffn(m, s, kind), masks};
}

Kept kept_scores(const Shape& m, const Share& s, double sequence) {
  const double scores = s.heads * sequence;
  return m.dropout ? Kept{2 * scores, scores} : Kept{scores, 0};
}

}  // namespace fleetline::workloads::transformer
