// One operator: the unit of work that hardware prices.
//
// Its arithmetic and its traffic are totals over `repeat` runs' *single* run; the shape is there for
// devices that price by shape (tiles, waves, kernels); FLOPs and bytes are enough for a roofline.
#pragma once

#include <variant>

#include "fleetline/format.hpp"
#include "fleetline/label.hpp"
#include "fleetline/quantity.hpp"

namespace fleetline {

/// What kind of kernel runs it. `other` is priced by FLOPs and bytes alone.
enum class OperatorKind : unsigned char {
  other, gemm, convolution, attention, normalisation, elementwise, gather, optimizer
};

/// Bytes that must cross the memory interface once, by what they are.
struct Traffic {
  Bytes weights, activations, kv, state;  ///< `state`: gradients and optimizer state

  constexpr Bytes total() const { return weights + activations + kv + state; }
  constexpr Traffic& operator+=(const Traffic& b) {
    weights += b.weights; activations += b.activations; kv += b.kv; state += b.state;
    return *this;
  }
  friend constexpr Traffic operator*(const Traffic& a, double k) {
    return {a.weights * k, a.activations * k, a.kv * k, a.state * k};
  }
};

/// m x k times k x n, `groups` times (grouped or batched); `max_load` is the largest group's m over the mean.
struct Gemm { double m = 0, n = 0, k = 0, groups = 1, max_load = 1; };

/// `queries` query tokens in all, reading contexts that sum to `context` over sequences (largest `context_max`).
struct Attention {
  double queries = 0, context = 0, context_max = 0, heads = 0, kv_heads = 0, d_qk = 0, d_v = 0;
  bool causal = true;
};

/// Reads and writes `elements` once: nothing to reuse.
struct Streaming { double elements = 0; };

using Shape = std::variant<Streaming, Gemm, Attention>;

struct Operator {
  OperatorKind kind = OperatorKind::other;
  Format math, weights, activations, kv;  ///< arithmetic and storage formats, each its own (W4A16, KV8)
  Flops flops;                            ///< of one run, all that is computed; a multiply-add is two
  Flops rework;                           ///< of those, arithmetic that repeats or masks out earlier work: no part of model FLOPs
  Traffic bytes;                          ///< of one run
  Shape shape;
  Label label;        ///< "ffn.gate_up": what breakdowns call it
  double repeat = 1;  ///< how many times it runs in its block
};

}  // namespace fleetline
