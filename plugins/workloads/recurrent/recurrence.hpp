// One layer's recurrence applied to tokens on one device: the operators of each direction.
//
// in, [convolution], [selection, [reduce], step] | scan | [gated norm], out. Decode, prefill and training are the same
// operators on different numbers of tokens; they differ in what moves the state.
#pragma once

#include "common/emitter.hpp"
#include "recurrent/mixer.hpp"

namespace fleetline::workloads::recurrent {

struct Labels {
  Label norm{"mixer.norm"}, in{"mixer.in"}, convolution{"mixer.convolution"}, selection{"mixer.selection"};
  Label step{"mixer.step"}, scan{"mixer.scan"}, gate{"mixer.gate"}, out{"mixer.out"}, comm{"mixer.tensor_parallel"};
};

/// Tokens of a step, and how many times a sequence's state is read or written.
struct Load {
  double tokens = 0, states_moved = 0;
};

class Recurrence {
 public:
  Recurrence(const Mixer& mixer, double degree, const Labels& labels, const Load& load);

  void before(Emitter& emit, Pass pass) const;
  void scan(Emitter& emit, Pass pass) const { emit.stream(pass, scanning(1, 0, 1, false)); }
  void after(Emitter& emit, Pass pass) const;
  /// Gradients of the inputs, in reverse order; then of the weights.
  void backward_after(Emitter& emit) const;
  void backward_scan(Emitter& emit) const;
  void backward_before(Emitter& emit) const;
  void backward_weights_after(Emitter& emit) const { emit.product(Pass::backward_weight, out_); }
  void backward_weights_before(Emitter& emit) const;

 private:
  Product linear(Label label, double in, double columns, double parameters) const;
  bool convolves() const { return m_.channels > 0; }
  bool selects() const { return m_.rank > 0; }
  Stream scanning(double factor, double rework, double moved, bool gradients) const;
  Stream gate(bool backward) const;

  Mixer m_;
  const Labels& labels_;
  double degree_;
  Load load_;
  Product in_, convolution_, selection_, step_, out_;
};

}  // namespace fleetline::workloads::recurrent
