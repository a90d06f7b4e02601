// Multi-head latent attention (DeepSeek-AI 2024, DeepSeek-V2, arXiv:2405.04434, section 2.1 and appendix C).
//
// Keys and values of all heads are products of one latent c of kv_rank elements, W_UK c and W_UV c, beside one rotated
// key of `rope` elements that all heads share; the cache keeps c and that key. Two ways to attend:
//   expanded: keys and values are computed from c, then attention as usual, d_qk = nope + rope and d_v = value a head;
//   absorbed: W_UK is multiplied into the query and W_UV into the output, so that all heads read c itself, as
//   multi-query
//             attention with d_qk = kv_rank + rope and d_v = kv_rank: more FLOPs, far less to read. Decode does this.
#pragma once

namespace fleetline::workloads::transformer {

struct Latent {
  double kv_rank = 0;                    ///< 0: no latent attention
  double q_rank = 0;                     ///< 0: queries are computed from the hidden state directly
  double nope = 0, rope = 0, value = 0;  ///< one head: key without and with rotary position, value
  bool expanded_cache = false;           ///< keys and values of all heads are cached; nothing is absorbed

  constexpr bool used() const { return kv_rank > 0; }
  constexpr double d_qk() const { return nope + rope; }
  constexpr double absorbed_d_qk() const { return kv_rank + rope; }
  /// Of one token in one layer. All devices of a tensor group keep the same latents, each its own heads' keys and
  /// values.
  constexpr double cache_elements(double heads) const {
    return expanded_cache ? heads * (d_qk() + value) : kv_rank + rope;
  }
  /// What follows the norms: W_DQ with W_DKV and W_KR, for every device alike.
  constexpr double down_columns() const { return q_rank + kv_rank + rope; }
  constexpr double norms() const { return q_rank + kv_rank; }

  constexpr double key_parameters(double heads) const { return heads * nope * kv_rank; }     ///< W_UK
  constexpr double value_parameters(double heads) const { return heads * value * kv_rank; }  ///< W_UV
};

}  // namespace fleetline::workloads::transformer
