// Lowering of a network: inference in one or several passes, training in one.
#include <algorithm>

#include "common/network.hpp"
#include "common/refusal.hpp"
#include "common/training_state.hpp"

namespace fleetline::workloads {
namespace {

// Dao 2023 (FlashAttention-2), section 4.1: five products backward for two forward, one of them computed again.
constexpr double attention_backward = 2.5, attention_rework = 0.5;

/// Emits the operators of one section for `samples` samples.
class SectionEmitter {
 public:
  SectionEmitter(Emitter& emit, double samples, bool inference)
      : emit_(emit), samples_(samples), inference_(inference) {}

  void forward(const NetworkNode& n, Pass pass) const {
    switch (n.kind) {
      case NodeKind::product: return emit_.product(pass, product(n));
      case NodeKind::attention: return emit_.attention(pass, attention(n, 1, 0), repeats(n));
      case NodeKind::stream: return emit_.stream(pass, stream(n, n.inputs + n.outputs, n.weights, 0));
      case NodeKind::gather: return emit_.stream(pass, stream(n, n.outputs, rows_read(n), 0));
    }
  }

  /// Gradients of the inputs. A stream reads its input and the gradient and writes the input's.
  void backward_input(const NetworkNode& n) const {
    switch (n.kind) {
      case NodeKind::product: return emit_.product(Pass::backward_input, product(n));
      case NodeKind::attention:
        return emit_.attention(Pass::backward_input, attention(n, attention_backward, attention_rework), repeats(n));
      case NodeKind::stream:
        return emit_.stream(Pass::backward_input, stream(n, 1.5 * (n.inputs + n.outputs), n.weights, n.weights));
      case NodeKind::gather: return;
    }
  }

  void backward_weight(const NetworkNode& n) const {
    if (n.kind == NodeKind::product && n.weights > 0) emit_.product(Pass::backward_weight, product(n));
    if (n.kind == NodeKind::gather) emit_.stream(Pass::backward_weight, stream(n, n.outputs, 0, rows_read(n)));
  }

  double rows_read(const NetworkNode& n) const { return samples_ * n.outputs; }

 private:
  double repeats(const NetworkNode& n) const { return n.repeat * (inference_ ? n.passes : 1); }
  double rows(const NetworkNode& n) const { return samples_ * (inference_ ? n.rows : 1); }

  Product product(const NetworkNode& n) const {
    Gemm shape = n.shape;
    shape.m *= rows(n);
    return {.label = n.label,
            .shape = shape,
            .weights = n.weights,
            .inputs = rows(n) * n.inputs,
            .outputs = rows(n) * n.outputs,
            .kind = n.op,
            .repeat = repeats(n)};
  }
  Stream stream(const NetworkNode& n, double moved, double weights, double gradients) const {
    return {.label = n.label,
            .kind = n.op,
            .activations = rows(n) * moved,
            .weights = weights,
            .gradients = gradients,
            .repeat = repeats(n)};
  }
  /// `factor` times the forward pass's FLOPs; `rework` of it is computed again. Backward moves twice what forward does.
  AttentionWork attention(const NetworkNode& n, double factor, double rework) const {
    Attention shape = n.attention;
    shape.queries *= rows(n);
    shape.context *= rows(n);
    const Flops flops = n.flops() * rows(n);
    return {.label = n.label,
            .shape = shape,
            .flops = flops * factor,
            .rework = flops * rework,
            .activations = (factor > 1 ? 2 : 1) * rows(n) * (n.inputs + n.outputs)};
  }

  Emitter& emit_;
  double samples_;
  bool inference_;
};

/// Elements kept of one sample: what products, attention and norms read.
double kept(const NetworkSection& section) {
  double sum = 0;
  for (const NetworkNode& n : section.nodes) sum += n.repeat * (n.kind == NodeKind::gather ? 0 : n.inputs);
  return sum;
}

void infer(const Network& network, double samples, Emitter& emit) {
  for (const NetworkSection& s : network.sections) {
    Block& block = emit.begin(s.label, s.count, s.layers);
    const SectionEmitter section(emit, samples, true);
    for (const NetworkNode& n : s.nodes) section.forward(n, Pass::forward);
    block.boundary = emit.activation_bytes(samples * s.boundary);
    block.memory = {.weights = emit.weight_bytes(s.parameters()), .activations = emit.working_set()};
  }
}

/// Of a table that is updated sparsely, the rows that the batch touched; of everything else all.
double updated(const NetworkSection& section, const SectionEmitter& emitter) {
  double sum = 0;
  for (const NetworkNode& n : section.nodes)
    sum += n.sparse ? n.repeat * std::min(n.table, emitter.rows_read(n)) : n.parameters();
  return sum;
}

void train(const Network& network, const Train& train, double samples, Label update, Emitter& emit) {
  const bool full = train.recompute == Recompute::full;
  for (const NetworkSection& s : network.sections) {
    Block& block = emit.begin(s.label, s.count, s.layers);
    const SectionEmitter section(emit, samples, false);
    for (const NetworkNode& n : s.nodes) section.forward(n, Pass::forward);
    if (full)
      for (const NetworkNode& n : s.nodes) section.forward(n, Pass::recompute);
    for (auto n = s.nodes.rbegin(); n != s.nodes.rend(); ++n) section.backward_input(*n);
    for (auto n = s.nodes.rbegin(); n != s.nodes.rend(); ++n) section.backward_weight(*n);
    const double parameters = updated(s, section);
    if (parameters > 0) emit.update(update, parameters, train.optimizer);
    block.boundary = emit.activation_bytes(samples * s.boundary);
    block.memory = training_state(s.parameters(), emit.policy(), train.optimizer);
    block.memory.gradients = emit.policy().gradients.bytes(parameters);
    block.memory.activations = emit.activation_bytes(samples * (full ? s.boundary : kept(s)));
  }
}

}  // namespace

NetworkWorkload::NetworkWorkload(Network inference, Network training, std::string_view unit, Format native)
    : inference_(std::move(inference)), training_(std::move(training)) {
  facts_ = {.parameters = inference_.parameters(),
            .active_parameters = inference_.active_parameters(),
            .layers = inference_.layers(),
            .unit = Label(unit),
            .native = {.math = native, .weights = native, .activations = native, .kv = native}};
}

void NetworkWorkload::lower(const Step& step, const Sharding& sharding, Lowering& out) const {
  require_unsharded(sharding);
  const double samples = samples_of(step);
  require_formats(step, false);
  Emitter emit(step.precision, out);
  if (step.mode == Mode::inference) return infer(inference_, samples, emit);
  if (step.train.recompute == Recompute::selective)
    refuse("step.train.recompute", "selective recomputation drops attention scores: attention keeps none here",
           "none or full", "full");
  train(training_, step.train, samples, update_, emit);
}

}  // namespace fleetline::workloads
