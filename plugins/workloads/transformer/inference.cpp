// Lowering an inference step: decode and prefill chunks, which may share it (continuous batching).
#include "transformer/inference_attention.hpp"
#include "transformer/transformer.hpp"

namespace fleetline::workloads::transformer {
namespace {

/// What the step adds up to.
struct Load {
  double tokens = 0;     ///< computed
  double sequences = 0;  ///< whose last token yields logits
  double chunk_spans = 0;  ///< tokens of chunks and what is cached before them
  double states_moved = 0;  ///< a recurrence's states: a step reads and writes them, the first chunk of a prompt only writes
};

Load load_of(const Step& step) {
  Load load{step.decode.sequences, step.decode.sequences, 0, 2 * step.decode.sequences};
  for (const Chunk& c : step.prefill) {
    load.tokens += c.sequences * c.tokens;
    load.sequences += c.sequences;
    load.chunk_spans += c.sequences * (c.context + c.tokens);
    load.states_moved += c.sequences * (c.context > 0 ? 2 : 1);
  }
  return load;
}

class Inference {
 public:
  Inference(const Model& model, const Share& share, const Step& step, Lowering& out)
      : m_(model.shape), model_(model), share_(share), step_(step), load_(load_of(step)), emit_(step.precision, out) {}

  void lower() {
    embedding();
    decoder();
    head();
  }

 private:
  /// Quantised checkpoints often leave the two vocabulary matrices in the native format.
  void vocabulary_weights() { emit_.store_weights_in(model_.vocabulary_format.value_or(step_.precision.weights)); }
  void layer_weights() { emit_.store_weights_in(step_.precision.weights); }

  /// Each token reads its rows (one device in t has the token's row) and writes them out.
  void embedding() {
    vocabulary_weights();
    Block& block = emit_.begin(model_.labels.embedding, 1, 0);
    const double hidden = load_.tokens * m_.hidden;
    emit_.stream(Pass::forward, {.label = model_.labels.lookup, .kind = OperatorKind::gather, .activations = hidden,
                                 .weights = hidden / share_.degree + (m_.positions > 0 ? hidden : 0)});
    reduce_partial_sums(emit_, share_, Pass::forward, model_.labels.lookup_sum, hidden);
    finish(block, embedding_parameters(m_, share_));
  }

  void decoder() {
    layer_weights();
    for (const LayerGroup& group : model_.groups.all()) layers(group);
  }

  /// Routed experts may come in a format of their own, as long as nobody asks for another one.
  Format expert_format() const {
    return step_.precision.weights == model_.native ? model_.expert_format.value_or(Format{}) : Format{};
  }
  ExpertFormats expert_formats() const { return {expert_format(), model_.expert_math.value_or(Format{})}; }

  /// Decode attends to latents as they are; a chunk needs keys and values of its own tokens and of those cached before it.
  TokenCounts token_counts() const {
    if (!m_.latent.used()) return {.all = load_.tokens};
    if (m_.latent.expanded_cache) return {.all = load_.tokens, .expanded = load_.tokens};
    return {.all = load_.tokens, .expanded = load_.chunk_spans, .absorbed = step_.decode.sequences};
  }

  void layers(const LayerGroup& group) {
    const DecoderLayer layer(m_, share_, group.kind, model_.labels, token_counts(), expert_formats(),
                             load_.states_moved);
    Block& block = emit_.begin(model_.labels.block(model_.groups, group.kind, m_.mixture()), group.count, 1);
    layer.before_mixing(emit_, Pass::forward);
    if (group.kind.attends()) attend(group.kind);
    layer.scan(emit_, Pass::forward);
    layer.after_mixing(emit_, Pass::forward);
    finish(block, layer_parameters(m_, share_, group.kind));
    if (const Format own = expert_format(); own && group.kind.experts) {
      const double routed = routed_parameters(m_, share_);
      block.memory.weights += own.bytes(routed) - emit_.weight_bytes(routed);
    }
    block.memory.kv = emit_.policy().kv.bytes(remembered(group.kind));
  }

  void attend(const LayerKind& kind) {
    const InferenceAttention attention(m_, share_, kind.window, model_.labels);
    if (step_.decode.sequences > 0) attention.decode(emit_, step_.decode);
    for (const Chunk& chunk : step_.prefill) attention.prefill(emit_, chunk);
  }

  /// Elements that one layer keeps of all sequences: their tokens' keys and values, or a state of each.
  double remembered(const LayerKind& kind) const {
    if (kind.recurs()) return load_.sequences * mixer_of(m_, share_).remembered();
    if (!kind.attends()) return 0;
    return InferenceAttention(m_, share_, kind.window, model_.labels).cached(step_) * kv_elements(m_, share_);
  }

  /// Only the last token of each sequence goes through the head.
  void head() {
    vocabulary_weights();
    Block& block = emit_.begin(model_.labels.head, 1, 0);
    const double last = load_.sequences;
    gather_tokens(emit_, share_, Pass::forward, model_.labels.head_comm, last * m_.hidden);
    emit_.stream(Pass::forward, {.label = model_.labels.final_norm, .kind = OperatorKind::normalisation,
                                 .activations = 2 * last * m_.hidden, .weights = norm_parameters(m_)});
    emit_.product(Pass::forward, linear(model_.labels.logits, head_matrix(m_, share_), last));
    if (share_.degree > 1)
      emit_.collective(Pass::forward, CollectiveKind::all_gather, model_.labels.head_comm, last * m_.vocabulary);
    finish(block, head_parameters(m_, share_));
    block.boundary = Bytes(0);
  }

  void finish(Block& block, double parameters) {
    block.boundary = emit_.activation_bytes(load_.tokens * m_.hidden * share_.tokens);
    block.memory = {.weights = emit_.weight_bytes(parameters), .activations = emit_.working_set()};
  }

  const Shape& m_;
  const Model& model_;
  const Share& share_;
  const Step& step_;
  Load load_;
  Emitter emit_;
};

}  // namespace

void lower_inference(const Model& model, const Share& share, const Step& step, Lowering& out) {
  Inference(model, share, step, out).lower();
}

}  // namespace fleetline::workloads::transformer
