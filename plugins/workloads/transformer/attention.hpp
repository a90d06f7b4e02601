// Attention's arithmetic: what a query multiplies with, under a causal mask and, where a layer has one, a sliding
// window.
//
// d_qk and d_v are the sizes of a key and of a value of one head: QK^T costs 2 d_qk, PV 2 d_v FLOPs per query and key.
#pragma once

#include <algorithm>

#include "fleetline/quantity.hpp"

namespace fleetline::workloads::transformer {

/// How training computes attention. `flash` keeps no score matrix and computes the scores again in backward (Dao et al.
/// 2022); `unfused` writes every score, masked ones too.
enum class AttentionKernel : int { flash, unfused };

// Beltagy et al. 2020 (Longformer, arXiv:2004.05150), Jiang et al. 2023 (Mistral 7B, arXiv:2310.06825): a query sees
// the last `window` tokens. 0: no window. Of `sequences` contexts that sum to `sum`; exact when all are alike, else an
// upper bound.
constexpr double windowed_sum(double sequences, double sum, double window) {
  return window > 0 ? std::min(sum, sequences * window) : sum;
}
constexpr double windowed(double context, double window) { return window > 0 ? std::min(context, window) : context; }

/// Query-key pairs of c new tokens after s earlier ones: all of those, and the causal half of the chunk itself; beyond
/// a window w each query sees w: c (s + c/2) while s + c <= w, c w from s = w on, and between them x (s + x/2) + (c -
/// x) w.
constexpr double causal_pairs(double c, double s, double window = 0) {
  if (window <= 0 || s + c <= window) return c * (s + c / 2.0);
  if (s >= window) return c * window;
  const double x = window - s;
  return x * (s + x / 2.0) + (c - x) * window;
}

// Pope et al. 2022, section 2: QK^T and PV are two FLOPs per element each.
constexpr Flops attention_flops(double pairs, double heads, double d_qk, double d_v) {
  return Flops(2.0 * pairs * heads * (d_qk + d_v));
}

/// Forward attention of a training step: what the mask leaves under flash, the full square when unfused.
constexpr double training_pairs(AttentionKernel kernel, double s, double window) {
  return kernel == AttentionKernel::flash ? causal_pairs(s, 0, window) : s * s;
}

// Dao 2023 (FlashAttention-2), section 4.1: five products backward for two forward; unfused needs four.
constexpr double attention_backward(AttentionKernel kernel) { return kernel == AttentionKernel::flash ? 2.5 : 2.0; }

/// Model FLOPs, whatever the kernel, by the causal convention: scores that the mask throws away do not count, nor do
/// scores computed again. Forward causal_pairs(s, 0, window), backward twice that. (Chowdhery et al. 2022, appendix B,
/// counts the full square: 12 L H Q T per token, forward and backward, where this counts 6.)
constexpr double model_attention_backward = 2.0;

}  // namespace fleetline::workloads::transformer
