// Models that attend in some of their layers only, and elsewhere scan a state. What is fixed for a family is what its
// class in Hugging Face transformers builds; what a file may leave out is the default of its configuration class.
#include <algorithm>

#include "fleetline/text.hpp"
#include "import/families.hpp"
#include "import/hybrid.hpp"

namespace fleetline::workloads::import {
namespace {

/// Layers i of so many with (i - offset) divisible by period.
int every(int layers, int period, int offset) {
  int count = 0;
  for (int i = 0; i < layers; ++i) count += (i - offset) % std::max(period, 1) == 0 ? 1 : 0;
  return count;
}

/// Gated delta rule in three layers of four, gated attention in the others; Qwen's experts.
Sizes delta_layers(Work& w) {
  const Sizes sizes = read_sizes(w);
  grouped_heads(w, sizes);
  w.out.set("qk_norm", true);
  w.out.set("output_gate", true, "its queries come with a gate");
  must_be(w, "attention_bias", false, "biases beside the gate of attention");
  must_be(w, "attn_output_gate", true, "attention without its gate");
  const int interval = w.in.whole({"full_attention_interval"}).value_or(4);
  const std::optional<int> listed = counted(w, {"layer_types"}, sizes.layers, "linear_attention", "full_attention");
  recurrence(w, "gated-delta", listed.value_or(sizes.layers - sizes.layers / interval),
             cat("all but every ", interval, "th layer"));
  w.out.set("recurrent_heads", w.in.needed({"linear_num_value_heads"}));
  w.out.set("recurrent_head_dim", w.in.needed({"linear_value_head_dim"}));
  w.out.set("recurrent_groups", w.in.needed({"linear_num_key_heads"}), "heads of keys");
  w.out.set("recurrent_state", w.in.needed({"linear_key_head_dim"}), "the size of a key");
  count_or(w, "recurrent_kernel", {"linear_conv_kernel_dim"}, 4);
  if (const std::optional<int> modules = w.in.whole({"mtp_num_hidden_layers"}, 0); modules && *modules > 0)
    w.out.set("prediction_modules", *modules, "their parameters are counted apart");
  for (const char* key : {"mtp_use_dedicated_embeddings", "output_gate_type", "mamba_ssm_dtype", "use_sliding_window", "sliding_window", "max_window_layers"})
    w.in.read(key);
  return sizes;
}

void qwen3_next(Work& w) {
  const Sizes sizes = delta_layers(w);
  qwen_experts(w, sizes.layers);
  w.out.set("shared_expert_gate", true);
  rest_of_mixture(w, false);
}

/// Qwen 3.5: the same layers, dense or with experts.
void qwen3_5(Work& w) {
  delta_layers(w);
  feed_forward(w, true);
  rest_of_mixture(w, false);
}

/// Jamba: Mamba with norms of what it chooses, one layer of eight attends, experts in every other.
void jamba(Work& w) {
  const Sizes sizes = read_sizes(w);
  grouped_heads(w, sizes);
  const int period = w.in.whole({"attn_layer_period"}).value_or(8),
            offset = w.in.whole({"attn_layer_offset"}, 0).value_or(4);
  recurrence(w, "mamba", sizes.layers - every(sizes.layers, period, offset), cat("all but every ", period, "th layer"));
  const int expand = w.in.whole({"mamba_expand"}).value_or(2);
  w.out.set("recurrent_channels", w.in.product("mamba_expand", expand, sizes.hidden), "mamba_expand times hidden");
  count_or(w, "recurrent_state", {"mamba_d_state"}, 16);
  count_or(w, "recurrent_kernel", {"mamba_d_conv"}, 4);
  const Value* rank = w.in.find({"mamba_dt_rank"});
  if (rank != nullptr && (rank->text() == nullptr || *rank->text() != "auto"))
    w.out.set("recurrent_rank", w.in.needed({"mamba_dt_rank"}));
  w.out.set("recurrent_norms", w.in.flag({"mamba_inner_layernorms"}).value_or(true));
  must_be(w, "mamba_conv_bias", true, "a convolution without biases");
  must_be(w, "mamba_proj_bias", false, "biases of Mamba's products");
  const int width = w.in.needed({"intermediate_size"}), number = count_or(w, "experts", {"num_experts"}, 16);
  const int spacing = w.in.whole({"expert_layer_period"}).value_or(2),
            first = w.in.whole({"expert_layer_offset"}, 0).value_or(1);
  const int dense = sizes.layers - every(sizes.layers, spacing, first);
  if (number == 1) {
    w.out.drop("experts");
    w.out.set("ffn", width);
    w.in.read("num_experts_per_tok");
  } else {
    count_or(w, "experts_per_token", {"num_experts_per_tok"}, 2);
    w.out.set("expert_ffn", width);
    w.out.set("dense_layers", dense, cat("all but every ", spacing, "th layer"));
    if (dense > 0) w.out.set("ffn", width);
  }
  w.in.read("calc_logits_for_entire_prompt");
  w.in.read("use_mamba_kernels");
  w.in.read("num_logits_to_keep");
  rest_of_mixture(w, false);
}

/// MiniMax-Text-01 and M1: lightning attention in seven layers of eight, experts in each.
void minimax(Work& w) {
  const Sizes sizes = read_sizes(w);
  grouped_heads(w, sizes);
  std::optional<int> linear = counted(w, {"layer_types"}, sizes.layers, "linear_attention", "full_attention");
  if (const std::optional<std::vector<int>> types = w.in.wholes({"attn_type_list"}))
    linear = static_cast<int>(std::count(types->begin(), types->end(), 0));
  recurrence(w, "lightning", linear.value_or(sizes.layers - sizes.layers / 8), linear ? "" : "seven layers of eight");
  w.out.set("recurrent_heads", sizes.heads);
  w.out.set("recurrent_head_dim", w.in.whole({"head_dim"}).value_or(std::max(1, sizes.hidden / sizes.heads)));
  experts(w, {"num_local_experts"}, {"num_experts_per_tok"}, {"intermediate_size"});
  if (w.in.whole({"shared_intermediate_size"}, 0).value_or(0) > 0)
    shared_expert(w, "shared_intermediate_size", w.in.needed({"intermediate_size"}));
  for (const char* key :
       {"postnorm", "block_size", "shared_moe_mode", "layernorm_full_attention_alpha", "layernorm_full_attention_beta",
        "layernorm_linear_attention_alpha", "layernorm_linear_attention_beta", "layernorm_mlp_alpha",
        "layernorm_mlp_beta", "full_attn_alpha_factor", "full_attn_beta_factor", "linear_attn_alpha_factor",
        "linear_attn_beta_factor", "mlp_alpha_factor", "mlp_beta_factor"})
    w.in.read(key);
  rest_of_mixture(w, false);
}

/// LFM2: short convolutions, and attention in six layers of sixteen.
void lfm2(Work& w) {
  const Sizes sizes = read_sizes(w);
  grouped_heads(w, sizes);
  w.out.set("qk_norm", true);
  const std::vector<int> attend = w.in.wholes({"full_attn_idxs"}).value_or(std::vector<int>{});
  const std::optional<int> listed = counted(w, {"layer_types"}, sizes.layers, "conv", "full_attention");
  recurrence(w, "convolution", listed.value_or(std::max(0, sizes.layers - static_cast<int>(attend.size()))),
             listed ? "as layer_types says" : "all but full_attn_idxs");
  count_or(w, "recurrent_kernel", {"conv_L_cache"}, 3);
  must_be(w, "conv_bias", false, "a convolution with biases");
  int width = w.in.needed({"intermediate_size", "block_ff_dim"});
  const Value* factor = w.in.find({"block_ffn_dim_multiplier"});
  const int step = w.in.whole({"block_multiple_of"}).value_or(256);
  if (w.in.flag({"block_auto_adjust_ff_dim"}).value_or(true)) {
    width = static_cast<int>(std::int64_t{2} * width / 3);
    if (factor != nullptr && factor->number() != nullptr)
      width = static_cast<int>(width * std::clamp(*factor->number(), 0.0, 8.0));
    width = static_cast<int>((std::int64_t{width} + step - 1) / step * step);
  }
  w.out.set("ffn", std::max(1, width), "block_auto_adjust_ff_dim: two thirds, rounded up");
  for (const char* key :
       {"block_dim", "block_ff_dim", "block_mlp_init_scale", "block_norm_eps", "block_out_init_scale",
        "block_use_swiglu", "block_use_xavier_init", "conv_dim", "conv_dim_out", "conv_use_xavier_init",
        "tie_embedding", "theta", "num_heads", "block_ffn_dim_multiplier", "block_multiple_of"})
    w.in.read(key);
  rest_of_mixture(w, true);
}

constexpr Family families[] = {
    {"jamba", "transformer", jamba},
    {"lfm2", "transformer", lfm2},
    {"minimax", "transformer", minimax},
    {"minimax_m1", "transformer", minimax},
    {"minimax_text_01", "transformer", minimax},
    {"qwen3_5", "transformer", qwen3_5, "text_config"},
    {"qwen3_5_moe", "transformer", qwen3_next, "text_config"},
    {"qwen3_5_moe_text", "transformer", qwen3_next},
    {"qwen3_5_text", "transformer", qwen3_5},
    {"qwen3_next", "transformer", qwen3_next},
};

}  // namespace

std::span<const Family> hybrid_families() { return families; }

}  // namespace fleetline::workloads::import
