// One decoder layer applied to tokens on one device: everything but attention itself, which decode, prefill and training each
// do differently.
//
// Forward:  norm, [gather], projections | attention | projection, [reduce], residual + norm, [gather], feed-forward, [reduce],
//           residual. In brackets: collectives of tensor parallelism (Shoeybi et al. 2019; Korthikanti et al. 2022).
// Parallel: norm, [gather], projections | attention | projection, feed-forward, sum, [reduce], residual: the partial sums of both are
//           added up at once (Pope et al. 2022, arXiv:2211.05102, section 3.4), if the engine does so. With a norm for each, each has a
//           gather of its own.
#pragma once

#include <array>
#include <span>

#include "transformer/feed_forward.hpp"
#include "transformer/projections.hpp"

namespace fleetline::workloads::transformer {

/// Layers of one kind.
struct LayerGroup {
  LayerKind kind;
  double count = 0;
  Label label;
};

/// A model's layers by kind: at most four kinds, usually one. Which feed-forward network meets which attention does not change
/// any sum over the model, for a layer costs what its two halves cost; dense networks go to windowed layers first.
class LayerGroups {
 public:
  LayerGroups(const Shape& shape, const Labels& labels);
  std::span<const LayerGroup> all() const { return {groups_.data(), size_}; }

 private:
  void add(const LayerKind& kind, double count, Label label);

  std::array<LayerGroup, 4> groups_;
  std::size_t size_ = 0;
};

class DecoderLayer {
 public:
  DecoderLayer(const Shape& shape, const Share& share, const LayerKind& kind, const Labels& labels, const TokenCounts& tokens,
               Format expert_format);

  void before_attention(Emitter& emit, Pass pass) const;
  void after_attention(Emitter& emit, Pass pass) const;
  /// Gradients of the inputs, in reverse order.
  void backward_to_attention(Emitter& emit) const;
  void backward_from_attention(Emitter& emit) const;
  void backward_weights(Emitter& emit) const;

 private:
  /// Before a matrix divided by columns, forward; sequence parallelism collects its tokens.
  void gather(Emitter& emit, Pass pass, Label label) const;
  /// After a matrix divided by rows, forward, or by columns, backward: partial sums are added up.
  void reduce(Emitter& emit, Pass pass, Label label) const;
  bool parallel() const { return shape_.parallel != Parallel::none; }
  bool joint() const { return shape_.sums == ParallelSums::joint; }
  void norm(Emitter& emit, Pass pass, Label label) const;
  void norm_backward(Emitter& emit, Label label) const;
  /// Adds what both halves of a parallel layer made: the devices' partial sums, or, when each half was added up, what they share.
  void sum_halves(Emitter& emit, Pass pass) const;
  void after_parallel_attention(Emitter& emit, Pass pass) const;
  double between() const { return tokens_ * shape_.hidden * share_.tokens; }  ///< elements outside the divided parts

  const Shape& shape_;
  const Share& share_;
  const Labels& labels_;
  double tokens_;
  Projections projections_;
  FeedForward ffn_;
};

}  // namespace fleetline::workloads::transformer
