// Structured pruning: heads, feed-forward columns, layers, channels that are gone, so that products really get smaller.
//
// What goes with a pruned unit, per operator (channels: Li et al. 2017, Pruning Filters for Efficient ConvNets,
// arXiv:1608.08710; depth, attention and feed-forward width: Sreenivas et al. 2024, LLM Pruning and Distillation in
// Practice, arXiv:2408.11796):
//   heads       outputs of attention.qkv, all of attention and rope, inputs of attention.projection, the KV cache
//   ffn         outputs of ffn.up or ffn.gate_up, all of ffn.activation, inputs of ffn.down
//   layers      whole copies of a repeated block
//   channels    inputs and outputs of every convolution but the image and the classes; groups of depthwise ones
#pragma once

#include "anatomy.hpp"

namespace fleetline::compression {

/// Shares that are pruned.
struct Structure {
  double heads = 0, ffn = 0, layers = 0, channels = 0;
  bool any() const { return heads > 0 || ffn > 0 || layers > 0 || channels > 0; }
};

class Pruner {
 public:
  Pruner(const Structure& structure, const Anatomy& anatomy) : pruned_(structure), a_(anatomy) {}

  double layers_kept() const { return 1 - pruned_.layers; }
  /// Throws InputError when what is left cannot be divided as `sharding` asks.
  void check(const Sharding& sharding) const;
  void apply(Operator& op, Pass pass, const Sharding& sharding) const;
  /// Keys and values of one device.
  double kv_kept(const Sharding& sharding) const;

 private:
  double kv_heads_on(double heads, const Sharding& sharding) const;
  void channels(Operator& op, Pass pass) const;

  Structure pruned_;
  Anatomy a_;
};

}  // namespace fleetline::compression
