// Lowering an inference step: decode and prefill chunks, which may share it (continuous batching).
#include "transformer/transformer.hpp"

namespace fleetline::workloads::transformer {
namespace {

/// What the step adds up to.
struct Load {
  double tokens = 0;     ///< computed
  double sequences = 0;  ///< whose last token yields logits
  double cached = 0;     ///< tokens in the cache when the step ends
};

Load load_of(const Step& step) {
  Load load{step.decode.sequences, step.decode.sequences, step.decode.context_sum + step.decode.sequences};
  for (const Chunk& c : step.prefill) {
    load.tokens += c.sequences * c.tokens;
    load.sequences += c.sequences;
    load.cached += c.sequences * (c.context + c.tokens);
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
    const DecoderLayer layer(m_, share_, model_.labels, load_.tokens);
    Block& block = emit_.begin(model_.labels.decoder, m_.layers, 1);
    layer.before_attention(emit_, Pass::forward);
    if (step_.decode.sequences > 0) decode_attention_operator(layer);
    for (const Chunk& chunk : step_.prefill) chunk_attention_operator(layer, chunk);
    layer.after_attention(emit_, Pass::forward);
    finish(block, layer_parameters(m_, share_));
    block.memory.kv = emit_.policy().kv.bytes(load_.cached * kv_elements(m_, share_));
  }

  /// Reads the cache of every context, writes the new token's keys and values.
  void decode_attention_operator(const DecoderLayer& layer) {
    const Decode& d = step_.decode;
    emit_.attention(Pass::forward,
                    {.label = model_.labels.decode,
                     .shape = {.queries = d.sequences, .context = d.context_sum, .context_max = d.context_max,
                               .heads = share_.heads, .kv_heads = share_.kv_heads, .d_qk = m_.head_dim, .d_v = m_.head_dim},
                     .flops = decode_attention(d.context_sum, share_.heads, m_.head_dim),
                     .activations = layer.attention_elements(d.sequences),
                     .kv = (d.context_sum + d.sequences) * kv_elements(m_, share_)});
  }

  /// Reads cached and new keys and values once (query tiles find them in the device's own cache), writes the new ones.
  void chunk_attention_operator(const DecoderLayer& layer, const Chunk& c) {
    const double span = c.context + c.tokens;
    emit_.attention(Pass::forward,
                    {.label = model_.labels.prefill,
                     .shape = {.queries = c.sequences * c.tokens, .context = c.sequences * span, .context_max = span,
                               .heads = share_.heads, .kv_heads = share_.kv_heads, .d_qk = m_.head_dim, .d_v = m_.head_dim},
                     .flops = chunk_attention(c.sequences, c.tokens, c.context, share_.heads, m_.head_dim),
                     .activations = layer.attention_elements(c.sequences * c.tokens),
                     .kv = c.sequences * (span + c.tokens) * kv_elements(m_, share_)});
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
