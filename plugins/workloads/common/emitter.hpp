// Appends operators to a lowering: FLOPs, traffic, shapes and formats worked out in one place for all workload kinds.
//
// Conventions, the same everywhere: a multiply-add is two FLOPs; only matrix products, convolutions and attention count
// FLOPs (as published model FLOPs do), everything else is priced by its traffic; an operator reads its inputs and writes its
// outputs once. Nothing here allocates once the lowering is warm.
#pragma once

#include "fleetline/lowering.hpp"
#include "fleetline/step.hpp"

namespace fleetline::workloads {

/// outputs = inputs x weights: a linear layer, or a convolution seen as one (im2col). Tensors are counted in elements;
/// `inputs` and `outputs` are what must move, not what im2col would copy.
struct Product {
  Label label;
  Gemm shape;
  double weights = 0, inputs = 0, outputs = 0;
  OperatorKind kind = OperatorKind::gemm;
  double repeat = 1;
  double excess = 0;  ///< share of its FLOPs beyond what the mean device does: no part of model FLOPs
};

/// An operator that only moves data: `activations` elements read and written together, `weights` parameters read.
struct Stream {
  Label label;
  OperatorKind kind = OperatorKind::elementwise;
  double activations = 0, weights = 0, gradients = 0;  ///< `gradients`: parameters whose gradient is accumulated
  double repeat = 1;
  Bytes extra = {};  ///< activations that are kept in a format of their own
  Flops flops = {}, rework = {};  ///< of a recurrence; everything else that streams counts none
  double kv = 0;                  ///< elements of a recurrent state, which is kept where others keep keys and values
};

/// One attention operator: `activations` elements of queries, keys, values and outputs; `kv` cache elements.
struct AttentionWork {
  Label label;
  Attention shape;
  Flops flops, rework = {};  ///< `rework`: of those, what repeats or masks out
  double activations = 0, kv = 0;
};

// 2 m n k per group.
constexpr Flops product_flops(const Gemm& g) { return Flops(2.0 * g.m * g.n * g.k * g.groups); }

class Emitter {
 public:
  Emitter(const PrecisionPolicy& policy, Lowering& out)
      : policy_(policy), weights_(policy.weights), math_(policy.math), out_(out) {}

  /// Starts a block. The reference holds until the next begin().
  Block& begin(Label label, double count, double layers);
  /// Weights of the operators that follow are stored in `format`.
  void store_weights_in(Format format) { weights_ = format; }

  /// The pass decides which of the three products it is: y = xW, dx = dy W^T or dW = x^T dy. All cost the same FLOPs.
  void product(Pass pass, const Product& p);
  void stream(Pass pass, const Stream& s);
  void attention(Pass pass, const AttentionWork& a, double repeat = 1);
  void update(Label label, double parameters, Optimizer optimizer);
  /// `elements` activations of the full tensor, in the activation format.
  void collective(Pass pass, CollectiveKind kind, Label label, double elements, Axis axis = Axis::tensor);

  /// Operators that `body` emits keep their weights in `weights` and multiply in `math`; an empty one changes nothing.
  template <class Body>
  void with_formats(Format weights, Format math, Body&& body) {
    const Format stored = weights_, multiplied = math_;
    if (weights) weights_ = weights;
    if (math) math_ = math;
    body();
    weights_ = stored;
    math_ = multiplied;
  }

  /// Activations of the largest forward operator of this block: what inference must hold at once.
  Bytes working_set() const { return largest_; }
  const PrecisionPolicy& policy() const { return policy_; }
  Bytes weight_bytes(double elements) const { return weights_.bytes(elements); }
  Bytes activation_bytes(double elements) const { return policy_.activations.bytes(elements); }

 private:
  Operator blank(Label label, OperatorKind kind, double repeat) const;
  void append(Pass pass, const Operator& op);

  const PrecisionPolicy& policy_;
  Format weights_, math_;
  Lowering& out_;
  Bytes largest_;
};

}  // namespace fleetline::workloads
