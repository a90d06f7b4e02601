#include "transformer/decoder.hpp"

namespace fleetline::workloads::transformer {

Product linear(Label label, const Matrix& w, double tokens) {
  return {.label = label,
          .shape = {.m = tokens, .n = w.out, .k = w.in},
          .weights = w.parameters(),
          .inputs = tokens * w.in,
          .outputs = tokens * w.out};
}

void reduce_partial_sums(Emitter& emit, const Share& share, Pass pass, Label label, double elements) {
  if (share.degree > 1)
    emit.collective(pass, share.tokens < 1 ? CollectiveKind::reduce_scatter : CollectiveKind::all_reduce, label, elements);
}

void gather_tokens(Emitter& emit, const Share& share, Pass pass, Label label, double elements) {
  if (share.tokens < 1) emit.collective(pass, CollectiveKind::all_gather, label, elements);
}

DecoderLayer::DecoderLayer(const Shape& shape, const Share& share, const Labels& labels, double tokens)
    : shape_(shape), share_(share), labels_(labels), tokens_(tokens),
      qkv_(linear(labels.qkv, qkv_matrix(shape, share), tokens)),
      projection_(linear(labels.projection, projection_matrix(shape, share), tokens)),
      up_(linear(shape.gated ? labels.gate_up : labels.up, up_matrix(shape, share), tokens)),
      down_(linear(labels.down, down_matrix(shape, share), tokens)) {}

void DecoderLayer::gather(Emitter& emit, Pass pass, Label label) const {
  gather_tokens(emit, share_, pass, label, tokens_ * shape_.hidden);
}

void DecoderLayer::reduce(Emitter& emit, Pass pass, Label label) const {
  reduce_partial_sums(emit, share_, pass, label, tokens_ * shape_.hidden);
}

void DecoderLayer::before_attention(Emitter& emit, Pass pass) const {
  emit.stream(pass, {.label = labels_.input_norm, .kind = OperatorKind::normalisation, .activations = 2 * between(),
                     .weights = norm_parameters(shape_)});
  gather(emit, pass, labels_.attention_comm);
  emit.product(pass, qkv_);
  if (shape_.positions == 0)
    emit.stream(pass, {.label = labels_.rope,
                       .activations = 2 * tokens_ * (share_.heads + share_.kv_heads) * shape_.head_dim});
}

void DecoderLayer::after_attention(Emitter& emit, Pass pass) const {
  emit.product(pass, projection_);
  reduce(emit, pass, labels_.attention_comm);
  // Residual and norm as one kernel: reads both summands, writes the sum and its norm.
  emit.stream(pass, {.label = labels_.ffn_norm, .kind = OperatorKind::normalisation, .activations = 4 * between(),
                     .weights = norm_parameters(shape_)});
  gather(emit, pass, labels_.ffn_comm);
  emit.product(pass, up_);
  emit.stream(pass, {.label = labels_.activation, .activations = (shape_.gated ? 3 : 2) * tokens_ * share_.ffn});
  emit.product(pass, down_);
  reduce(emit, pass, labels_.ffn_comm);
  emit.stream(pass, {.label = labels_.residual, .activations = 3 * between()});
}

void DecoderLayer::backward_to_attention(Emitter& emit) const {
  constexpr Pass pass = Pass::backward_input;
  const double norm = norm_parameters(shape_);
  gather(emit, pass, labels_.ffn_comm);
  emit.product(pass, down_);
  // Reads what the activation read, and the gradient; writes the gradients of what it read.
  emit.stream(pass, {.label = labels_.activation, .activations = (shape_.gated ? 5 : 3) * tokens_ * share_.ffn});
  emit.product(pass, up_);
  reduce(emit, pass, labels_.ffn_comm);
  // Reads the norm's input, its gradient and that of the residual; writes their sum.
  emit.stream(pass, {.label = labels_.ffn_norm, .kind = OperatorKind::normalisation, .activations = 4 * between(),
                     .weights = norm, .gradients = norm});
  gather(emit, pass, labels_.attention_comm);
  emit.product(pass, projection_);
}

void DecoderLayer::backward_from_attention(Emitter& emit) const {
  constexpr Pass pass = Pass::backward_input;
  const double norm = norm_parameters(shape_);
  if (shape_.positions == 0)
    emit.stream(pass, {.label = labels_.rope,
                       .activations = 2 * tokens_ * (share_.heads + share_.kv_heads) * shape_.head_dim});
  emit.product(pass, qkv_);
  reduce(emit, pass, labels_.attention_comm);
  emit.stream(pass, {.label = labels_.input_norm, .kind = OperatorKind::normalisation, .activations = 4 * between(),
                     .weights = norm, .gradients = norm});
}

void DecoderLayer::backward_weights(Emitter& emit) const {
  constexpr Pass pass = Pass::backward_weight;
  emit.product(pass, down_);
  gather(emit, pass, labels_.ffn_comm);  // the inputs were kept divided by tokens (Korthikanti et al. 2022, section 4.2.2)
  emit.product(pass, up_);
  emit.product(pass, projection_);
  gather(emit, pass, labels_.attention_comm);
  emit.product(pass, qkv_);
}

}  // namespace fleetline::workloads::transformer
