// Lowering one micro-batch: forward, recomputation, both backward passes, and the optimizer's update of each block.
#include "common/training_state.hpp"
#include "transformer/transformer.hpp"

namespace fleetline::workloads::transformer {
namespace {

/// Softmax and cross-entropy work in fp32 whatever the activations are (Korthikanti et al. 2022, section 4.3).
constexpr double loss_bytes = 4;

/// Passes over the score matrix of an unfused kernel. Forward: written by QK^T, read and written by softmax, read by PV;
/// backward: P read for dV, dP written, softmax reads P and dP and writes dS, dS read for dQ and dK. Dropout: one read and
/// one write more.
constexpr double score_passes(bool dropout) { return dropout ? 6 : 4; }
constexpr double score_backward_passes(bool dropout) { return dropout ? 9 : 7; }

class Training {
 public:
  Training(const Model& model, const Share& share, const Step& step, Lowering& out)
      : m_(model.shape), labels_(model.labels), share_(share), train_(step.train), emit_(step.precision, out), out_(out),
        tokens_(step.train.sequences * step.train.tokens_per_sequence) {}

  void lower() {
    embedding();
    decoder();
    head();
  }

 private:
  double hidden_elements() const { return tokens_ * m_.hidden; }
  bool unfused() const { return m_.kernel == AttentionKernel::unfused; }
  double score_elements() const { return tokens_ * train_.tokens_per_sequence * share_.heads; }

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

  void decoder() {
    const DecoderLayer layer(m_, share_, labels_, tokens_);
    Block& block = emit_.begin(labels_.decoder, m_.layers, 1);
    forward(layer, Pass::forward);
    if (train_.recompute == Recompute::full) forward(layer, Pass::recompute);
    if (train_.recompute == Recompute::selective) recompute_attention(layer);
    layer.backward_to_attention(emit_);
    attention_backward_operator(layer);
    layer.backward_from_attention(emit_);
    layer.backward_weights(emit_);
    finish(block, layer_parameters(m_, share_));
    block.memory.activations = kept();
  }

  void recompute_attention(const DecoderLayer& layer) {
    if (unfused()) attention(layer, Pass::recompute);
    else out_.note(labels_.nothing_to_recompute);
  }

  void forward(const DecoderLayer& layer, Pass pass) {
    layer.before_attention(emit_, pass);
    attention(layer, pass);
    layer.after_attention(emit_, pass);
  }

  Attention attention_shape() const {
    return {.queries = tokens_, .context = tokens_, .context_max = train_.tokens_per_sequence, .heads = share_.heads,
            .kv_heads = share_.kv_heads, .d_qk = m_.head_dim, .d_v = m_.head_dim};
  }
  Flops attention_flops() const {
    return training_attention(m_.kernel, train_.sequences, train_.tokens_per_sequence, share_.heads, m_.head_dim);
  }

  Flops model_flops() const {
    return model_attention(train_.sequences, train_.tokens_per_sequence, share_.heads, m_.head_dim);
  }

  void attention(const DecoderLayer& layer, Pass pass) {
    const double scores = unfused() ? score_passes(m_.dropout) * score_elements() : 0;
    emit_.attention(pass, {.label = labels_.attention, .shape = attention_shape(), .flops = attention_flops(),
                           .rework = attention_flops() - model_flops(),
                           .activations = layer.attention_elements(tokens_) + scores});
  }

  /// Reads Q, K, V, the result and its gradient; writes the gradients of Q, K and V: twice what forward moves.
  void attention_backward_operator(const DecoderLayer& layer) {
    const double scores = unfused() ? score_backward_passes(m_.dropout) * score_elements() : 0;
    const Flops flops = attention_flops() * attention_backward(m_.kernel);
    emit_.attention(Pass::backward_input, {.label = labels_.attention, .shape = attention_shape(), .flops = flops,
                                           .rework = flops - model_flops() * model_attention_backward,
                                           .activations = 2 * layer.attention_elements(tokens_) + scores});
  }

  Bytes bytes_of(const Kept& kept) const {
    return emit_.activation_bytes(tokens_ * kept.elements) + Bytes(tokens_ * kept.mask_bytes);
  }

  Bytes kept() const {
    if (train_.recompute == Recompute::full) return bytes_of(kept_input(m_, share_));
    Bytes all = bytes_of(kept_without_scores(m_, share_));
    if (unfused() && train_.recompute == Recompute::none)
      all += bytes_of(kept_scores(m_, share_, train_.tokens_per_sequence));
    return all;
  }

  void head() {
    Block& block = emit_.begin(labels_.head, 1, 0);
    const Product logits = linear(labels_.logits, head_matrix(m_, share_), tokens_);
    head_forward(logits);
    head_backward(logits);
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
