#include "transformer/decoder.hpp"

namespace fleetline::workloads::transformer {

LayerGroups::LayerGroups(const Shape& m, const Labels& labels) {
  const double routed = m.layers - m.dense_layers();
  const double windowed_dense = std::fmin(m.window_layers, m.dense_layers());
  const double windowed_routed = m.window_layers - windowed_dense;
  const bool mixture = m.mixture();
  add({false, m.window}, windowed_dense, mixture ? labels.dense_windowed : labels.windowed);
  add({false, 0}, m.dense_layers() - windowed_dense, mixture ? labels.dense : labels.decoder);
  add({true, m.window}, windowed_routed, labels.windowed);
  add({true, 0}, routed - windowed_routed, labels.decoder);
  if (size_ == 1) groups_[0].label = labels.decoder;
}

void LayerGroups::add(const LayerKind& kind, double count, Label label) {
  if (count > 0) groups_[size_++] = {kind, count, label};
}

DecoderLayer::DecoderLayer(const Shape& shape, const Share& share, const LayerKind& kind, const Labels& labels,
                           const TokenCounts& tokens, Format expert_format)
    : shape_(shape), share_(share), labels_(labels), tokens_(tokens.all), projections_(shape, share, labels, tokens),
      ffn_(shape, share, kind, labels, tokens.all, expert_format) {}

void DecoderLayer::gather(Emitter& emit, Pass pass, Label label) const {
  gather_tokens(emit, share_, pass, label, tokens_ * shape_.hidden);
}

void DecoderLayer::reduce(Emitter& emit, Pass pass, Label label) const {
  reduce_partial_sums(emit, share_, pass, label, tokens_ * shape_.hidden);
}

void DecoderLayer::norm(Emitter& emit, Pass pass, Label label) const {
  emit.stream(pass, {.label = label,
                     .kind = OperatorKind::normalisation,
                     .activations = 2 * between(),
                     .weights = half_norm_parameters(shape_)});
}

/// Reads the norm's input, its gradient and that of the residual; writes their sum.
void DecoderLayer::norm_backward(Emitter& emit, Label label) const {
  const double parameters = half_norm_parameters(shape_);
  emit.stream(Pass::backward_input, {.label = label,
                                     .kind = OperatorKind::normalisation,
                                     .activations = 4 * between(),
                                     .weights = parameters,
                                     .gradients = parameters});
}

void DecoderLayer::sum_halves(Emitter& emit, Pass pass) const {
  emit.stream(pass, {.label = labels_.halves, .activations = 3 * (joint() ? tokens_ * shape_.hidden : between())});
}

void DecoderLayer::before_attention(Emitter& emit, Pass pass) const {
  norm(emit, pass, labels_.input_norm);
  gather(emit, pass, labels_.attention_comm);
  projections_.before(emit, pass);
}

void DecoderLayer::after_attention(Emitter& emit, Pass pass) const {
  projections_.after(emit, pass);
  if (!parallel() || !joint()) reduce(emit, pass, labels_.attention_comm);
  if (parallel()) return after_parallel_attention(emit, pass);
  // Residual and norm as one kernel: reads both summands, writes the sum and its norm.
  emit.stream(pass, {.label = labels_.ffn_norm, .kind = OperatorKind::normalisation, .activations = 4 * between(),
                     .weights = half_norm_parameters(shape_)});
  gather(emit, pass, labels_.ffn_comm);
  ffn_.forward(emit, pass);
  reduce(emit, pass, labels_.ffn_comm);
  emit.stream(pass, {.label = labels_.residual, .activations = 3 * between()});
}

void DecoderLayer::after_parallel_attention(Emitter& emit, Pass pass) const {
  if (!shape_.one_norm()) {
    norm(emit, pass, labels_.ffn_norm);
    gather(emit, pass, labels_.ffn_comm);
  }
  ffn_.forward(emit, pass);
  if (joint()) sum_halves(emit, pass);
  reduce(emit, pass, labels_.ffn_comm);
  if (!joint()) sum_halves(emit, pass);
  emit.stream(pass, {.label = labels_.residual, .activations = 3 * between()});
}

void DecoderLayer::backward_to_attention(Emitter& emit) const {
  constexpr Pass pass = Pass::backward_input;
  gather(emit, pass, labels_.ffn_comm);  // of the gradient, which both halves of a parallel layer read
  ffn_.backward(emit);
  if (!shape_.one_norm() || !joint()) reduce(emit, pass, labels_.ffn_comm);
  if (!shape_.one_norm()) norm_backward(emit, labels_.ffn_norm);
  if (!parallel()) gather(emit, pass, labels_.attention_comm);
  projections_.backward_after(emit);
}

void DecoderLayer::backward_from_attention(Emitter& emit) const {
  constexpr Pass pass = Pass::backward_input;
  projections_.backward_before(emit);
  if (shape_.one_norm() && joint()) sum_halves(emit, pass);
  reduce(emit, pass, labels_.attention_comm);
  if (shape_.one_norm() && !joint()) sum_halves(emit, pass);
  norm_backward(emit, labels_.input_norm);
}

void DecoderLayer::backward_weights(Emitter& emit) const {
  constexpr Pass pass = Pass::backward_weight;
  ffn_.backward_down(emit);
  // The inputs were kept divided by tokens (Korthikanti et al. 2022, section 4.2.2).
  gather(emit, pass, labels_.ffn_comm);
  ffn_.backward_up(emit);
  projections_.backward_weights_after(emit);
  if (!shape_.one_norm()) gather(emit, pass, labels_.attention_comm);
  projections_.backward_weights_before(emit);
}

}  // namespace fleetline::workloads::transformer
