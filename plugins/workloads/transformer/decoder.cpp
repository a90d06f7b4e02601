#include "transformer/decoder.hpp"

namespace fleetline::workloads::transformer {

DecoderLayer::DecoderLayer(const Shape& shape, const Share& share, const LayerKind& kind, const Labels& labels,
                           const TokenCounts& tokens, ExpertFormats formats, double states_moved)
    : shape_(shape), share_(share), labels_(labels), kind_(kind), tokens_(tokens.all) {
  if (kind.attends()) projections_.emplace(shape, share, labels, tokens);
  if (kind.recurs())
    recurrence_.emplace(mixer_of(shape, share), share.degree, labels.mixer,
                        recurrent::Load{.tokens = tokens.all, .states_moved = states_moved});
  if (kind.feed_forward) ffn_.emplace(shape, share, kind, labels, tokens.all, formats);
}

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

void DecoderLayer::before_mixing(Emitter& emit, Pass pass) const {
  if (!kind_.mixes()) return;
  norm(emit, pass, norm_label());
  gather(emit, pass, comm_label());
  if (recurrence_) recurrence_->before(emit, pass);
  else projections_->before(emit, pass);
}

void DecoderLayer::scan(Emitter& emit, Pass pass) const {
  if (recurrence_) recurrence_->scan(emit, pass);
}

void DecoderLayer::after_mixing(Emitter& emit, Pass pass) const {
  if (recurrence_) recurrence_->after(emit, pass);
  if (projections_) projections_->after(emit, pass);
  if (kind_.mixes() && (!parallel() || !joint())) reduce(emit, pass, comm_label());
  if (parallel()) return after_parallel_attention(emit, pass);
  if (!kind_.mixes()) norm(emit, pass, labels_.ffn_norm);
  // Residual and norm as one kernel: reads both summands, writes the sum and its norm.
  else if (ffn_)
    emit.stream(pass, {.label = labels_.ffn_norm, .kind = OperatorKind::normalisation, .activations = 4 * between(),
                       .weights = half_norm_parameters(shape_)});
  if (ffn_) network(emit, pass);
  emit.stream(pass, {.label = labels_.residual, .activations = 3 * between()});
}

void DecoderLayer::network(Emitter& emit, Pass pass) const {
  gather(emit, pass, labels_.ffn_comm);
  ffn_->forward(emit, pass);
  reduce(emit, pass, labels_.ffn_comm);
}

void DecoderLayer::after_parallel_attention(Emitter& emit, Pass pass) const {
  if (!shape_.one_norm()) {
    norm(emit, pass, labels_.ffn_norm);
    gather(emit, pass, labels_.ffn_comm);
  }
  ffn_->forward(emit, pass);
  if (joint()) sum_halves(emit, pass);
  reduce(emit, pass, labels_.ffn_comm);
  if (!joint()) sum_halves(emit, pass);
  emit.stream(pass, {.label = labels_.residual, .activations = 3 * between()});
}

void DecoderLayer::backward_to_mixing(Emitter& emit) const {
  constexpr Pass pass = Pass::backward_input;
  if (ffn_) {
    gather(emit, pass, labels_.ffn_comm);  // of the gradient, which both halves of a parallel layer read
    ffn_->backward(emit);
    if (!shape_.one_norm() || !joint()) reduce(emit, pass, labels_.ffn_comm);
    if (!shape_.one_norm()) norm_backward(emit, labels_.ffn_norm);
  }
  if (!kind_.mixes()) return;
  if (!parallel()) gather(emit, pass, comm_label());
  if (recurrence_) recurrence_->backward_after(emit);
  else projections_->backward_after(emit);
}

void DecoderLayer::backward_scan(Emitter& emit) const {
  if (recurrence_) recurrence_->backward_scan(emit);
}

void DecoderLayer::backward_from_mixing(Emitter& emit) const {
  constexpr Pass pass = Pass::backward_input;
  if (!kind_.mixes()) return;
  if (recurrence_) recurrence_->backward_before(emit);
  else projections_->backward_before(emit);
  if (shape_.one_norm() && joint()) sum_halves(emit, pass);
  reduce(emit, pass, comm_label());
  if (shape_.one_norm() && !joint()) sum_halves(emit, pass);
  norm_backward(emit, norm_label());
}

void DecoderLayer::backward_weights(Emitter& emit) const {
  constexpr Pass pass = Pass::backward_weight;
  if (ffn_) {
    ffn_->backward_down(emit);
    // The inputs were kept divided by tokens (Korthikanti et al. 2022, section 4.2.2).
    gather(emit, pass, labels_.ffn_comm);
    ffn_->backward_up(emit);
  }
  if (projections_) projections_->backward_weights_after(emit);
  if (recurrence_) recurrence_->backward_weights_after(emit);
  if (kind_.mixes() && !shape_.one_norm()) gather(emit, pass, comm_label());
  if (projections_) projections_->backward_weights_before(emit);
  if (recurrence_) recurrence_->backward_weights_before(emit);
}

}  // namespace fleetline::workloads::transformer
