// Parts that configurations of decoder-only models are made of: each reads its keys and writes what they mean.
#pragma once

#include "import/draft.hpp"

namespace fleetline::workloads::import {

/// The sizes that all parts refer to.
struct Sizes {
  int layers = 1, hidden = 1, heads = 1;
};

/// layers, hidden, heads, kv_heads, head_dim. `kv_heads`: where the file does not say; 0: as many as heads.
Sizes read_sizes(Work& w, int kv_heads = 0);
void feed_forward(Work& w, bool gated);
void vocabulary(Work& w, bool tied_by_default);
void context(Work& w);

/// Biases of queries, keys and values only, or of every linear layer.
void biases(Work& w, bool qkv, bool others);

/// `window` tokens in `windowed` of the layers; nothing is written when no layer has one or it reaches as far as the context.
void window(Work& w, std::optional<int> tokens, int windowed, std::string note);
/// Layers that layer_types calls `local`; nothing when the file has no such list. Any other word than `local` and
/// full_attention is refused, and so is a list that has not one word for each layer.
std::optional<int> local_layers(Work& w, int layers, std::string_view local);

}  // namespace fleetline::workloads::import
