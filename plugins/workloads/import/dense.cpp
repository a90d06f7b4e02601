// Dense decoder-only models with rotary positions. What is fixed for a family is what its class in Hugging Face
// transformers (models/*/modeling_*.py) builds, and what a file may leave out is what its configuration class has as
// default.
#include <algorithm>

#include "fleetline/text.hpp"
#include "import/decoder.hpp"
#include "import/families.hpp"

namespace fleetline::workloads::import {
namespace {

/// RMSNorm, gated feed-forward network: what Llama, Mistral, Qwen and Gemma share.
Sizes modern(Work& w, bool tied_by_default) {
  const Sizes sizes = read_sizes(w);
  grouped_heads(w, sizes);
  feed_forward(w, true);
  norm(w, false);
  vocabulary(w, tied_by_default);
  context(w);
  return sizes;
}

void llama(Work& w) {
  modern(w, false);
  const bool attention = says(w, {"attention_bias"});
  biases(w, {.qkv = attention, .projection = attention, .ffn = says(w, {"mlp_bias"})});
}

/// Llama without positions in every fourth layer.
void smollm3(Work& w) {
  const Sizes sizes = modern(w, true);
  const bool attention = says(w, {"attention_bias"});
  biases(w, {.qkv = attention, .projection = attention, .ffn = says(w, {"mlp_bias"})});
  for (const char* key : {"no_rope_layers", "no_rope_layer_interval"}) w.in.read(key);
  qwen_window(w, sizes);
}

/// Minitron, Nemotron 4: squared ReLU, LayerNorm with a shift.
void nemotron(Work& w) {
  const Sizes sizes = read_sizes(w);
  grouped_heads(w, sizes);
  feed_forward(w, false);
  norm(w, true);
  const bool attention = says(w, {"attention_bias"});
  biases(w, {.qkv = attention, .projection = attention, .ffn = says(w, {"mlp_bias"})});
  vocabulary(w, false);
  context(w);
}

/// OLMo 1: a LayerNorm without scale or shift.
void olmo(Work& w) {
  modern(w, false);
  w.out.remark("its norms have no parameters; the entry counts a scale for each");
}

/// GLM 4 (0414): norms after the two halves, too.
void glm4(Work& w) {
  modern(w, false);
  w.out.set("post_norms", true);
  biases(w, {.qkv = w.in.flag({"attention_bias"}).value_or(false)});
}

void seed_oss(Work& w) {
  modern(w, false);
  biases(w, {.qkv = says(w, {"attention_bias"}), .projection = says(w, {"attention_out_bias"}), .ffn = says(w, {"mlp_bias"})});
}

void mistral(Work& w) {
  const Sizes sizes = modern(w, false);
  window(w, w.in.whole({"sliding_window"}), sizes.layers, "every layer");
}

void phi3(Work& w) {
  const Sizes sizes = modern(w, false);
  const bool attention = says(w, {"attention_bias"});
  biases(w, {.qkv = attention, .projection = attention});
  window(w, w.in.whole({"sliding_window"}), sizes.layers, "every layer");
}

void qwen2(Work& w) {
  const Sizes sizes = modern(w, false);
  biases(w, {.qkv = true});
  qwen_window(w, sizes);
}

void qwen3(Work& w) {
  const Sizes sizes = modern(w, false);
  const bool attention = says(w, {"attention_bias"});
  biases(w, {.qkv = attention, .projection = attention});
  w.out.set("qk_norm", true);
  qwen_window(w, sizes);
}

void gemma(Work& w) { modern(w, true); }

/// Every other layer has the window, the first one first.
void gemma2(Work& w) {
  const Sizes sizes = modern(w, true);
  w.out.set("post_norms", true);
  const int others = (sizes.layers + 1) / 2;
  window(w, w.in.whole({"sliding_window"}).value_or(4096), local_layers(w, sizes.layers).value_or(others),
         "every other layer");
  w.in.read("sliding_window_size");  // an older name for the same
}

/// All layers but every sixth have the window.
void gemma3(Work& w) {
  const int layers = w.in.needed({"num_hidden_layers"});
  w.out.set("layers", layers);
  w.out.set("hidden", w.in.needed({"hidden_size"}));
  count_or(w, "heads", {"num_attention_heads"}, 8);
  count_or(w, "kv_heads", {"num_key_value_heads"}, 4);
  count_or(w, "head_dim", {"head_dim"}, 256);
  feed_forward(w, true);
  norm(w, false);
  w.out.set("post_norms", true);
  w.out.set("qk_norm", true);
  const int pattern = w.in.whole({"sliding_window_pattern", "_sliding_window_pattern"}).value_or(6);
  const int windowed = local_layers(w, layers).value_or(layers - layers / pattern);
  count_or(w, "vocabulary", {"vocab_size"}, 262208);
  flag_or(w, "tied_embeddings", {"tie_word_embeddings"}, true);
  count_or(w, "max_context", {"max_position_embeddings"}, 131072);
  window(w, w.in.whole({"sliding_window"}).value_or(4096), windowed, cat("all but every ", pattern, "th layer"));
}

/// Norms after the two halves of a layer, none before: as many as elsewhere.
void olmo2(Work& w) {
  modern(w, false);
  w.out.set("wide_qk_norm", true);
}

void olmo3(Work& w) {
  const Sizes sizes = modern(w, false);
  w.out.set("wide_qk_norm", true);
  window(w, w.in.whole({"sliding_window"}), local_layers(w, sizes.layers).value_or(sizes.layers - sizes.layers / 4),
         "three layers of four");
}

void exaone4(Work& w) {
  const Sizes sizes = modern(w, false);
  w.out.set("qk_norm", true);
  w.in.read("sliding_window_pattern");  // layer_types says it layer by layer
  window(w, w.in.whole({"sliding_window"}), local_layers(w, sizes.layers).value_or(0), "as layer_types says");
}

/// Command R: one LayerNorm without a shift, attention and feed-forward network side by side.
Sizes cohere(Work& w, bool qk_norm) {
  const Sizes sizes = read_sizes(w);
  grouped_heads(w, sizes);
  feed_forward(w, true);
  norm(w, true, false);
  w.out.set("parallel", "one-norm");
  if (qk_norm) w.out.set("qk_norm", true);
  vocabulary(w, true);
  context(w);
  return sizes;
}

void cohere1(Work& w) { cohere(w, says(w, {"use_qk_norm"})); }

void cohere2(Work& w) {
  const Sizes sizes = cohere(w, false);
  const int pattern = w.in.whole({"sliding_window_pattern", "_sliding_window_pattern"}).value_or(4);
  window(w, w.in.whole({"sliding_window"}),
         local_layers(w, sizes.layers).value_or(sizes.layers - sizes.layers / pattern), "all but every fourth layer");
}

constexpr Family families[] = {
    {"cohere", "transformer", cohere1},     {"cohere2", "transformer", cohere2},
    {"exaone4", "transformer", exaone4},    {"gemma", "transformer", gemma},
    {"gemma2", "transformer", gemma2},      {"gemma3", "transformer", gemma3, "text_config"},
    {"gemma3_text", "transformer", gemma3}, {"granite", "transformer", llama},
    {"llama", "transformer", llama},        {"ministral", "transformer", mistral},
    {"mistral", "transformer", mistral},    {"mistral3", "transformer", mistral, "text_config"},
    {"glm4", "transformer", glm4},          {"nemotron", "transformer", nemotron},
    {"olmo", "transformer", olmo},          {"seed_oss", "transformer", seed_oss},
    {"smollm3", "transformer", smollm3},    {"qwen2_5_vl", "transformer", qwen2, "text_config"},
    {"qwen2_vl", "transformer", qwen2, "text_config"},
    {"qwen3_vl", "transformer", qwen3, "text_config"},
    {"olmo2", "transformer", olmo2},        {"olmo3", "transformer", olmo3},
    {"phi3", "transformer", phi3},          {"qwen2", "transformer", qwen2},
    {"qwen3", "transformer", qwen3},
};

}  // namespace

void qwen_window(Work& w, const Sizes& sizes) {
  const std::optional<int> tokens = w.in.whole({"sliding_window"}), first = w.in.whole({"max_window_layers"}, 0);
  const std::optional<int> listed = local_layers(w, sizes.layers);
  if (!says(w, {"use_sliding_window"})) return;
  const int from = std::min(first.value_or(28), sizes.layers);
  window(w, tokens, listed.value_or(sizes.layers - from), "those after the first max_window_layers");
}

std::span<const Family> dense_families() { return families; }

}  // namespace fleetline::workloads::import
