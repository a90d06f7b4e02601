// Mixture of experts: which experts a batch touches, and how many tokens each of them gets.
//
// Shazeer et al. 2017 (arXiv:1701.06538): a router sends each token to k of E experts. Shared experts (Dai et al. 2024,
// DeepSeekMoE, arXiv:2401.06066) see every token. Routing is taken as balanced, each expert is equally likely, unless a skew says
// how much more than the mean the fullest one gets.
#pragma once

#include <cmath>

namespace fleetline::workloads::transformer {

struct Experts {
  double routed = 0, per_token = 0;  ///< E and k
  double ffn = 0;                    ///< columns of one expert
  double shared = 0;                 ///< experts that every token passes through, as wide as the routed ones;
  double shared_width = 0;           ///< or a network of this width in their place (Arctic, Grok-2)
  double dense_layers = 0;           ///< layers with a plain feed-forward network instead
  double skew = 1;                   ///< tokens of the fullest expert over the mean
  bool shared_gate = false;          ///< the router also scales what the shared experts give (Qwen)

  double shared_ffn() const { return shared_width > 0 ? shared_width : shared * ffn; }
};

/// Expected number of distinct experts that `tokens` tokens touch: E (1 - (1 - k/E)^tokens). A token misses an expert
/// with probability 1 - k/E, whatever the router's ties; one token touches k, many touch all.
inline double distinct_experts(const Experts& x, double tokens) {
  return x.routed * (1.0 - std::pow(1.0 - x.per_token / x.routed, tokens));
}

/// The grouped product of one device in an expert group of e: experts of its own that have work, and tokens of each.
/// Every device of the group brings `tokens` tokens, so that each device's experts get k `tokens` of them, as many as
/// it sent.
struct Routed {
  double groups = 0, tokens_each = 0;
};
inline Routed routed_work(const Experts& x, double tokens, double e) {
  const double groups = distinct_experts(x, tokens * e) / e;
  return {groups, x.per_token * tokens / groups};
}

/// The fullest device's tokens over the mean device's, which all others wait for: of its E/e experts one is the fullest and the rest
/// have the mean, so 1 + (skew - 1) e/E. A device that holds all experts has all tokens, however they are spread: 1.
constexpr double device_skew(const Experts& x, double e) { return e > 1 ? 1.0 + (x.skew - 1.0) * e / x.routed : 1.0; }

}  // namespace fleetline::workloads::transformer
