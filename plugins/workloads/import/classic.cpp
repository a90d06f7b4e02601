// Decoder-only models in the manner of GPT: LayerNorm, a plain feed-forward network, biases; many run attention and
// feed-forward network side by side. What is fixed for a family is what its class in Hugging Face transformers builds.
#include "fleetline/text.hpp"
#include "import/decoder.hpp"
#include "import/families.hpp"

namespace fleetline::workloads::import {
namespace {

constexpr Biased everywhere{.qkv = true, .projection = true, .ffn = true};

/// The feed-forward network is four times as wide as the rest unless the file says otherwise.
void plain(Work& w, const Sizes& sizes, bool tied_by_default) {
  feed_forward(w, false, 4 * sizes.hidden);
  norm(w, true);
  vocabulary(w, tied_by_default);
  context(w);
}

void dropout(Work& w, Names names) {
  const Value* rate = w.in.find(names);
  if (rate != nullptr && rate->number() != nullptr && *rate->number() > 0) w.out.set("dropout", true);
}

void learned_positions(Work& w, Names names, int more = 0) {
  const int rows = w.in.needed(names) + more;
  w.out.set("positions", rows, more > 0 ? cat("with ", more, " rows before the first token's") : "");
}

void gpt2(Work& w) {
  const Sizes sizes = read_sizes(w);
  grouped_heads(w, sizes);
  plain(w, sizes, true);
  biases(w, everywhere);
  learned_positions(w, {"n_positions", "n_ctx", "max_position_embeddings"});
  dropout(w, {"resid_pdrop"});
}

/// StarCoder: GPT-2 whose heads share keys and values.
void gpt_bigcode(Work& w) {
  const Sizes sizes = read_sizes(w);
  const bool shared = w.in.flag({"multi_query"}).value_or(true);
  shared_heads(w, sizes, shared ? 1 : sizes.heads, "multi_query");
  plain(w, sizes, true);
  biases(w, everywhere);
  learned_positions(w, {"n_positions", "n_ctx", "max_position_embeddings"});
  dropout(w, {"resid_pdrop"});
}

void gptj(Work& w) {
  const Sizes sizes = read_sizes(w);
  grouped_heads(w, sizes);
  plain(w, sizes, false);
  biases(w, {.ffn = true, .head = true});
  w.out.set("parallel", "one-norm");
}

void gpt_neox(Work& w) {
  const Sizes sizes = read_sizes(w);
  grouped_heads(w, sizes);
  plain(w, sizes, false);
  const bool attention = w.in.flag({"attention_bias"}).value_or(true);
  biases(w, {.qkv = attention, .projection = attention, .ffn = true});
  if (w.in.flag({"use_parallel_residual"}).value_or(true)) w.out.set("parallel", "two-norms");
}

void phi(Work& w) {
  const Sizes sizes = read_sizes(w);
  grouped_heads(w, sizes);
  plain(w, sizes, false);
  biases(w, {.qkv = true, .projection = true, .ffn = true, .head = true});
  w.in.read("attention_bias");  // its class has no such switch
  w.out.set("parallel", "one-norm");
}

void bloom(Work& w) {
  const Sizes sizes = read_sizes(w);
  grouped_heads(w, sizes);
  plain(w, sizes, true);
  biases(w, everywhere);
  w.out.remark("the norm after the embedding is not in the entry");
}

void opt(Work& w) {
  const Sizes sizes = read_sizes(w);
  grouped_heads(w, sizes);
  plain(w, sizes, true);
  const bool biased = w.in.flag({"enable_bias"}).value_or(true);
  if (biased) biases(w, everywhere);
  learned_positions(w, {"max_position_embeddings"}, 2);
  dropout(w, {"dropout"});
  const int narrow = w.in.whole({"word_embed_proj_dim"}).value_or(sizes.hidden);
  if (narrow != sizes.hidden)
    w.in.refuse("word_embed_proj_dim",
                cat("an embedding of ", narrow, " columns, projected to ", sizes.hidden, ", cannot be expressed here"),
                cat(sizes.hidden));
}

/// Falcon, under the names of its first files, too: 40B has key-value heads for groups of heads and two norms, 7B one
/// of each.
void falcon(Work& w) {
  const Sizes sizes = read_sizes(w);
  const bool grouped = w.in.flag({"new_decoder_architecture"}).value_or(false),
             one = w.in.flag({"multi_query"}).value_or(true);
  const std::optional<int> groups = w.in.whole({"num_kv_heads", "n_head_kv"});
  if (grouped)
    shared_heads(w, sizes, groups.value_or(sizes.heads), groups ? "" : "not in the file: as many as heads");
  else
    shared_heads(w, sizes, one ? 1 : sizes.heads, "multi_query");
  plain(w, sizes, true);
  if (w.in.flag({"bias"}).value_or(false)) biases(w, everywhere);
  const bool parallel = grouped || w.in.flag({"parallel_attn"}).value_or(true);
  const int norms = w.in.whole({"num_ln_in_parallel_attn"}).value_or(grouped ? 2 : 1);
  w.in.read("parallel_attn");
  if (parallel) w.out.set("parallel", norms == 2 ? "two-norms" : "one-norm");
}

/// RefinedWeb is what Falcon 40B's first files call it; they have groups without saying that the architecture is the
/// new one.
void refined_web(Work& w) {
  const Sizes sizes = read_sizes(w);
  shared_heads(w, sizes, w.in.whole({"n_head_kv", "num_kv_heads"}).value_or(sizes.heads), "");
  plain(w, sizes, true);
  if (w.in.flag({"bias"}).value_or(false)) biases(w, everywhere);
  for (const char* key : {"parallel_attn", "new_decoder_architecture", "multi_query"}) w.in.read(key);
  w.out.set("parallel", "two-norms");
}

void mpt(Work& w) {
  const Sizes sizes = read_sizes(w);
  std::optional<Config> attention = w.in.inner("attn_config");
  const std::optional<int> groups = attention ? attention->whole({"kv_n_heads"}) : std::nullopt;
  shared_heads(w, sizes, groups.value_or(sizes.heads), groups ? "attn_config" : "not in the file: as many as heads");
  const int ratio = w.in.whole({"expansion_ratio"}).value_or(4);
  w.out.set("ffn", w.in.product("expansion_ratio", ratio, sizes.hidden), "expansion_ratio times the hidden size");
  w.out.set("gated", false);
  const bool biased = !w.in.flag({"no_bias"}).value_or(true);
  norm(w, true, biased);
  if (biased) biases(w, everywhere);
  vocabulary(w, true);
  context(w);
  if (attention && attention->flag({"qk_ln"}).value_or(false)) w.out.set("qk_norm", true);
}

/// StableLM: gated, LayerNorm; side by side it has one norm.
void stablelm(Work& w) {
  const Sizes sizes = read_sizes(w);
  grouped_heads(w, sizes);
  feed_forward(w, true);
  norm(w, true);
  if (w.in.flag({"use_parallel_residual"}).value_or(false)) w.out.set("parallel", "one-norm");
  if (w.in.flag({"qk_layernorm"}).value_or(false)) w.out.set("qk_norm", true);
  biases(w, {.qkv = w.in.flag({"use_qkv_bias"}).value_or(false)});
  vocabulary(w, false);
  context(w);
}

void starcoder2(Work& w) {
  const Sizes sizes = read_sizes(w);
  grouped_heads(w, sizes);
  feed_forward(w, false);
  norm(w, true);
  if (w.in.flag({"use_bias"}).value_or(true)) biases(w, everywhere);
  vocabulary(w, true);
  context(w);
  window(w, w.in.whole({"sliding_window"}), sizes.layers, "every layer");
}

constexpr Family families[] = {
    {"RefinedWeb", "transformer", refined_web},
    {"RefinedWebModel", "transformer", falcon},
    {"bloom", "transformer", bloom},
    {"codegen", "transformer", gptj},
    {"falcon", "transformer", falcon},
    {"gpt2", "transformer", gpt2},
    {"gpt_bigcode", "transformer", gpt_bigcode},
    {"gpt_neox", "transformer", gpt_neox},
    {"gptj", "transformer", gptj},
    {"mpt", "transformer", mpt},
    {"opt", "transformer", opt},
    {"phi", "transformer", phi},
    {"stablelm", "transformer", stablelm},
    {"starcoder2", "transformer", starcoder2},
};

}  // namespace

std::span<const Family> classic_families() { return families; }

}  // namespace fleetline::workloads::import
