// Lowering: inference with batch norm and ReLU folded away, training with batch norm apart.
#include "cnn/cnn.hpp"
#include "common/refusal.hpp"
#include "common/training_state.hpp"

namespace fleetline::workloads::cnn {
namespace {

/// A node's product for `samples` samples, with `weights` parameters read.
Product scaled(const Product& one, double samples, double weights) {
  Product p = one;
  p.shape.m *= samples;
  p.inputs *= samples;
  p.outputs *= samples;
  p.weights = weights;
  return p;
}

/// Reads what it pools and writes the result; its gradient the other way round.
Stream pooling(const Node& node, Label label, double samples) {
  return {.label = label, .kind = OperatorKind::other,
          .activations = samples * (node.in.elements() + node.out.elements()), .repeat = node.repeat};
}

/// Reads both summands, writes the sum.
Stream residual(const Node& node, Label label, double samples) {
  return {.label = label, .activations = 3.0 * samples * node.out.elements(), .repeat = node.repeat};
}

// Ioffe & Szegedy 2015, algorithm 1: one pass for the statistics, one to read and write the normalised values; ReLU in place.
constexpr double normalise_passes = 3;
// ... and the gradients after equation 6: x and dy are read for the sums, read again, and dx is written.
constexpr double normalise_backward_passes = 5;

}  // namespace

void Cnn::lower(const Step& step, const Sharding& sharding, Lowering& out) const {
  require_unsharded(sharding);
  const double samples = samples_of(step);
  require_formats(step, false);
  Emitter emit(step.precision, out);
  if (step.mode == Mode::inference) infer(samples, emit);
  else train(samples, step.train, emit);
}

void Cnn::infer(double samples, Emitter& emit) const {
  for (const Section& section : sections_) {
    Block& block = emit.begin(section.label, 1, section.weight_layers);
    for (const Prepared& p : section.nodes) {
      if (p.node.kind == NodeKind::pool) emit.stream(Pass::forward, pooling(p.node, p.label, samples));
      if (!p.node.has_weights()) continue;  // residual additions ride on the convolution before them
      Product product = scaled(p.product, samples, p.node.folded_parameters());
      if (p.node.adds_residual) product.inputs += samples * p.node.out.elements();
      emit.product(Pass::forward, product);
    }
    block.boundary = emit.activation_bytes(samples * section.out.elements());
    block.memory = {.weights = emit.weight_bytes(section.folded), .activations = emit.working_set()};
  }
}

void Cnn::train(double samples, const Train& train, Emitter& emit) const {
  if (train.recompute == Recompute::selective)
    refuse("step.train.recompute", "selective recomputation drops attention scores: a convolutional network has none",
           "none or full", "full");
  const bool full = train.recompute == Recompute::full;
  for (std::size_t i = 0; i < sections_.size(); ++i) {
    const Section& section = sections_[i];
    Block& block = emit.begin(section.label, 1, section.weight_layers);
    train_forward(section, Pass::forward, samples, emit);
    if (full) train_forward(section, Pass::recompute, samples, emit);
    train_backward(section, samples, i == 0, emit);
    if (section.trained > 0) emit.update(update_, section.trained, train.optimizer);
    block.boundary = emit.activation_bytes(samples * section.out.elements());
    block.memory = training_state(section.trained, emit.policy(), train.optimizer);
    block.memory.activations = emit.activation_bytes(samples * (full ? section.checkpoints : section.layer_outputs));
  }
}

void Cnn::train_forward(const Section& section, Pass pass, double samples, Emitter& emit) {
  for (const Prepared& p : section.nodes) {
    const Node& n = p.node;
    if (n.kind == NodeKind::pool) emit.stream(pass, pooling(n, p.label, samples));
    if (n.kind == NodeKind::add) emit.stream(pass, residual(n, p.label, samples));
    if (!n.has_weights()) continue;
    emit.product(pass, scaled(p.product, samples, p.product.weights));
    if (n.batch_norm)
      emit.stream(pass, {.label = p.normalisation, .kind = OperatorKind::normalisation,
                         .activations = normalise_passes * samples * n.out.elements(), .weights = 2 * n.out.channels,
                         .repeat = n.repeat});
  }
}

void Cnn::train_backward(const Section& section, double samples, bool first, Emitter& emit) {
  for (auto p = section.nodes.rbegin(); p != section.nodes.rend(); ++p) {
    const Node& n = p->node;
    if (n.kind == NodeKind::pool) emit.stream(Pass::backward_input, pooling(n, p->label, samples));
    // Forward one tensor went two ways: backward their two gradients are added.
    if (n.kind == NodeKind::add)
      emit.stream(Pass::backward_input, {.label = p->label, .activations = 3.0 * samples * n.out.elements(), .repeat = n.repeat});
    if (!n.has_weights()) continue;
    if (n.batch_norm)
      emit.stream(Pass::backward_input, {.label = p->normalisation, .kind = OperatorKind::normalisation,
                                         .activations = normalise_backward_passes * samples * n.out.elements(),
                                         .weights = 2 * n.out.channels, .gradients = 2 * n.out.channels, .repeat = n.repeat});
    const bool reads_the_input = first && p + 1 == section.nodes.rend();  // nobody needs the gradient of an image
    if (!reads_the_input) emit.product(Pass::backward_input, scaled(p->product, samples, p->product.weights));
  }
  for (auto p = section.nodes.rbegin(); p != section.nodes.rend(); ++p)
    if (p->node.has_weights())
      emit.product(Pass::backward_weight, scaled(p->product, samples, p->product.weights));
}

}  // namespace fleetline::workloads::cnn
