// One decoder layer applied to tokens on one device: everything but attention itself, which decode, prefill and training each
// do differently. Where a recurrence stands in attention's place, that is all of the layer.
//
// Forward:  norm, [gather], projections | attention | projection, [reduce], residual + norm, [gather], feed-forward, [reduce],
//           residual. In brackets: collectives of tensor parallelism (Shoeybi et al. 2019; Korthikanti et al. 2022).
// Parallel: norm, [gather], projections | attention | projection, feed-forward, sum, [reduce], residual: the partial sums of both are
//           added up at once (Pope et al. 2022, arXiv:2211.05102, section 3.4), if the engine does so. With a norm for each, each has a
//           gather of its own.
// Apart:    a norm, one of the two halves, its reduce, the residual.
#pragma once

#include <optional>

#include "recurrent/recurrence.hpp"
#include "transformer/feed_forward.hpp"
#include "transformer/projections.hpp"

namespace fleetline::workloads::transformer {

class DecoderLayer {
 public:
  /// `states_moved`: times that a recurrence reads or writes a sequence's state from or to memory.
  DecoderLayer(const Shape& shape, const Share& share, const LayerKind& kind, const Labels& labels, const TokenCounts& tokens,
               ExpertFormats formats, double states_moved = 0);

  void before_mixing(Emitter& emit, Pass pass) const;
  /// A recurrence's own part; nothing of a layer that attends.
  void scan(Emitter& emit, Pass pass) const;
  void after_mixing(Emitter& emit, Pass pass) const;
  /// Gradients of the inputs, in reverse order.
  void backward_to_mixing(Emitter& emit) const;
  void backward_scan(Emitter& emit) const;
  void backward_from_mixing(Emitter& emit) const;
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
  void network(Emitter& emit, Pass pass) const;  ///< between the sums of a layer whose halves follow each other
  Label norm_label() const { return kind_.recurs() ? labels_.mixer.norm : labels_.input_norm; }
  Label comm_label() const { return kind_.recurs() ? labels_.mixer.comm : labels_.attention_comm; }
  double between() const { return tokens_ * shape_.hidden * share_.tokens; }  ///< elements outside the divided parts

  const Shape& shape_;
  const Share& share_;
  const Labels& labels_;
  const LayerKind kind_;
  double tokens_;
  std::optional<Projections> projections_;
  std::optional<recurrent::Recurrence> recurrence_;
  std::optional<FeedForward> ffn_;
};

}  // namespace fleetline::workloads::transformer
