// What stands around attention in one layer: from the hidden state to queries, keys and values, and back.
//
// Grouped-query attention: qkv, rope | attention | projection.
// Latent attention: latent_down, norm, query_up, rope, and for tokens that attend expanded key_value_up, for those that
// attend absorbed absorb_key | attention | absorb_value, projection. (The form is explained in latent.hpp.)
#pragma once

#include "transformer/labels.hpp"
#include "transformer/products.hpp"

namespace fleetline::workloads::transformer {

/// Tokens that pass through a layer, and how latent attention treats them. Cached latents are expanded again for a
/// chunk that attends to them, so `expanded` may be more than there are tokens.
struct TokenCounts {
  double all = 0, expanded = 0, absorbed = 0;
};

class Projections {
 public:
  Projections(const Shape& shape, const Share& share, const Labels& labels, const TokenCounts& tokens);

  void before(Emitter& emit, Pass pass) const;
  void after(Emitter& emit, Pass pass) const;
  /// Gradients of the inputs, in reverse order; then of the weights. Training never absorbs.
  void backward_after(Emitter& emit) const;
  void backward_before(Emitter& emit) const;
  void backward_weights_after(Emitter& emit) const { emit.product(Pass::backward_weight, projection_); }
  void backward_weights_before(Emitter& emit) const;

 private:
  bool latent() const { return shape_.latent.used(); }
  bool rotates() const { return shape_.positions == 0 || shape_.qk_norm; }
  Stream rope(bool gradients) const;
  Stream gate(double tensors) const;
  Stream latent_norm(bool gradients) const;

  const Shape& shape_;
  const Labels& labels_;
  const TokenCounts tokens_;
  double heads_, kv_heads_, qk_norms_;
  Product in_;  ///< QKV; or the latents of queries, keys and values
  Product projection_;
  Product query_up_, key_value_up_, absorb_key_, absorb_value_;
};

}  // namespace fleetline::workloads::transformer
