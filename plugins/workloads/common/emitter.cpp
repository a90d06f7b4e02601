#include "common/emitter.hpp"

#include "common/training_state.hpp"

namespace fleetline::workloads {

Block& Emitter::begin(Label label, double count, double layers) {
  largest_ = Bytes(0);
  return out_.begin(label, count, layers);
}

Operator Emitter::blank(Label label, OperatorKind kind, double repeat) const {
  return {.kind = kind,
          .math = math_,
          .weights = weights_,
          .activations = policy_.activations,
          .kv = policy_.kv,
          .label = label,
          .repeat = repeat};
}

void Emitter::append(Pass pass, const Operator& op) {
  if (pass == Pass::forward) largest_ = max(largest_, op.bytes.activations);
  out_.add(pass, op);
}

void Emitter::product(Pass pass, const Product& p) {
  const Gemm& g = p.shape;
  Operator op = blank(p.label, p.kind, p.repeat);
  op.flops = product_flops(g);
  op.rework = op.flops * p.excess;
  op.bytes.activations = activation_bytes(p.inputs + p.outputs);  // every direction moves x or dx, and y or dy
  if (pass == Pass::backward_weight) {
    op.shape = Gemm{.m = g.k, .n = g.n, .k = g.m, .groups = g.groups};
    op.bytes.state = 2.0 * policy_.gradients.bytes(p.weights);  // accumulated: read and written
  } else {
    op.shape = pass == Pass::backward_input ? Gemm{.m = g.m, .n = g.k, .k = g.n, .groups = g.groups} : g;
    op.bytes.weights = weight_bytes(p.weights);
  }
  append(pass, op);
}

void Emitter::stream(Pass pass, const Stream& s) {
  Operator op = blank(s.label, s.kind, s.repeat);
  op.flops = s.flops;
  op.rework = s.rework;
  op.bytes = {.weights = weight_bytes(s.weights),
              .activations = activation_bytes(s.activations) + s.extra,
              .kv = policy_.kv.bytes(s.kv),
              .state = 2.0 * policy_.gradients.bytes(s.gradients)};
  op.shape = Streaming{s.activations / 2.0};
  append(pass, op);
}

void Emitter::attention(Pass pass, const AttentionWork& a, double repeat) {
  Operator op = blank(a.label, OperatorKind::attention, repeat);
  op.flops = a.flops;
  op.rework = a.rework;
  op.bytes = {.activations = activation_bytes(a.activations), .kv = policy_.kv.bytes(a.kv)};
  op.shape = a.shape;
  append(pass, op);
}

void Emitter::update(Label label, double parameters, Optimizer optimizer) {
  Operator op = blank(label, OperatorKind::optimizer, 1);
  op.bytes = update_traffic(parameters, policy_, optimizer);
  op.shape = Streaming{parameters};
  append(Pass::update, op);
}

void Emitter::collective(Pass pass, CollectiveKind kind, Label label, double elements, Axis axis) {
  out_.add(pass, Collective{.kind = kind, .axis = axis, .payload = activation_bytes(elements), .label = label});
}

}  // namespace fleetline::workloads
