// Transformer layers as sections of a network, for kinds that process whole samples: encoders, image patches,
// encoder-decoders.
#pragma once

#include "common/network.hpp"

namespace fleetline::workloads {

/// Sizes of a layer; all heads are alike.
struct LayerSizes {
  double hidden = 0, heads = 0, head_dim = 0, ffn = 0;
  bool gated = false, biases = true;
  bool key_biases = true;      ///< of layers with biases: keys have theirs, too
  double norm_parameters = 0;  ///< of one norm: 2 h with a shift, h without, 0 where it has none
};

/// What attention sees: `queries` rows of a sample, each `context` keys; computed from `keys` rows (another sequence's:
/// cross). Cached keys are context, but no rows.
struct AttentionSizes {
  double queries = 0, context = 0, keys = 0;
  bool causal = false;
};

/// norm, qkv, attention, projection, residual. Queries and keys of the same sequence are one product, of two sequences
/// two.
void add_attention(NetworkSection& section, const LayerSizes& z, const AttentionSizes& a, std::string_view prefix);
/// norm, up, activation, down, residual, on `rows` rows.
void add_feed_forward(NetworkSection& section, const LayerSizes& z, double rows, std::string_view prefix);

/// What encoders of text and of patches are made of: `count` layers in which all of `rows` tokens see each other.
NetworkSection& add_encoder_layers(Network& network, std::string_view label, double count, const LayerSizes& z,
                                   double rows);

/// A square of `side` x `side` pixels or latents, cut into patches: one convolution. Patches along an edge.
double add_patches(NetworkSection& section, int side, int patch, int channels, double hidden);

/// Layers of a kind whose sizes have these names; LayerNorms of `norm_parameters` each.
template <class Params>
LayerSizes sizes_of_layers(const Params& p, double norm_parameters) {
  const double h = p.hidden;
  return {.hidden = h,
          .heads = double(p.heads),
          .head_dim = h / p.heads,
          .ffn = double(p.ffn),
          .norm_parameters = norm_parameters};
}

}  // namespace fleetline::workloads
