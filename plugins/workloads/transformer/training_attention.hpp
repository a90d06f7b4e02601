// Attention of one layer in a training step, forward and backward, by a flash or an unfused kernel.
#pragma once

#include "transformer/labels.hpp"
#include "transformer/products.hpp"

namespace fleetline::workloads::transformer {

class TrainingAttention {
 public:
  TrainingAttention(const Shape& shape, const Share& share, double window, const Labels& labels, const Train& train)
      : m_(shape),
        share_(share),
        window_(window),
        labels_(labels),
        sequences_(train.sequences),
        length_(train.tokens_per_sequence) {}

  void forward(Emitter& emit, Pass pass) const;
  void backward(Emitter& emit) const;

 private:
  double tokens() const { return sequences_ * length_; }
  bool unfused() const { return m_.kernel == AttentionKernel::unfused; }
  double score_elements() const { return tokens() * length_ * share_.heads; }
  double kv_heads() const { return m_.latent.used() ? share_.heads : share_.kv_heads; }
  /// Queries, keys, values and the result.
  double elements() const { return tokens() * (share_.heads + kv_heads()) * (m_.d_qk() + m_.d_v()); }
  Attention shape() const;
  Flops flops() const;        ///< of the kernel, forward
  Flops model_flops() const;  ///< what the mask leaves

  const Shape& m_;
  const Share& share_;
  double window_;
  const Labels& labels_;
  double sequences_, length_;
};

}  // namespace fleetline::workloads::transformer
