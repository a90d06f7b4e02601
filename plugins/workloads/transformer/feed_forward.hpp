// The feed-forward half of a layer between its collectives: dense, or routed and shared experts.
//
// Dense: up, activation, down. Experts: router, top_k, dispatch | grouped up, activation, down | combine, and shared
// experts as a dense network beside them. Under expert parallelism dispatched tokens and results cross the expert group
// (all-to-all).
#pragma once

#include "transformer/labels.hpp"
#include "transformer/products.hpp"

namespace fleetline::workloads::transformer {

/// Routed experts may be stored in a format of their own, and multiply in one; empty: as everything else.
struct ExpertFormats {
  Format weights, math;
};

class FeedForward {
 public:
  FeedForward(const Shape& shape, const Share& share, const LayerKind& kind, const Labels& labels, double tokens,
              ExpertFormats formats);

  void forward(Emitter& emit, Pass pass) const;
  void backward(Emitter& emit) const;       ///< gradients of the inputs
  void backward_down(Emitter& emit) const;  ///< gradients of the weights: those after the activation, then those before
  void backward_up(Emitter& emit) const;

 private:
  struct Network {
    Product up, down;
    double columns = 0;  ///< tokens times columns of the activation
    Label activation;
  };
  void forward(Emitter& emit, Pass pass, const Network& n) const;
  void backward(Emitter& emit, const Network& n) const;
  void exchange(Emitter& emit, Pass pass) const;
  bool shared() const { return shared_.columns > 0; }

  const Shape& shape_;
  const Labels& labels_;
  bool experts_;
  double tokens_, copies_, expert_degree_;  ///< `copies_`: elements of the tokens sent to experts
  double received_ = 0;                     ///< elements that the fullest device's experts get
  ExpertFormats formats_;
  Network main_, shared_;
  Product router_;
};

}  // namespace fleetline::workloads::transformer
