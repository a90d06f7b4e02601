#include "transformer/feed_forward.hpp"

namespace fleetline::workloads::transformer {

FeedForward::FeedForward(const Shape& m, const Share& s, const LayerKind& kind, const Labels& labels, double tokens,
                         ExpertFormats formats)
    : shape_(m),
      labels_(labels),
      experts_(kind.experts),
      tokens_(tokens),
      copies_(kind.experts ? tokens * m.experts.per_token * m.hidden : 0),
      expert_degree_(s.expert_degree),
      formats_(formats) {
  if (!experts_) {
    main_ = {linear(m.gated ? labels.gate_up : labels.up, up_matrix(m, s.ffn), tokens),
             linear(labels.down, down_matrix(m, s.ffn), tokens), tokens * s.ffn, labels.activation};
    return;
  }
  const double skew = device_skew(m.experts, s.expert_degree);
  Routed work = routed_work(m.experts, tokens, s.expert_degree);
  work.tokens_each *= skew;
  received_ = copies_ * skew;
  main_ = {grouped(m.gated ? labels.expert_gate_up : labels.expert_up, up_matrix(m, s.expert_ffn), work.tokens_each,
                   work.groups),
           grouped(labels.expert_down, down_matrix(m, s.expert_ffn), work.tokens_each, work.groups),
           work.groups * work.tokens_each * s.expert_ffn, labels.expert_activation};
  for (Product* product : {&main_.up, &main_.down}) {
    product->shape.max_load = m.experts.skew;
    product->excess = 1.0 - 1.0 / skew;
  }
  router_ = linear(labels.router, router_matrix(m), tokens);
  if (s.shared_ffn > 0)
    shared_ = {linear(m.gated ? labels.shared_gate_up : labels.shared_up, up_matrix(m, s.shared_ffn), tokens),
               linear(labels.shared_down, down_matrix(m, s.shared_ffn), tokens), tokens * s.shared_ffn,
               labels.shared_activation};
}

void FeedForward::forward(Emitter& emit, Pass pass, const Network& n) const {
  emit.product(pass, n.up);
  emit.stream(pass, {.label = n.activation, .activations = (shape_.gated ? 3 : 2) * n.columns});
  emit.product(pass, n.down);
}

void FeedForward::backward(Emitter& emit, const Network& n) const {
  emit.product(Pass::backward_input, n.down);
  // Reads what the activation read, and the gradient; writes the gradients of what it read.
  emit.stream(Pass::backward_input, {.label = n.activation, .activations = (shape_.gated ? 5 : 3) * n.columns});
  emit.product(Pass::backward_input, n.up);
}

/// One copy of a token for each of its experts travels, and one result back (Lepikhin et al. 2020, GShard,
/// section 3.2). The fullest device takes longest.
void FeedForward::exchange(Emitter& emit, Pass pass) const {
  if (expert_degree_ > 1) emit.collective(pass, CollectiveKind::all_to_all, labels_.expert_comm, received_, Axis::expert);
}

void FeedForward::forward(Emitter& emit, Pass pass) const {
  if (!experts_) return forward(emit, pass, main_);
  const double hidden = tokens_ * shape_.hidden;
  emit.product(pass, router_);
  emit.stream(pass, {.label = labels_.choice, .activations = 2 * tokens_ * shape_.experts.routed});
  emit.stream(pass, {.label = labels_.dispatch, .kind = OperatorKind::gather, .activations = hidden + copies_});
  exchange(emit, pass);
  emit.with_formats(formats_.weights, formats_.math, [&] { forward(emit, pass, main_); });
  exchange(emit, pass);
  if (shared()) forward(emit, pass, shared_);
  emit.stream(pass, {.label = labels_.combine, .kind = OperatorKind::gather, .activations = copies_ + hidden});
}

void FeedForward::backward(Emitter& emit) const {
  if (!experts_) return backward(emit, main_);
  constexpr Pass pass = Pass::backward_input;
  const double hidden = tokens_ * shape_.hidden;
  // Reads the gradient and, for those of the router's weights, what the experts returned.
  emit.stream(pass, {.label = labels_.combine, .kind = OperatorKind::gather, .activations = hidden + 2 * copies_});
  exchange(emit, pass);
  backward(emit, main_);
  exchange(emit, pass);
  if (shared()) backward(emit, shared_);
  emit.stream(pass, {.label = labels_.dispatch, .kind = OperatorKind::gather, .activations = copies_ + hidden});
  emit.stream(pass, {.label = labels_.choice, .activations = 3 * tokens_ * shape_.experts.routed});
  emit.product(pass, router_);
}

void FeedForward::backward_down(Emitter& emit) const {
  emit.product(Pass::backward_weight, main_.down);
  if (shared()) emit.product(Pass::backward_weight, shared_.down);
}

void FeedForward::backward_up(Emitter& emit) const {
  emit.product(Pass::backward_weight, main_.up);
  if (shared()) emit.product(Pass::backward_weight, shared_.up);
  if (experts_) emit.product(Pass::backward_weight, router_);
}

}  // namespace fleetline::workloads::transformer
