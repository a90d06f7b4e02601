// Transformer layers as sections of a network, for kinds that process whole samples: encoders, image patches,
// encoder-decoders.
#pragma once

#include "common/network.hpp"

namespace fleetline::workloads {

/// Sizes of a layer; all heads are alike.
struct LayerSizes {
  double hidden = 0, heads = 0, head_dim = 0, ffn = 0;
  bool gated = false, biases = true;
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

}  // namespace fleetline::workloads
