#include "transformer/projections.hpp"

namespace fleetline::workloads::transformer {

Projections::Projections(const Shape& m, const Share& share, const Labels& labels, const TokenCounts& tokens)
    : shape_(m),
      labels_(labels),
      tokens_(tokens),
      heads_(share.heads),
      kv_heads_(share.kv_heads),
      qk_norms_(qk_norm_parameters(m, share)),
      projection_(linear(labels.projection, projection_matrix(m, share), tokens.all)) {
  if (!latent()) {
    in_ = linear(labels.qkv, qkv_matrix(m, share), tokens.all);
    return;
  }
  const Latent& l = m.latent;
  const double queries = heads_ * l.d_qk();
  in_ = linear(labels.latent_down, {m.hidden, l.down_columns()}, tokens.all);
  query_up_ = linear(labels.query_up, {l.q_rank > 0 ? l.q_rank : m.hidden, queries}, tokens.all);
  key_value_up_ = linear(labels.key_value_up, {l.kv_rank, heads_ * (l.nope + l.value)}, tokens.expanded);
  absorb_key_ = grouped(labels.absorb_key, {l.nope, l.kv_rank}, tokens.absorbed, heads_);
  absorb_value_ = grouped(labels.absorb_value, {l.kv_rank, l.value}, tokens.absorbed, heads_);
}

/// Rotates queries and keys in place; norms of queries and keys ride along.
Stream Projections::rope(bool gradients) const {
  const double rotated = latent() ? (heads_ + 1) * shape_.latent.rope : (heads_ + kv_heads_) * shape_.head_dim;
  const double norms = latent() ? 0 : qk_norms_;
  return {.label = labels_.rope,
          .activations = 2 * tokens_.all * rotated,
          .weights = norms,
          .gradients = gradients ? norms : 0};
}

/// The gate times what attention gave: reads two, writes one; backward reads the gradient, too, and writes two.
Stream Projections::gate(double tensors) const {
  return {.label = labels_.gate, .activations = tensors * tokens_.all * heads_ * shape_.d_v()};
}

Stream Projections::latent_norm(bool gradients) const {
  const double norms = shape_.latent.norms();
  return {.label = labels_.latent_norm,
          .kind = OperatorKind::normalisation,
          .activations = (gradients ? 3 : 2) * tokens_.all * norms,
          .weights = norms,
          .gradients = gradients ? norms : 0};
}

void Projections::before(Emitter& emit, Pass pass) const {
  emit.product(pass, in_);
  if (latent()) {
    emit.stream(pass, latent_norm(false));
    emit.product(pass, query_up_);
  }
  if (rotates()) emit.stream(pass, rope(false));
  if (latent() && tokens_.expanded > 0) emit.product(pass, key_value_up_);
  if (latent() && tokens_.absorbed > 0) emit.product(pass, absorb_key_);
}

void Projections::after(Emitter& emit, Pass pass) const {
  if (latent() && tokens_.absorbed > 0) emit.product(pass, absorb_value_);
  if (shape_.output_gate) emit.stream(pass, gate(3));
  emit.product(pass, projection_);
}

void Projections::backward_after(Emitter& emit) const {
  emit.product(Pass::backward_input, projection_);
  if (shape_.output_gate) emit.stream(Pass::backward_input, gate(5));
}

void Projections::backward_before(Emitter& emit) const {
  constexpr Pass pass = Pass::backward_input;
  if (latent()) emit.product(pass, key_value_up_);
  if (rotates()) emit.stream(pass, rope(true));
  if (latent()) {
    emit.product(pass, query_up_);
    emit.stream(pass, latent_norm(true));
  }
  emit.product(pass, in_);
}

void Projections::backward_weights_before(Emitter& emit) const {
  if (latent()) {
    emit.product(Pass::backward_weight, key_value_up_);
    emit.product(Pass::backward_weight, query_up_);
  }
  emit.product(Pass::backward_weight, in_);
}

}  // namespace fleetline::workloads::transformer
