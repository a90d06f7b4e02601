// One decoder layer applied to `tokens` tokens on one device: everything but attention itself, which decode, prefill and
// training each do differently.
//
// Forward:  norm, [gather], qkv, rope | attention | projection, [reduce], residual + norm, [gather], up, activation, down,
//           [reduce], residual. In brackets: collectives of tensor parallelism (Shoeybi et al. 2019; Korthikanti et al. 2022).
#pragma once

#include "common/emitter.hpp"
#include "transformer/model.hpp"

namespace fleetline::workloads::transformer {

/// Interned once per process and model: lowering touches no text.
struct Labels {
  Label embedding{"embedding"}, decoder{"decoder"}, head{"head"};
  Label lookup{"embedding.lookup"}, lookup_sum{"embedding.sum"};
  Label input_norm{"attention.norm"}, qkv{"attention.qkv"}, rope{"attention.rope"};
  Label decode{"attention.decode"}, prefill{"attention.prefill"}, attention{"attention.core"};
  Label projection{"attention.projection"}, attention_comm{"attention.tensor_parallel"};
  Label ffn_norm{"ffn.norm"}, up{"ffn.up"}, gate_up{"ffn.gate_up"}, activation{"ffn.activation"}, down{"ffn.down"};
  Label ffn_comm{"ffn.tensor_parallel"}, residual{"ffn.residual"};
  Label final_norm{"head.norm"}, logits{"head.logits"}, head_comm{"head.tensor_parallel"}, loss{"head.loss"};
  Label update{"optimizer"};
  Label nothing_to_recompute{"selective recomputation changes nothing: the flash kernel already recomputes its scores"};
};

class DecoderLayer {
 public:
  DecoderLayer(const Shape& shape, const Share& share, const Labels& labels, double tokens);

  void before_attention(Emitter& emit, Pass pass) const;
  void after_attention(Emitter& emit, Pass pass) const;
  /// Gradients of the inputs, in reverse order.
  void backward_to_attention(Emitter& emit) const;
  void backward_from_attention(Emitter& emit) const;
  void backward_weights(Emitter& emit) const;

  /// Elements that attention reads and writes of `tokens` tokens: Q, K, V and the result.
  double attention_elements(double tokens) const {
    return tokens * (2 * share_.heads + 2 * share_.kv_heads) * shape_.head_dim;
  }

 private:
  /// Before a matrix divided by columns, forward; sequence parallelism collects its tokens.
  void gather(Emitter& emit, Pass pass, Label label) const;
  /// After a matrix divided by rows, forward, or by columns, backward: partial sums are added up.
  void reduce(Emitter& emit, Pass pass, Label label) const;
  double between() const { return tokens_ * shape_.hidden * share_.tokens; }  ///< elements outside the divided parts

  const Shape& shape_;
  const Share& share_;
  const Labels& labels_;
  double tokens_;
  Product qkv_, projection_, up_, down_;
};

/// A linear layer on `tokens` tokens.
Product linear(Label label, const Matrix& matrix, double tokens);

/// The partial sums of `elements` activations of t devices become the sum: everywhere, or, under sequence parallelism, each
/// device's share of it. And the way back to everywhere.
void reduce_partial_sums(Emitter& emit, const Share& share, Pass pass, Label label, double elements);
void gather_tokens(Emitter& emit, const Share& share, Pass pass, Label label, double elements);

}  // namespace fleetline::workloads::transformer
