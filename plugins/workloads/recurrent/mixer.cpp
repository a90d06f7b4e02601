#include "recurrent/mixer.hpp"

#include <cmath>

namespace fleetline::workloads::recurrent {
namespace {

double groups_of(const Sizes& z, double t) { return t < z.groups ? z.groups / t : 1; }

/// Gu & Dao 2023 (Mamba, arXiv:2312.00752), section 3: x and z come in; step size, B and C are chosen by x; A and D are
/// per channel. 9 FLOPs per channel and state element: discretising A and B, the recurrence as an associative scan, and
/// C's product (A. Gu in state-spaces/mamba, issue 110).
Mixer mamba(const Sizes& z, double t) {
  const double inner = z.inner() / t;
  return {.hidden = z.hidden,
          .inner = inner,
          .in_columns = 2 * inner,
          .channels = inner,
          .kernel = z.kernel,
          .convolution_bias = true,
          .selection = z.rank + 2 * z.state,
          .rank = z.rank,
          .scan_inputs = inner + 2 * z.state,
          .state = inner * z.state,
          .scan_flops = 9 * inner * z.state,
          .scan_parameters = inner * (z.state + 1),
          .norm_parameters = z.inner_norms ? z.rank + 2 * z.state : 0};
}

/// Dao & Gu 2024 (Mamba-2, arXiv:2405.21060), section 7: z, x, B, C and the step size of each head come in at once; A,
/// D and the step's bias are per head. 7 FLOPs per channel and state element, as Megatron-LM counts (mamba_layer_flops
/// in megatron/training/training.py).
Mixer mamba2(const Sizes& z, double t) {
  const double heads = z.heads / t, inner = heads * z.head_dim, shared = 2 * groups_of(z, t) * z.state;
  return {.hidden = z.hidden,
          .inner = inner,
          .in_columns = 2 * inner + shared + heads,
          .channels = inner + shared,
          .kernel = z.kernel,
          .convolution_bias = true,
          .state = inner * z.state,
          .scan_flops = 7 * inner * z.state,
          .scan_parameters = 3 * heads,
          .norm_parameters = inner,
          .gated_norm = true};
}

/// Yang et al. 2024 (Gated Delta Networks, arXiv:2412.06464), as Qwen3-Next has it: queries and keys of G heads, values
/// and gates of H, decay and strength of each head. Four products with the state of a head, d_k x d_v: what is known of
/// the key, its correction, the decay, the query (gdn_layer_flops of Megatron-LM, megatron/training/training.py).
Mixer gated_delta(const Sizes& z, double t) {
  const double heads = z.heads / t, inner = heads * z.head_dim, keys = groups_of(z, t) * z.state;
  return {.hidden = z.hidden,
          .inner = inner,
          .in_columns = 2 * keys + 2 * inner + 2 * heads,
          .channels = 2 * keys + inner,
          .kernel = z.kernel,
          .state = inner * z.state,
          .scan_flops = 8 * inner * z.state,
          .scan_parameters = 2 * heads,
          .norm_parameters = z.head_dim,
          .gated_norm = true};
}

/// Qin et al. 2024 (Lightning Attention, arXiv:2401.04658), as MiniMax-Text-01 has it (arXiv:2501.08313): queries,
/// keys, values and a gate; the decay of a head is fixed. 5 FLOPs per element of a head's state: decay, k v^T added,
/// q's product.
Mixer lightning(const Sizes& z, double t) {
  const double inner = z.inner() / t;
  return {.hidden = z.hidden,
          .inner = inner,
          .in_columns = 4 * inner,
          .state = inner * z.head_dim,
          .scan_flops = 5 * inner * z.head_dim,
          .norm_parameters = inner,
          .gated_norm = true};
}

/// Liquid AI 2025 (LFM2): a gated convolution along the sequence and nothing else.
Mixer convolution(const Sizes& z, double t) {
  const double inner = z.inner() / t;
  return {.hidden = z.hidden, .inner = inner, .in_columns = 3 * inner, .channels = inner, .kernel = z.kernel};
}

}  // namespace

Mixer mixer_of(const Sizes& z, double t) {
  switch (z.kind) {
    case Kind::mamba: return mamba(z, t);
    case Kind::mamba2: return mamba2(z, t);
    case Kind::gated_delta: return gated_delta(z, t);
    case Kind::lightning: return lightning(z, t);
    case Kind::convolution: return convolution(z, t);
    case Kind::none: break;
  }
  return {};
}

bool divides(const Sizes& z, double t) {
  if (z.kind == Kind::none) return true;
  return std::fmod(z.heads, t) == 0 && (std::fmod(z.groups, t) == 0 || std::fmod(t, z.groups) == 0);
}

}  // namespace fleetline::workloads::recurrent
