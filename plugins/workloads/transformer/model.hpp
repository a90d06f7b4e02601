// Decoder-only transformers: the mathematics. Pure functions; counts are doubles, which hold them exactly.
//
// Names as in the papers: h hidden, a query heads, g key-value heads, d head size, f FFN width, V vocabulary, L layers,
// t tensor-parallel degree, s sequence length, n tokens.
#pragma once

#include <cmath>

#include "fleetline/quantity.hpp"

namespace fleetline::workloads::transformer {

enum class Norm : int { rms, layer };

/// How training computes attention. `flash` keeps no score matrix and computes the scores again in backward (Dao et al. 2022);
/// `unfused` writes every score, masked ones too.
enum class AttentionKernel : int { flash, unfused };

/// The sizes of a model.
struct Shape {
  double layers = 0, hidden = 0, heads = 0, kv_heads = 0, head_dim = 0, ffn = 0, vocabulary = 0;
  double positions = 0;  ///< rows of a learned position table; 0: rotary positions
  bool gated = true, tied = false, biases = false, dropout = false;
  Norm norm = Norm::rms;
  AttentionKernel kernel = AttentionKernel::flash;
};

/// What one device of a tensor-parallel group of `degree` holds.
struct Share {
  double degree = 1;
  double heads = 0, kv_heads = 0, ffn = 0, vocabulary = 0;
  double tokens = 1;  ///< share of the tokens between the divided matrices: 1 / t with sequence parallelism
};

// Shoeybi et al. 2019 (Megatron-LM), section 3. Key-value heads beyond t = g are copied; the vocabulary is padded to whole
// rows per device, as Megatron-LM and vLLM do.
inline Share share_of(const Shape& m, double t, bool sequence_parallel) {
  return {.degree = t,
          .heads = m.heads / t,
          .kv_heads = t < m.kv_heads ? m.kv_heads / t : 1.0,
          .ffn = m.ffn / t,
          .vocabulary = std::ceil(m.vocabulary / t),
          .tokens = sequence_parallel ? 1.0 / t : 1.0};
}

/// A weight matrix with its bias.
struct Matrix {
  double in = 0, out = 0, bias = 0;
  constexpr double parameters() const { return in * out + bias; }
};

inline Matrix qkv_matrix(const Shape& m, const Share& s) {
  const double out = (s.heads + 2 * s.kv_heads) * m.head_dim;
  return {m.hidden, out, m.biases ? out : 0};
}
inline Matrix projection_matrix(const Shape& m, const Share& s) {
  return {s.heads * m.head_dim, m.hidden, m.biases ? m.hidden : 0};
}
inline Matrix up_matrix(const Shape& m, const Share& s) {
  const double out = (m.gated ? 2 : 1) * s.ffn;
  return {m.hidden, out, m.biases ? out : 0};
}
inline Matrix down_matrix(const Shape& m, const Share& s) { return {s.ffn, m.hidden, m.biases ? m.hidden : 0}; }
inline Matrix head_matrix(const Shape& m, const Share& s) { return {m.hidden, s.vocabulary, 0}; }

/// RMSNorm has a scale, LayerNorm a scale and a shift.
inline double norm_parameters(const Shape& m) { return (m.norm == Norm::rms ? 1 : 2) * m.hidden; }

/// Parameters that one device holds of one decoder layer, of the embedding, of the head (its matrix only if not tied).
double layer_parameters(const Shape& m, const Share& s);
double embedding_parameters(const Shape& m, const Share& s);
double head_parameters(const Shape& m, const Share& s);
/// The whole model, unpadded, as it is published.
double total_parameters(const Shape& m);

// Pope et al. 2022, section 2: one query per sequence against its context; QK^T and PV are two FLOPs per element each.
constexpr Flops decode_attention(double context_sum, double heads, double d) { return Flops(4.0 * context_sum * heads * d); }

// A chunk of c new tokens on s cached ones: all of the cache, and the causal half of the chunk itself.
constexpr Flops chunk_attention(double sequences, double c, double s, double heads, double d) {
  return Flops(4.0 * sequences * c * (s + c / 2.0) * heads * d);
}

/// Forward attention of a training step: the causal half under flash, the full square when unfused.
constexpr Flops training_attention(AttentionKernel kernel, double sequences, double s, double heads, double d) {
  return kernel == AttentionKernel::flash ? chunk_attention(sequences, s, 0, heads, d)
                                          : Flops(4.0 * sequences * s * s * heads * d);
}

// Dao 2023 (FlashAttention-2), section 4.1: five products backward for two forward; unfused needs four.
constexpr double attention_backward(AttentionKernel kernel) { return kernel == AttentionKernel::flash ? 2.5 : 2.0; }

/// Model FLOPs of the same, whatever the kernel, by the causal convention: scores that the mask throws away do not count, nor do
/// scores computed again. Forward the causal half, backward twice that. (Chowdhery et al. 2022, appendix B, counts the full
/// square: 12 L H Q T per token, forward and backward, where this counts 6.)
constexpr Flops model_attention(double sequences, double s, double heads, double d) {
  return chunk_attention(sequences, s, 0, heads, d);
}
constexpr double model_attention_backward = 2.0;

/// Keys and values of one token in one layer, in elements.
constexpr double kv_elements(const Shape& m, const Share& s) { return 2.0 * s.kv_heads * m.head_dim; }

/// What is kept of one token in one layer for the backward pass: elements of activations, and bytes of dropout masks.
struct Kept {
  double elements = 0, mask_bytes = 0;
};

// Korthikanti et al. 2022, eq. 1, 2 and 4, for any number of key-value heads and gated FFNs. For a GPT (g = a, f = 4h,
// 2-byte activations, dropout) they give sbh (34 + 5as/h), sbh (10 + 24/t + 5as/ht) and sbh/t (34 + 5as/h).
Kept kept_without_scores(const Shape& m, const Share& s);
/// The score matrix of an unfused kernel, per token: softmax output, and under dropout its mask and result.
Kept kept_scores(const Shape& m, const Share& s, double sequence);
/// Full recomputation keeps the layer's input only.
inline Kept kept_input(const Shape& m, const Share& s) { return {m.hidden * s.tokens, 0}; }

}  // namespace fleetline::workloads::transformer
