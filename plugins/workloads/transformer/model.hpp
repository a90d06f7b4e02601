// Decoder-only transformers: the mathematics. Pure functions; counts are doubles, which hold them exactly.
//
// Names as in the papers: h hidden, a query heads, g key-value heads, d head size, f FFN width, V vocabulary, L layers,
// t tensor-parallel degree, s sequence length, n tokens. Experts and latent attention have files of their own.
#pragma once

#include <cmath>

#include "fleetline/step.hpp"
#include "recurrent/mixer.hpp"
#include "transformer/attention.hpp"
#include "transformer/experts.hpp"
#include "transformer/latent.hpp"

namespace fleetline::workloads::transformer {

enum class Norm : int { rms, layer };

/// Whether the feed-forward network reads what attention added (Vaswani et al. 2017), or the layer's input like attention itself
/// (Wang & Komatsuzaki 2021, GPT-J; Chowdhery et al. 2022, PaLM, arXiv:2204.02311, section 2): through one norm for both, or through
/// one of its own each (GPT-NeoX, Falcon 40B).
enum class Parallel : int { none, one_norm, two_norms };

/// Under tensor parallelism: whether one collective adds up the partial sums of both halves of a parallel layer, or one each. vLLM joins
/// them, TensorRT-LLM keeps the layers it has for other models (models/falcon/model.py).
enum class ParallelSums : int { joint, apart };

/// Which linear layers have a bias.
struct Biases {
  bool qkv = false, projection = false, ffn = false, router = false, head = false;
};

/// The sizes of a model.
struct Shape {
  double layers = 0, hidden = 0, heads = 0, kv_heads = 0, head_dim = 0, ffn = 0, vocabulary = 0;
  double positions = 0;  ///< rows of a learned position table; 0: rotary positions
  bool gated = true, tied = false, dropout = false;
  bool qk_norm = false, post_norms = false;
  bool wide_qk_norm = false;  ///< the norms of queries and keys are as wide as all heads together (OLMo 2)
  bool output_gate = false;   ///< what attention gave is scaled by a gate as wide, which comes with the queries (Qwen3-Next)
  Biases biases;
  Norm norm = Norm::rms;
  Parallel parallel = Parallel::none;
  ParallelSums sums = ParallelSums::joint;
  AttentionKernel kernel = AttentionKernel::flash;
  Latent latent;
  Experts experts;
  double prediction_modules = 0;         ///< that predict further tokens, beside the model itself
  double window = 0, window_layers = 0;  ///< tokens that a layer with a sliding window attends to, and how many layers have one
  recurrent::Sizes recurrent;            ///< of layers that scan a state instead of attending
  double recurrent_layers = 0;
  bool halves_apart = false;       ///< a layer either mixes tokens or is a feed-forward network (Nemotron-H), of which there are
  double feed_forward_layers = 0;  ///< so many; in other models each layer has both

  bool mixture() const { return experts.routed > 0; }
  bool one_norm() const { return parallel == Parallel::one_norm; }
  double networks() const { return halves_apart ? feed_forward_layers : layers; }  ///< layers with a feed-forward network
  double mixing_layers() const { return halves_apart ? layers - feed_forward_layers : layers; }
  double attention_layers() const { return mixing_layers() - recurrent_layers; }
  double dense_layers() const { return mixture() ? experts.dense_layers : networks(); }
  double d_qk() const { return latent.used() ? latent.d_qk() : head_dim; }
  double d_v() const { return latent.used() ? latent.value : head_dim; }
};

/// What the first half of a layer mixes tokens with.
enum class Mix : unsigned char { attention, recurrence, nothing };

/// What makes layers of one model differ.
struct LayerKind {
  bool experts = false;
  double window = 0;  ///< 0: attends to everything before
  Mix mix = Mix::attention;
  bool feed_forward = true;

  bool mixes() const { return mix != Mix::nothing; }
  bool attends() const { return mix == Mix::attention; }
  bool recurs() const { return mix == Mix::recurrence; }
};

/// What one device of a group holds: `degree` devices divide every matrix, `expert_degree` of them divide the experts.
struct Share {
  double degree = 1;
  double heads = 0, kv_heads = 0, ffn = 0, vocabulary = 0;
  double tokens = 1;  ///< share of the tokens between the divided matrices: 1 / t with sequence parallelism
  double expert_degree = 1, experts = 0, expert_ffn = 0, shared_ffn = 0;
};

// Shoeybi et al. 2019 (Megatron-LM), section 3. Key-value heads beyond t = g are copied; the vocabulary is padded to whole
// rows per device, as Megatron-LM and vLLM do. Columns of experts are divided like those of a dense FFN; experts as wholes
// are spread over the expert group (Lepikhin et al. 2020, GShard, arXiv:2006.16668).
inline Share share_of(const Shape& m, const Sharding& sharding) {
  const double t = sharding.tensor, e = sharding.expert;
  return {.degree = t,
          .heads = m.heads / t,
          .kv_heads = t < m.kv_heads ? m.kv_heads / t : 1.0,
          .ffn = m.ffn / t,
          .vocabulary = std::ceil(m.vocabulary / t),
          .tokens = sharding.sequence_parallel && t > 1 ? 1.0 / t : 1.0,
          .expert_degree = e,
          .experts = m.experts.routed / e,
          .expert_ffn = m.experts.ffn / t,
          .shared_ffn = m.experts.shared_ffn() / t};
}

/// A weight matrix with its bias.
struct Matrix {
  double in = 0, out = 0, bias = 0;
  constexpr double parameters() const { return in * out + bias; }
};

inline Matrix qkv_matrix(const Shape& m, const Share& s) {
  const double out = ((m.output_gate ? 2 : 1) * s.heads + 2 * s.kv_heads) * m.head_dim;
  return {m.hidden, out, m.biases.qkv ? out : 0};
}
inline Matrix projection_matrix(const Shape& m, const Share& s) {
  return {s.heads * m.d_v(), m.hidden, m.biases.projection ? m.hidden : 0};
}
/// The two sides of a feed-forward network of `columns` columns: gate and up together when it is gated.
inline Matrix up_matrix(const Shape& m, double columns) {
  const double out = (m.gated ? 2 : 1) * columns;
  return {m.hidden, out, m.biases.ffn ? out : 0};
}
inline Matrix down_matrix(const Shape& m, double columns) { return {columns, m.hidden, m.biases.ffn ? m.hidden : 0}; }
inline double ffn_parameters(const Shape& m, double columns) {
  return up_matrix(m, columns).parameters() + down_matrix(m, columns).parameters();
}
/// A score for each expert, and one that scales what the shared ones give.
inline Matrix router_matrix(const Shape& m) {
  return {m.hidden, m.experts.routed + (m.experts.shared_gate ? 1 : 0), m.biases.router ? m.experts.routed : 0};
}
inline Matrix head_matrix(const Shape& m, const Share& s) { return {m.hidden, s.vocabulary, m.biases.head ? s.vocabulary : 0}; }

/// RMSNorm has a scale, LayerNorm a scale and a shift.
inline double norm_parameters(const Shape& m) { return (m.norm == Norm::rms ? 1 : 2) * m.hidden; }
/// Of the norms around one half of a layer: before it, and with `post_norms` after it, too (Gemma Team 2024, arXiv:2408.00118).
inline double half_norm_parameters(const Shape& m) { return (m.post_norms ? 2 : 1) * norm_parameters(m); }
/// Of a whole layer: a parallel one may do with a single norm, a half has one.
inline double layer_norm_parameters(const Shape& m, const LayerKind& kind) {
  const int halves = (kind.mixes() ? 1 : 0) + (kind.feed_forward && !m.one_norm() ? 1 : 0);
  return halves * half_norm_parameters(m);
}
/// One scale for the queries of all heads, one for the keys (Dehghani et al. 2023, arXiv:2302.05442); or as many as heads.
inline double qk_norm_parameters(const Shape& m, const Share& s) {
  return !m.qk_norm ? 0 : (m.wide_qk_norm ? s.heads + s.kv_heads : 2) * m.head_dim;
}

inline recurrent::Mixer mixer_of(const Shape& m, const Share& s) { return recurrent::mixer_of(m.recurrent, s.degree); }

/// Parameters that one device holds of one decoder layer, of the embedding, of the head (its matrix only if not tied).
double attention_parameters(const Shape& m, const Share& s);
double routed_parameters(const Shape& m, const Share& s);  ///< all routed experts of one layer
double layer_parameters(const Shape& m, const Share& s, const LayerKind& kind);
double embedding_parameters(const Shape& m, const Share& s);
double head_parameters(const Shape& m, const Share& s);
/// The whole model, unpadded, as it is published; and what one token passes through: everything but the experts that it is
/// not sent to. (Some publications leave out the embedding, too.)
double total_parameters(const Shape& m);
double active_parameters(const Shape& m);

// DeepSeek-AI 2024 (DeepSeek-V3, arXiv:2412.19437), section 2.2: a module predicts one token further from the last hidden state and the
// next token's embedding, each through a norm of its own: a matrix of 2h x h joins them, a layer like the model's last ones follows.
// Embedding and head are the model's.
inline Matrix join_matrix(const Shape& m) { return {2 * m.hidden, m.hidden, 0}; }
/// What one module has of its own: not part of total_parameters.
double prediction_parameters(const Shape& m, const Share& s);
inline LayerKind prediction_layer(const Shape& m) { return {.experts = m.mixture()}; }

/// Elements that the cache keeps of one token in one layer that attends: keys and values, or their common latent.
inline double kv_elements(const Shape& m, const Share& s) {
  return m.latent.used() ? m.latent.cache_elements(s.heads) : 2.0 * s.kv_heads * m.head_dim;
}

/// What is kept of one token in one layer for the backward pass: elements of activations, and bytes of dropout masks.
struct Kept {
  double elements = 0, mask_bytes = 0;
};

// Korthikanti et al. 2022, eq. 1, 2 and 4, for any number of key-value heads and gated FFNs. For a GPT (g = a, f = 4h,
// 2-byte activations, dropout) they give sbh (34 + 5as/h), sbh (10 + 24/t + 5as/ht) and sbh/t (34 + 5as/h).
Kept kept_without_scores(const Shape& m, const Share& s, const LayerKind& kind);
/// The score matrix of an unfused kernel, per token: softmax output, and under dropout its mask and result.
Kept kept_scores(const Shape& m, const Share& s, double sequence);
/// Full recomputation keeps the layer's input only.
inline Kept kept_input(const Shape& m, const Share& s) { return {m.hidden * s.tokens, 0}; }

}  // namespace fleetline::workloads::transformer
