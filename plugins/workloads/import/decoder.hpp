// Parts that configurations of decoder-only models are made of: each reads its keys and writes what they mean.
#pragma once

#include "import/draft.hpp"

namespace fleetline::workloads::import {

/// The sizes that all parts refer to.
struct Sizes {
  int layers = 1, hidden = 1, heads = 1;
  bool known = true;  ///< no: one of them is missing, and 1 here
};

/// layers, hidden, heads, under any of the names they have.
Sizes read_sizes(Work& w);
/// Key-value heads and the size of a head. Without a number in the file there are as many as heads.
void grouped_heads(Work& w, const Sizes& sizes);
/// The same where something else than the file's num_key_value_heads says how many share.
void shared_heads(Work& w, const Sizes& sizes, int kv_heads, std::string note);

/// Gated or plain; the width is `fallback` where the file may leave it out.
void feed_forward(Work& w, bool gated, std::optional<int> fallback = {});
void vocabulary(Work& w, bool tied_by_default);
void context(Work& w);

/// Biases as the schema has them: of every linear layer, or of some.
struct Biased {
  bool qkv = false, projection = false, ffn = false, head = false;
};
void biases(Work& w, const Biased& biased);
/// LayerNorm with a scale only moves and holds what an RMSNorm does.
void norm(Work& w, bool layer_norm, bool shift = true);

/// `window` tokens in `windowed` of the layers; nothing is written when no layer has one or it reaches as far as the
/// context.
void window(Work& w, std::optional<int> tokens, int windowed, std::string note);
/// Layers that layer_types calls `local`; nothing when the file has no such list. Any other word than `local` and
/// full_attention is refused, and so is a list that has not one word for each layer.
std::optional<int> local_layers(Work& w, int layers, std::string_view local = "sliding_attention");

/// Norms, gate, vocabulary and context of mixtures.
void rest_of_mixture(Work& w, bool tied_by_default);
/// One wide expert that every token passes through, as so many of the routed ones' width; whether there is one.
bool shared_expert(Work& w, std::string_view key, int width);
/// Qwen's experts, and the layers that have none; whether there is a shared one.
bool qwen_experts(Work& w, int layers);

/// Routed experts, under the names a family has for their number and width; their number.
int experts(Work& w, Names number, Names per_token, Names width);

}  // namespace fleetline::workloads::import
