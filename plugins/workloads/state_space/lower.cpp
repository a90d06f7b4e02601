// Lowering: decode, prefill and training are the same operators on different numbers of tokens; they differ in what
// moves the state.
#include <cmath>

#include "common/counts.hpp"
#include "common/emitter.hpp"
#include "common/refusal.hpp"
#include "common/training_state.hpp"
#include "fleetline/text.hpp"
#include "state_space/state_space.hpp"

namespace fleetline::workloads::state_space {
namespace {

constexpr double loss_bytes = 4;  ///< logits are fp32 in training
constexpr double scan_backward =
    2;  ///< gradients of both factors of each product; the states are computed once more before

/// What a step adds up to: tokens, sequences whose last token yields logits, states read and written.
struct Load {
  double tokens = 0, sequences = 0, states_moved = 0;
};

Load load_of(const Step& step) {
  if (step.mode == Mode::training) {
    const double tokens = step.train.sequences * step.train.tokens_per_sequence;
    return {tokens, tokens, 0};
  }
  Load load{step.decode.sequences, step.decode.sequences, 2 * step.decode.sequences};
  for (const Chunk& c : step.prefill) {
    load.tokens += c.sequences * c.tokens;
    load.sequences += c.sequences;
    load.states_moved += c.sequences * (c.context > 0 ? 2 : 1);
  }
  return load;
}

double cached_sequences(const Step& step) {
  double sum = step.decode.sequences;
  for (const Chunk& c : step.prefill) sum += c.sequences;
  return sum;
}

class Emission {
 public:
  Emission(const Shape& m, const Labels& labels, const Step& step, double degree, Lowering& out)
      : m_(m),
        labels_(labels),
        step_(step),
        load_(load_of(step)),
        degree_(degree),
        inner_(share(m, degree)),
        emit_(step.precision, out),
        training_(step.mode == Mode::training) {}

  void run() {
    embedding();
    layers();
    head();
  }

 private:
  double hidden() const { return load_.tokens * m_.hidden; }

  Product linear(Label label, double in, double columns, double parameters) const {
    return {.label = label,
            .shape = {.m = load_.tokens, .n = columns, .k = in},
            .weights = parameters,
            .inputs = load_.tokens * in,
            .outputs = load_.tokens * columns};
  }
  Product convolution() const {
    return {.label = labels_.convolution,
            .shape = {.m = load_.tokens, .n = 1, .k = m_.kernel, .groups = inner_},
            .weights = convolution_parameters(m_, inner_),
            .inputs = load_.tokens * inner_,
            .outputs = load_.tokens * inner_,
            .kind = OperatorKind::convolution};
  }
  Product in() const { return linear(labels_.in, m_.hidden, 2 * inner_, in_parameters(m_, inner_)); }
  Product selection() const {
    return linear(labels_.selection, inner_, selection_columns(m_), selection_parameters(m_, inner_));
  }
  Product step_size() const { return linear(labels_.step, m_.rank, inner_, step_parameters(m_, inner_)); }
  Product out() const { return linear(labels_.out, inner_, m_.hidden, out_parameters(m_, inner_)); }

  /// Reads x, z, the step size, B and C, writes y; `factor` times the forward pass's FLOPs, `rework` of it computed
  /// again.
  Stream scan(double factor, double rework, double moved, bool gradients) const {
    const Flops flops = scan_flops(m_, load_.tokens, inner_);
    const double weights = scan_parameters(m_, inner_);
    return {.label = labels_.scan,
            .kind = OperatorKind::other,
            .activations = moved * load_.tokens * (4 * inner_ + 2 * m_.state),
            .weights = weights,
            .gradients = gradients ? weights : 0,
            .flops = flops * (factor + rework),
            .rework = flops * rework,
            .kv = load_.states_moved * state_elements(m_, inner_)};
  }
  void sum_up(Pass pass, double elements) {
    if (degree_ > 1) emit_.collective(pass, CollectiveKind::all_reduce, labels_.comm, elements);
  }

  void embedding() {
    Block& block = emit_.begin(labels_.embedding, 1, 0);
    emit_.stream(Pass::forward,
                 {.label = labels_.lookup, .kind = OperatorKind::gather, .activations = hidden(), .weights = hidden()});
    if (training_)
      emit_.stream(
          Pass::backward_weight,
          {.label = labels_.lookup, .kind = OperatorKind::gather, .activations = hidden(), .gradients = hidden()});
    finish(block, m_.vocabulary * m_.hidden, 0);
  }

  void forward(Pass pass) {
    emit_.stream(pass, {.label = labels_.norm,
                        .kind = OperatorKind::normalisation,
                        .activations = 4 * hidden(),
                        .weights = m_.hidden});
    emit_.product(pass, in());
    emit_.product(pass, convolution());
    emit_.product(pass, selection());
    sum_up(pass, load_.tokens * selection_columns(m_));
    emit_.product(pass, step_size());
    emit_.stream(pass, scan(1, 0, 1, false));
    emit_.product(pass, out());
    sum_up(pass, hidden());
  }

  void backward() {
    constexpr Pass inputs = Pass::backward_input, weights = Pass::backward_weight;
    emit_.product(inputs, out());
    emit_.stream(inputs, scan(scan_backward, 1, 2, true));
    emit_.product(inputs, step_size());
    emit_.product(inputs, selection());
    emit_.product(inputs, convolution());
    emit_.product(inputs, in());
    sum_up(inputs, hidden());
    emit_.stream(inputs, {.label = labels_.norm,
                          .kind = OperatorKind::normalisation,
                          .activations = 4 * hidden(),
                          .weights = m_.hidden,
                          .gradients = m_.hidden});
    for (const Product& p : {out(), step_size(), selection(), convolution(), in()}) emit_.product(weights, p);
  }

  void layers() {
    Block& block = emit_.begin(labels_.decoder, m_.layers, 1);
    forward(Pass::forward);
    const bool full = step_.train.recompute == Recompute::full;
    if (training_ && full) forward(Pass::recompute);
    if (training_) backward();
    finish(block, layer_parameters(m_, inner_), load_.tokens * (full ? m_.hidden : kept_elements(m_, inner_)));
    if (!training_) block.memory.kv = emit_.policy().kv.bytes(cached_sequences(step_) * state_elements(m_, inner_));
  }

  void head() {
    Block& block = emit_.begin(labels_.head, 1, 0);
    const double rows = load_.sequences, columns = std::ceil(m_.vocabulary / degree_);
    const Product logits{.label = labels_.logits,
                         .shape = {.m = rows, .n = columns, .k = m_.hidden},
                         .weights = m_.hidden * columns,
                         .inputs = rows * m_.hidden,
                         .outputs = rows * columns};
    emit_.stream(Pass::forward, {.label = labels_.final_norm,
                                 .kind = OperatorKind::normalisation,
                                 .activations = 2 * rows * m_.hidden,
                                 .weights = m_.hidden});
    emit_.product(Pass::forward, logits);
    if (training_) {
      for (const Pass pass : {Pass::forward, Pass::backward_input})
        emit_.stream(
            pass, {.label = labels_.loss, .activations = rows * columns, .extra = Bytes(loss_bytes * rows * columns)});
      emit_.product(Pass::backward_input, logits);
      emit_.stream(Pass::backward_input, {.label = labels_.final_norm,
                                          .kind = OperatorKind::normalisation,
                                          .activations = 3 * rows * m_.hidden,
                                          .weights = m_.hidden,
                                          .gradients = m_.hidden});
      emit_.product(Pass::backward_weight, logits);
    }
    finish(block, m_.hidden + (m_.tied ? 0 : m_.hidden * columns), 2 * rows * m_.hidden);
    if (training_) block.memory.activations += Bytes(loss_bytes * rows * columns);
    block.boundary = Bytes(0);
  }

  void finish(Block& block, double parameters, double kept) {
    block.boundary = emit_.activation_bytes(hidden());
    if (!training_) {
      block.memory = {.weights = emit_.weight_bytes(parameters), .activations = emit_.working_set()};
      return;
    }
    emit_.update(labels_.update, parameters, step_.train.optimizer);
    block.memory = training_state(parameters, emit_.policy(), step_.train.optimizer);
    block.memory.activations = emit_.activation_bytes(kept);
  }

  const Shape& m_;
  const Labels& labels_;
  const Step& step_;
  Load load_;
  double degree_, inner_;
  Emitter emit_;
  bool training_;
};

void check_sharding(const Shape& m, const Sharding& s) {
  const Sharding whole{.context = s.context, .expert = s.expert};
  require_unsharded(whole);
  if (s.tensor > 0 && std::fmod(m.inner, s.tensor) == 0) return;
  std::uint32_t near = s.tensor > m.inner ? static_cast<std::uint32_t>(m.inner) : std::max(s.tensor, 1u);
  while (std::fmod(m.inner, near) != 0) --near;
  refuse("sharding.tensor", cat("a tensor degree of ", s.tensor, " does not divide ", count_text(m.inner), " channels"),
         cat("a divisor of ", count_text(m.inner)), std::to_string(near));
}

void check_step(const Step& step, double limit) {
  const auto context = [limit](const char* path, double tokens) {
    if (limit > 0 && tokens > limit)
      refuse(path, cat("a context of ", count_text(tokens), " tokens is longer than the model's ", count_text(limit)),
             cat("at most ", count_text(limit), " tokens"));
  };
  if (step.samples > 0)
    refuse("step.samples", "a state-space language model has a token axis: it does not take samples",
           "decode sequences or prefill chunks");
  if (step.mode == Mode::training && step.train.recompute == Recompute::selective)
    refuse("step.train.recompute", "selective recomputation drops attention scores: a state-space model has none",
           "none or full", "full");
  context("step.train.tokens_per_sequence", step.mode == Mode::training ? step.train.tokens_per_sequence : 0);
  context("step.decode", step.decode.context_max);
  for (const Chunk& c : step.prefill) context("step.prefill", c.context + c.tokens);
  const Load load = load_of(step);
  if (!(load.tokens > 0) || !std::isfinite(load.tokens))
    refuse("step", "the step has nothing to compute", "decode sequences, prefill chunks or training sequences");
}

}  // namespace

void StateSpace::lower(const Step& step, const Sharding& sharding, Lowering& out) const {
  check_sharding(shape_, sharding);
  check_step(step, facts_.max_context);
  require_formats(step, true);
  Emission(shape_, labels_, step, sharding.tensor, out).run();
}

}  // namespace fleetline::workloads::state_space
