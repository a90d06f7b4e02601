#include "transformer/model.hpp"

namespace fleetline::workloads::transformer {

double layer_parameters(const Shape& m, const Share& s) {
  return qkv_matrix(m, s).parameters() + projection_matrix(m, s).parameters() + up_matrix(m, s).parameters() +
         down_matrix(m, s).parameters() + 2 * norm_parameters(m);
}

double embedding_parameters(const Shape& m, const Share& s) { return (s.vocabulary + m.positions) * m.hidden; }

double head_parameters(const Shape& m, const Share& s) {
  return norm_parameters(m) + (m.tied ? 0 : head_matrix(m, s).parameters());
}

double total_parameters(const Shape& m) {
  const Share whole = share_of(m, 1, false);
  return m.layers * layer_parameters(m, whole) + embedding_parameters(m, whole) + head_parameters(m, whole);
}

Kept kept_without_scores(const Shape& m, const Share& s) {
  const double undivided = 4 * m.hidden * s.tokens;  // two norm inputs, the inputs of QKV and of the FFN
  const double attention = (2 * s.heads + 2 * s.kv_heads) * m.head_dim;  // Q, K, V, and what is projected
  const double ffn = (m.gated ? 3 : 2) * s.ffn;                          // gate, up and their product; or before and after
  const double masks = m.dropout ? 2 * m.hidden * s.tokens : 0;          // one byte each, after attention and after FFN
  return {undivided + attention + ffn, masks};
}

Kept kept_scores(const Shape& m, const Share& s, double sequence) {
  const double scores = s.heads * sequence;
  return m.dropout ? Kept{2 * scores, scores} : Kept{scores, 0};
}

}  // namespace fleetline::workloads::transformer
