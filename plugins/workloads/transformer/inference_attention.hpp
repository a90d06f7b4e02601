// Attention of one layer in an inference step: decode, prefill chunks, and what the cache keeps of either.
#pragma once

#include "transformer/labels.hpp"
#include "transformer/products.hpp"

namespace fleetline::workloads::transformer {

class InferenceAttention {
 public:
  InferenceAttention(const Shape& shape, const Share& share, double window, const Labels& labels)
      : m_(shape), share_(share), window_(window), labels_(labels) {}

  void decode(Emitter& emit, const Decode& d) const;
  void prefill(Emitter& emit, const Chunk& c) const;
  /// Tokens that this layer's cache keeps when the step ends. A windowed layer keeps its window only, as engines with
  /// rolling or hybrid caches do.
  double cached(const Step& step) const;

 private:
  bool absorbs() const { return m_.latent.used() && !m_.latent.expanded_cache; }
  Attention shape_of(double queries, double context, double longest) const;
  /// Of one token: queries, keys, values and the result.
  double elements() const {
    return m_.latent.used() ? 2 * share_.heads * (m_.d_qk() + m_.d_v())
                            : (2 * share_.heads + 2 * share_.kv_heads) * m_.head_dim;
  }

  const Shape& m_;
  const Share& share_;
  double window_;
  const Labels& labels_;
};

}  // namespace fleetline::workloads::transformer
