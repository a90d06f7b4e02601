// Models with Mamba-2 in most of their layers, and Granite's mixtures, which some of them are. What is fixed for a
// family is what its class in Hugging Face transformers builds; what a file may leave out is the default of its
// configuration class.
#include <algorithm>

#include "fleetline/text.hpp"
#include "import/families.hpp"
#include "import/hybrid.hpp"

namespace fleetline::workloads::import {
namespace {

struct Mamba2Keys {
  Names heads, head_dim, state, groups, kernel;
};

/// Heads of Mamba-2, under the names that a family has for them.
void mamba2_sizes(Work& w, const Mamba2Keys& keys) {
  w.out.set("recurrent_heads", w.in.needed(keys.heads));
  w.out.set("recurrent_head_dim", w.in.needed(keys.head_dim));
  w.out.set("recurrent_state", w.in.needed(keys.state));
  count_or(w, "recurrent_groups", keys.groups, 1);
  count_or(w, "recurrent_kernel", keys.kernel, 4);
}

const Mamba2Keys granite_keys{
    {"mamba_n_heads"}, {"mamba_d_head"}, {"mamba_d_state"}, {"mamba_n_groups"}, {"mamba_d_conv"}};

void granite_mamba(Work& w) {
  mamba2_sizes(w, granite_keys);
  must_be(w, "mamba_conv_bias", true, "a convolution without biases");
  must_be(w, "mamba_proj_bias", false, "biases of Mamba's products");
  for (const char* key : {"mamba_expand", "mamba_chunk_size", "time_step_limit"}) w.in.read(key);
}

/// A network that every token passes through, beside the experts or, where there are none, alone.
void granite_experts(Work& w, bool shared) {
  const int width = shared ? w.in.whole({"shared_intermediate_size"}, 0).value_or(0) : 0;
  if (w.in.whole({"num_local_experts"}, 0).value_or(0) == 0) {
    w.out.set("ffn", width > 0 ? width : w.in.needed({"intermediate_size"}));
    for (const char* key : {"intermediate_size", "num_experts_per_tok"}) w.in.read(key);
    return;
  }
  experts(w, {"num_local_experts"}, {"num_experts_per_tok"}, {"intermediate_size"});
  if (width > 0) shared_expert(w, "shared_intermediate_size", w.in.needed({"intermediate_size"}));
}

/// Granite 4: Mamba-2 or attention, then experts.
void granite_hybrid(Work& w) {
  const Sizes sizes = read_sizes(w);
  grouped_heads(w, sizes);
  const std::optional<int> recurrent =
      counted(w, {"layer_types", "layers_block_type"}, sizes.layers, "mamba", "attention");
  recurrence(w, "mamba-2", recurrent.value_or(0), "as layer_types says");
  if (recurrent.value_or(0) > 0) granite_mamba(w);
  for (const Table::Entry& entry : w.in.table().entries())  // of files without such layers, too
    if (entry.key.starts_with("mamba_")) w.in.read(entry.key);
  const bool attention = says(w, {"attention_bias"});
  biases(w, {.qkv = attention, .projection = attention});
  granite_experts(w, true);
  rest_of_mixture(w, false);
}

void granite_moe(Work& w) {
  const Sizes sizes = read_sizes(w);
  grouped_heads(w, sizes);
  const bool attention = says(w, {"attention_bias"});
  biases(w, {.qkv = attention, .projection = attention});
  granite_experts(w, true);
  rest_of_mixture(w, false);
}

/// Bamba: Mamba-2 in most layers, a gated network in each.
void bamba(Work& w) {
  const Sizes sizes = read_sizes(w);
  grouped_heads(w, sizes);
  const std::vector<int> attend = w.in.wholes({"attn_layer_indices"}).value_or(std::vector<int>{});
  recurrence(w, "mamba-2", std::max(0, sizes.layers - static_cast<int>(attend.size())), "all but attn_layer_indices");
  granite_mamba(w);
  feed_forward(w, true);
  w.in.read("attn_rotary_emb");
  rest_of_mixture(w, false);
}

/// Nemotron-H: a layer is one of Mamba-2 (M), attention (*), a plain network (-) and experts (E).
void nemotron_h(Work& w) {
  const std::string pattern = w.in.text({"hybrid_override_pattern"}).value_or("");
  const auto count = [&](char kind) { return static_cast<int>(std::count(pattern.begin(), pattern.end(), kind)); };
  const Sizes sizes = read_sizes(w);
  grouped_heads(w, sizes);
  if (const std::optional<int> head = w.in.whole({"head_dim", "attention_head_dim"})) w.out.set("head_dim", *head);
  if (pattern.find_first_not_of("M*-E") != std::string::npos ||
      (sizes.known && static_cast<int>(pattern.size()) != sizes.layers))
    w.in.refuse("hybrid_override_pattern", cat("has ", pattern.size(), " letters for ", sizes.layers, " layers"),
                "one of M, *, - and E for each layer");
  recurrence(w, "mamba-2", count('M'), "M of hybrid_override_pattern");
  w.out.set("feed_forward_layers", count('-') + count('E'), "- and E of hybrid_override_pattern");
  mamba2_sizes(w, {{"mamba_num_heads"},
                   {"mamba_head_dim"},
                   {"ssm_state_size", "mamba_state_dim"},
                   {"n_groups", "mamba_num_groups"},
                   {"conv_kernel", "mamba_d_conv"}});
  if (count('E') > 0) {
    experts(w, {"n_routed_experts"}, {"num_experts_per_tok"}, {"moe_intermediate_size"});
    shared_expert(w, "moe_shared_expert_intermediate_size", w.in.needed({"moe_intermediate_size"}));
    w.out.set("dense_layers", count('-'), "- of hybrid_override_pattern");
    w.in.read("n_shared_experts");  // how wide they are together is said
  }
  if (count('-') > 0) w.out.set("ffn", w.in.needed({"intermediate_size"}));
  for (const char* key : {"mlp_bias", "use_bias", "attention_bias", "mamba_proj_bias"})
    must_be(w, key, false, "biases");
  must_be(w, "use_conv_bias", true, "a convolution without biases");
  for (const char* key : {"intermediate_size", "expand", "mamba_expand", "chunk_size", "mamba_num_groups",
                          "mamba_state_dim", "mamba_hidden_act", "mlp_hidden_act", "mamba_ssm_cache_dtype",
                          "time_step_limit", "num_logits_to_keep", "use_mamba_kernels"})
    w.in.read(key);
  if (w.in.has({"moe_latent_size"}))
    w.in.refuse("moe_latent_size", "experts that read a latent of the token cannot be expressed here", "no such key");
  rest_of_mixture(w, false);
  w.out.set("gated", false, "squared ReLU");
}

constexpr Family families[] = {
    {"bamba", "transformer", bamba},
    {"granitemoe", "transformer", granite_moe},
    {"granitemoehybrid", "transformer", granite_hybrid},
    {"granitemoeshared", "transformer", granite_moe},
    {"nemotron_h", "transformer", nemotron_h},
};

}  // namespace

std::span<const Family> mamba2_families() { return families; }

}  // namespace fleetline::workloads::import
