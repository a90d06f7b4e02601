// Dense decoder-only models. What is fixed for a family is what its class in Hugging Face transformers (models/*/modeling_*.py) builds,
// and what a file may leave out is what its configuration class has as default.
#include "import/decoder.hpp"
#include "import/families.hpp"

namespace fleetline::workloads::import {
namespace {

/// RMSNorm, gated feed-forward network, rotary positions: what Llama, Mistral, Qwen and Gemma share.
Sizes modern(Work& w, bool tied_by_default, int kv_heads = 0) {
  const Sizes sizes = read_sizes(w, kv_heads);
  feed_forward(w, true);
  w.out.set("norm", "rms");
  vocabulary(w, tied_by_default);
  context(w);
  return sizes;
}

void llama(Work& w) {
  modern(w, false);
  const bool attention = w.in.flag({"attention_bias"}).value_or(false), mlp = w.in.flag({"mlp_bias"}).value_or(false);
  if (attention != mlp)
    w.in.refuse(attention ? "attention_bias" : "mlp_bias", "biases of one half of a layer only cannot be expressed", "both true, or both false");
  biases(w, attention, mlp);
}

void mistral(Work& w) {
  const Sizes sizes = modern(w, false);
  window(w, w.in.whole({"sliding_window"}), sizes.layers, "every layer");
}

/// Layers from max_window_layers on have the window, where the file turns it on.
void qwen_window(Work& w, const Sizes& sizes) {
  const std::optional<int> tokens = w.in.whole({"sliding_window"}), first = w.in.whole({"max_window_layers"}, 0);
  const std::optional<int> listed = local_layers(w, sizes.layers, "sliding_attention");
  if (!w.in.flag({"use_sliding_window"}).value_or(false)) return;
  const int from = std::min(first.value_or(28), sizes.layers);
  window(w, tokens, listed.value_or(sizes.layers - from), "those after the first max_window_layers");
}

void qwen2(Work& w) {
  const Sizes sizes = modern(w, false);
  biases(w, true, false);
  qwen_window(w, sizes);
}

void qwen3(Work& w) {
  const Sizes sizes = modern(w, false);
  biases(w, w.in.flag({"attention_bias"}).value_or(false), false);
  w.out.set("qk_norm", true);
  qwen_window(w, sizes);
}

void gemma(Work& w) { modern(w, true); }

/// Every other layer has the window, the first one first.
void gemma2(Work& w) {
  const Sizes sizes = modern(w, true);
  w.out.set("post_norms", true);
  const int others = (sizes.layers + 1) / 2;
  window(w, w.in.whole({"sliding_window"}).value_or(4096), local_layers(w, sizes.layers, "sliding_attention").value_or(others), "every other layer");
}

/// All layers but every sixth have the window.
void gemma3(Work& w) {
  const Sizes sizes{w.in.needed({"num_hidden_layers"}), w.in.needed({"hidden_size"}), w.in.whole({"num_attention_heads"}).value_or(8)};
  w.out.set("layers", sizes.layers);
  w.out.set("hidden", sizes.hidden);
  count_or(w, "heads", {"num_attention_heads"}, 8);
  count_or(w, "kv_heads", {"num_key_value_heads"}, 4);
  count_or(w, "head_dim", {"head_dim"}, 256);
  feed_forward(w, true);
  w.out.set("norm", "rms");
  w.out.set("post_norms", true);
  w.out.set("qk_norm", true);
  const int pattern = w.in.whole({"sliding_window_pattern", "_sliding_window_pattern"}).value_or(6);
  const int windowed = local_layers(w, sizes.layers, "sliding_attention").value_or(sizes.layers - sizes.layers / pattern);
  count_or(w, "vocabulary", {"vocab_size"}, 262208);
  flag_or(w, "tied_embeddings", {"tie_word_embeddings"}, true);
  count_or(w, "max_context", {"max_position_embeddings"}, 131072);
  window(w, w.in.whole({"sliding_window"}).value_or(4096), windowed, "all but every sixth layer");
}

constexpr Family families[] = {
    {"gemma", "transformer", gemma},
    {"gemma2", "transformer", gemma2},
    {"gemma3", "transformer", gemma3, "text_config"},
    {"gemma3_text", "transformer", gemma3},
    {"llama", "transformer", llama},
    {"mistral", "transformer", mistral},
    {"qwen2", "transformer", qwen2},
    {"qwen3", "transformer", qwen3},
};

}  // namespace

std::span<const Family> dense_families() { return families; }

}  // namespace fleetline::workloads::import
