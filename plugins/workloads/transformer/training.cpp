// Lowering one micro-batch: forward, recomputation, both backward passes, and the optimizer's update of each block.
#include <optional>

#include "common/training_state.hpp"
#include "transformer/training_attention.hpp"
#include "transformer/transformer.hpp"

namespace fleetline::workloads::transformer {
namespace {

/// Softmax and cross-entropy work in fp32 whatever the activations are (Korthikanti et al. 2022, section 4.3).
constexpr double loss_bytes = 4;

/// One layer with what mixes its tokens.
class TrainedLayer {
 public:
  TrainedLayer(const Shape& m, const Share& share, const LayerKind& kind, const Labels& labels, const Train& train,
               double tokens)
      : layer_(m, share, kind, labels, {.all = tokens, .expanded = tokens}, {}) {
    if (kind.attends()) attention_.emplace(m, share, kind.window, labels, train);
  }

  void forward(Emitter& emit, Pass pass) const {
    layer_.before_mixing(emit, pass);
    attend(emit, pass);
    layer_.scan(emit, pass);
    layer_.after_mixing(emit, pass);
  }
  void attend(Emitter& emit, Pass pass) const {
    if (attention_) attention_->forward(emit, pass);
  }
  /// Gradients of the inputs.
  void backward(Emitter& emit) const {
    layer_.backward_to_mixing(emit);
    if (attention_) attention_->backward(emit);
    layer_.backward_scan(emit);
    layer_.backward_from_mixing(emit);
  }
  void backward_weights(Emitter& emit) const { layer_.backward_weights(emit); }

 private:
  DecoderLayer layer_;
  std::optional<TrainingAttention> attention_;
};

class Training {
 public:
  Training(const Model& model, const Share& share, const Step& step, Lowering& out)
      : m_(model.shape),
        labels_(model.labels),
        groups_(model.groups),
        share_(share),
        train_(step.train),
        emit_(step.precision, out),
        out_(out),
        tokens_(step.train.sequences * step.train.tokens_per_sequence) {}

  void lower() {
    embedding();
    for (const LayerGroup& group : groups_.all()) layers(group);
    if (m_.prediction_modules > 0) prediction();
    head();
  }

 private:
  double hidden_elements() const { return tokens_ * m_.hidden; }
  bool unfused() const { return m_.kernel == AttentionKernel::unfused; }

  /// Backward adds each token's gradient to its rows.
  void embedding() {
    Block& block = emit_.begin(labels_.embedding, 1, 0);
    const double rows = hidden_elements() / share_.degree + (m_.positions > 0 ? hidden_elements() : 0);
    emit_.stream(Pass::forward, {.label = labels_.lookup, .kind = OperatorKind::gather, .activations = hidden_elements(),
                                 .weights = rows});
    reduce_partial_sums(emit_, share_, Pass::forward, labels_.lookup_sum, hidden_elements());
    gather_tokens(emit_, share_, Pass::backward_weight, labels_.lookup_sum, hidden_elements());
    emit_.stream(Pass::backward_weight, {.label = labels_.lookup, .kind = OperatorKind::gather,
                                         .activations = hidden_elements(), .gradients = rows});
    finish(block, embedding_parameters(m_, share_));
    block.memory.activations = Bytes(m_.dropout ? hidden_elements() * share_.tokens : 0);  // one-byte masks
  }

  void layers(const LayerGroup& group) {
    const TrainedLayer layer = layer_of(group.kind);
    Block& block = emit_.begin(labels_.block(groups_, group.kind, m_.mixture()), group.count, 1);
    layer.forward(emit_, Pass::forward);
    recompute(layer);
    layer.backward(emit_);
    layer.backward_weights(emit_);
    finish(block, layer_parameters(m_, share_, group.kind));
    block.memory.activations = kept(group.kind);
  }

  TrainedLayer layer_of(const LayerKind& kind) const { return {m_, share_, kind, labels_, train_, tokens_}; }

  void recompute(const TrainedLayer& layer) {
    if (train_.recompute == Recompute::full) layer.forward(emit_, Pass::recompute);
    if (train_.recompute != Recompute::selective) return;
    if (unfused()) layer.attend(emit_, Pass::recompute);
    else out_.note(labels_.nothing_to_recompute);
  }

  /// Modules that predict further tokens: two norms and the matrix that joins what they gave, a layer, and the head once
  /// more. The matrix is not divided: each device multiplies its share of the tokens.
  void prediction() {
    const LayerKind kind = prediction_layer(m_);
    const TrainedLayer layer = layer_of(kind);
    const Product join = linear(labels_.join, join_matrix(m_), tokens_ * share_.tokens);
    const Product logits = linear(labels_.logits, head_matrix(m_, share_), tokens_);
    Block& block = emit_.begin(labels_.prediction, m_.prediction_modules, 0);
    join_norms(Pass::forward);
    emit_.product(Pass::forward, join);
    layer.forward(emit_, Pass::forward);
    head_forward(logits);
    recompute(layer);
    head_backward(logits);
    layer.backward(emit_);
    emit_.product(Pass::backward_input, join);
    join_norms(Pass::backward_input);
    head_weights(logits);
    layer.backward_weights(emit_);
    emit_.product(Pass::backward_weight, join);
    finish(block, prediction_parameters(m_, share_));
    block.memory.activations = kept(kind) + emit_.activation_bytes(6 * hidden_elements() * share_.tokens) +
                               Bytes(loss_bytes * tokens_ * share_.vocabulary);
  }

  /// Of the last hidden state and of the next token's embedding.
  void join_norms(Pass pass) {
    const bool back = pass == Pass::backward_input;
    const double parameters = 2 * norm_parameters(m_);
    emit_.stream(pass, {.label = labels_.join_norm,
                        .kind = OperatorKind::normalisation,
                        .activations = (back ? 6 : 4) * hidden_elements() * share_.tokens,
                        .weights = parameters,
                        .gradients = back ? parameters : 0});
  }

  Bytes bytes_of(const Kept& kept) const {
    return emit_.activation_bytes(tokens_ * kept.elements) + Bytes(tokens_ * kept.mask_bytes);
  }

  Bytes kept(const LayerKind& kind) const {
    if (train_.recompute == Recompute::full) return bytes_of(kept_input(m_, share_));
    Bytes all = bytes_of(kept_without_scores(m_, share_, kind));
    if (unfused() && kind.attends() && train_.recompute == Recompute::none)
      all += bytes_of(kept_scores(m_, share_, train_.tokens_per_sequence));
    return all;
  }

  void head() {
    Block& block = emit_.begin(labels_.head, 1, 0);
    const Product logits = linear(labels_.logits, head_matrix(m_, share_), tokens_);
    head_forward(logits);
    head_backward(logits);
    head_weights(logits);
    finish(block, head_parameters(m_, share_));
    block.boundary = Bytes(0);
    // Inputs of the norm and of the matrix, and the logits in fp32.
    block.memory.activations = emit_.activation_bytes(2 * hidden_elements() * share_.tokens) +
                               Bytes(loss_bytes * tokens_ * share_.vocabulary);
  }

  void head_forward(const Product& logits) {
    emit_.stream(Pass::forward, {.label = labels_.final_norm, .kind = OperatorKind::normalisation,
                                 .activations = 2 * hidden_elements() * share_.tokens, .weights = norm_parameters(m_)});
    gather_tokens(emit_, share_, Pass::forward, labels_.head_comm, hidden_elements());
    emit_.product(Pass::forward, logits);
    loss(Pass::forward);
    // Three numbers per token travel: the largest logit, the sum of exponentials, the target's logit.
    if (share_.degree > 1)
      out_.add(Pass::forward, Collective{.kind = CollectiveKind::all_reduce, .axis = Axis::tensor,
                                         .payload = Bytes(loss_bytes * tokens_), .repeat = 3, .label = labels_.loss});
  }

  void head_backward(const Product& logits) {
    loss(Pass::backward_input);
    emit_.product(Pass::backward_input, logits);
    reduce_partial_sums(emit_, share_, Pass::backward_input, labels_.head_comm, hidden_elements());
    emit_.stream(Pass::backward_input, {.label = labels_.final_norm, .kind = OperatorKind::normalisation,
                                        .activations = 3 * hidden_elements() * share_.tokens,
                                        .weights = norm_parameters(m_), .gradients = norm_parameters(m_)});
  }

  void head_weights(const Product& logits) {
    gather_tokens(emit_, share_, Pass::backward_weight, labels_.head_comm, hidden_elements());
    emit_.product(Pass::backward_weight, logits);
  }

  /// Forward reads the logits and writes probabilities in fp32; backward the other way round.
  void loss(Pass pass) {
    const double elements = tokens_ * share_.vocabulary;
    emit_.stream(pass, {.label = labels_.loss, .activations = elements, .extra = Bytes(loss_bytes * elements)});
  }

  void finish(Block& block, double parameters) {
    emit_.update(labels_.update, parameters, train_.optimizer);
    block.boundary = emit_.activation_bytes(hidden_elements() * share_.tokens);
    block.memory = training_state(parameters, emit_.policy(), train_.optimizer);
  }

  const Shape& m_;
  const Labels& labels_;
  const LayerGroups& groups_;
  const Share& share_;
  const Train& train_;
  Emitter emit_;
  Lowering& out_;
  double tokens_;
};

}  // namespace

void lower_training(const Model& model, const Share& share, const Step& step, Lowering& out) {
  Training(model, share, step, out).lower();
}

}  // namespace fleetline::workloads::transformer
