// Mixtures of experts. What is fixed for a family is what its class in Hugging Face transformers builds; what a file
// may leave out is the default of its configuration class.
#include <algorithm>

#include "fleetline/text.hpp"
#include "import/decoder.hpp"
#include "import/families.hpp"

namespace fleetline::workloads::import {
namespace {

/// Layers with a dense network, whose width the file gives under `names`.
void dense_layers(Work& w, int count, Names names, std::string note) {
  w.out.set("dense_layers", count, std::move(note));
  if (count > 0)
    w.out.set("ffn", w.in.needed(names));
  else
    w.in.read(*names.begin());
}

void mixtral(Work& w) {
  const Sizes sizes = read_sizes(w);
  grouped_heads(w, sizes);
  experts(w, {"num_local_experts"}, {"num_experts_per_tok"}, {"intermediate_size"});
  rest_of_mixture(w, false);
  window(w, w.in.whole({"sliding_window"}), sizes.layers, "every layer");
}

/// Every decoder_sparse_step-th layer has experts, but those that mlp_only_layers names.
int qwen_dense_layers(Work& w, int layers) {
  const int step = w.in.whole({"decoder_sparse_step"}).value_or(1);
  const std::vector<int> only = w.in.wholes({"mlp_only_layers"}).value_or(std::vector<int>{});
  int dense = 0;
  for (int layer = 0; layer < layers; ++layer)
    dense += (layer + 1) % step != 0 || std::find(only.begin(), only.end(), layer) != only.end() ? 1 : 0;
  return dense;
}

void qwen_moe(Work& w, bool qkv_biases, bool qk_norm) {
  const Sizes sizes = read_sizes(w);
  grouped_heads(w, sizes);
  if (qwen_experts(w, sizes.layers)) w.out.set("shared_expert_gate", true);
  if (qk_norm) w.out.set("qk_norm", true);
  biases(w, {.qkv = qkv_biases});
  rest_of_mixture(w, false);
  qwen_window(w, sizes);
}

void qwen2_moe(Work& w) { qwen_moe(w, w.in.flag({"qkv_bias"}).value_or(true), false); }

void qwen3_moe(Work& w) {
  w.in.read("use_qk_norm");  // its class always has them
  qwen_moe(w, says(w, {"qkv_bias", "attention_bias"}), true);
}

/// The first layers are dense; the others have routed and shared experts alike in width (Dai et al. 2024,
/// arXiv:2401.06066).
void deepseek_experts(Work& w, int layers) {
  experts(w, {"n_routed_experts"}, {"num_experts_per_tok"}, {"moe_intermediate_size"});
  if (const std::optional<int> shared = w.in.whole({"n_shared_experts"}, 0)) w.out.set("shared_experts", *shared);
  const int step = w.in.whole({"moe_layer_freq"}).value_or(1),
            first = w.in.whole({"first_k_dense_replace"}, 0).value_or(0);
  int dense = 0;
  for (int layer = 0; layer < layers; ++layer) dense += layer < first || layer % step != 0 ? 1 : 0;
  dense_layers(w, dense, {"intermediate_size"}, "");
  if (const std::optional<int> modules = w.in.whole({"num_nextn_predict_layers"}, 0); modules && *modules > 0)
    w.out.set("prediction_modules", *modules, "their parameters are counted apart");
}

/// Latent attention: DeepSeek V2, V3, R1, Kimi K2.
void deepseek(Work& w) {
  const Sizes sizes = read_sizes(w);
  w.in.read("num_key_value_heads");  // latents have none
  w.out.set("kv_rank", w.in.needed({"kv_lora_rank"}));
  w.out.set("q_rank", w.in.whole({"q_lora_rank"}, 0).value_or(0));
  w.out.set("nope_head_dim", w.in.needed({"qk_nope_head_dim"}));
  w.out.set("rope_head_dim", w.in.needed({"qk_rope_head_dim"}));
  w.out.set("value_head_dim", w.in.needed({"v_head_dim"}));
  for (const char* key : {"head_dim", "qk_head_dim"}) w.in.read(key);  // follow from these
  deepseek_experts(w, sizes.layers);
  rest_of_mixture(w, false);
}

/// GLM 4.5: the experts of DeepSeek, attention as usual.
void glm4_moe(Work& w) {
  const Sizes sizes = read_sizes(w);
  grouped_heads(w, sizes);
  if (says(w, {"use_qk_norm"})) w.out.set("qk_norm", true);
  biases(w, {.qkv = says(w, {"attention_bias"})});
  deepseek_experts(w, sizes.layers);
  rest_of_mixture(w, false);
}

/// All linear layers have biases, the router's and the experts', too; every other layer has the window.
void gpt_oss(Work& w) {
  const Sizes sizes = read_sizes(w);
  grouped_heads(w, sizes);
  experts(w, {"num_local_experts"}, {"num_experts_per_tok", "experts_per_token"}, {"intermediate_size"});
  if (!w.in.flag({"attention_bias"}).value_or(true))
    w.in.refuse("attention_bias", "biases of the experts only cannot be expressed here", "true");
  w.out.set("biases", true);
  rest_of_mixture(w, false);
  window(w, w.in.whole({"sliding_window"}), local_layers(w, sizes.layers).value_or((sizes.layers + 1) / 2),
         "every other layer");
}

/// Which layers have experts: a list, or every interleave_moe_layer_step-th.
int llama4_dense_layers(Work& w, int layers) {
  const int step = w.in.whole({"interleave_moe_layer_step"}).value_or(1);
  const std::optional<std::vector<int>> routed = w.in.wholes({"moe_layers"});
  return layers - (routed ? static_cast<int>(routed->size()) : layers / step);
}

/// Attention within chunks, but for the layers without positions, every fourth. A shared expert as wide as the routed
/// ones.
void llama4(Work& w) {
  const Sizes sizes = read_sizes(w);
  grouped_heads(w, sizes);
  experts(w, {"num_local_experts"}, {"num_experts_per_tok"}, {"intermediate_size"});
  w.out.set("shared_experts", 1, "as every Llama 4");
  dense_layers(w, llama4_dense_layers(w, sizes.layers), {"intermediate_size_mlp"}, "");
  biases(w, {.qkv = says(w, {"attention_bias"})});
  w.in.read("use_qk_norm");  // a norm without parameters
  rest_of_mixture(w, false);
  const int interval = w.in.whole({"no_rope_layer_interval"}).value_or(4);
  int local = sizes.layers - sizes.layers / interval;
  const std::vector<int> rotary = w.in.wholes({"no_rope_layers"}).value_or(std::vector<int>{});
  if (!rotary.empty()) local = static_cast<int>(std::count(rotary.begin(), rotary.end(), 1));
  local = local_layers(w, sizes.layers, "chunked_attention").value_or(local);
  window(w, w.in.whole({"attention_chunk_size"}), local,
         "attention within chunks, taken as a window, which is the most a query sees");
}

/// MiniMax M2: attention in every layer, norms of queries and keys as wide as all heads.
void minimax_m2(Work& w) {
  const Sizes sizes = read_sizes(w);
  grouped_heads(w, sizes);
  experts(w, {"num_local_experts"}, {"num_experts_per_tok"}, {"intermediate_size"});
  if (says(w, {"use_qk_norm"}))
    w.out.set(w.in.text({"qk_norm_type"}).value_or("per_layer") == "per_layer" ? "wide_qk_norm" : "qk_norm", true);
  if (says(w, {"use_mtp"}))
    if (const std::optional<int> modules = w.in.whole({"num_mtp_modules"}, 0); modules && *modules > 0)
      w.out.set("prediction_modules", *modules, "their parameters are counted apart");
  for (const char* key : {"attn_type_list", "use_routing_bias", "mlp_intermediate_size", "mtp_transformer_layers",
                          "num_mtp_modules", "qk_norm_type", "shared_moe_mode", "shared_intermediate_size"})
    w.in.read(key);
  rest_of_mixture(w, false);
}

/// Phi 3.5 MoE: LayerNorm, biases of attention and head.
void phimoe(Work& w) {
  const Sizes sizes = read_sizes(w);
  grouped_heads(w, sizes);
  experts(w, {"num_local_experts"}, {"num_experts_per_tok"}, {"intermediate_size"});
  const bool attention = says(w, {"attention_bias"});
  biases(w, {.qkv = attention, .projection = attention, .head = says(w, {"lm_head_bias"})});
  rest_of_mixture(w, false);
  norm(w, true);
  window(w, w.in.whole({"sliding_window"}), sizes.layers, "every layer");
  for (const char* key : {"input_jitter_noise", "norm_topk_prob"}) w.in.read(key);
}

/// Arctic: experts beside a dense network as wide as the hidden state, which every token passes through.
void arctic(Work& w) {
  const Sizes sizes = read_sizes(w);
  grouped_heads(w, sizes);
  experts(w, {"num_local_experts"}, {"num_experts_per_tok"}, {"intermediate_size"});
  if (w.in.whole({"moe_layer_frequency"}).value_or(2) != 1)
    w.in.refuse("moe_layer_frequency", "layers without experts cannot be expressed here", "1");
  if (says(w, {"parallel_attn_mlp_res"})) w.out.set("shared_ffn", sizes.hidden, "parallel_attn_mlp_res");
  for (const char* key : {"use_residual", "moe_train_capacity_factor", "moe_eval_capacity_factor", "moe_min_capacity", "moe_token_dropping",
                          "enable_expert_tensor_parallelism", "enc_index", "max_sequence_length", "num_experts_per_tok"})
    w.in.read(key);
  rest_of_mixture(w, false);
}

/// DBRX: its sizes are in tables of attention and experts; LayerNorm without a shift.
void dbrx(Work& w) {
  const Sizes sizes = read_sizes(w);
  std::optional<Config> attention = w.in.inner("attn_config"), network = w.in.inner("ffn_config");
  shared_heads(w, sizes, attention ? attention->whole({"kv_n_heads"}).value_or(1) : 1, "attn_config");
  if (!network) return w.in.refuse("ffn_config", "is missing", "a table with moe_num_experts, moe_top_k, ffn_hidden_size");
  w.out.set("experts", network->needed({"moe_num_experts"}));
  w.out.set("experts_per_token", network->needed({"moe_top_k"}));
  w.out.set("expert_ffn", network->needed({"ffn_hidden_size"}));
  rest_of_mixture(w, false);
  norm(w, true, false);
}

void olmoe(Work& w) {
  const Sizes sizes = read_sizes(w);
  grouped_heads(w, sizes);
  experts(w, {"num_experts"}, {"num_experts_per_tok"}, {"intermediate_size"});
  w.out.set("wide_qk_norm", true);
  const bool attention = says(w, {"attention_bias"});
  biases(w, {.qkv = attention, .projection = attention});
  rest_of_mixture(w, false);
}

constexpr Family families[] = {
    {"arctic", "transformer", arctic},
    {"dbrx", "transformer", dbrx},
    {"deepseek_v2", "transformer", deepseek}, {"deepseek_v3", "transformer", deepseek},
    {"glm4_moe", "transformer", glm4_moe},    {"gpt_oss", "transformer", gpt_oss},
    {"kimi_k2", "transformer", deepseek},     {"llama4", "transformer", llama4, "text_config"},
    {"llama4_text", "transformer", llama4},   {"mixtral", "transformer", mixtral},
    {"minimax_m2", "transformer", minimax_m2}, {"phimoe", "transformer", phimoe},
    {"olmoe", "transformer", olmoe},          {"qwen2_moe", "transformer", qwen2_moe},
    {"qwen3_moe", "transformer", qwen3_moe},
};

}  // namespace

void rest_of_mixture(Work& w, bool tied_by_default) {
  w.out.set("gated", true);
  norm(w, false);
  vocabulary(w, tied_by_default);
  context(w);
}

bool shared_expert(Work& w, std::string_view key, int width) {
  const std::optional<int> shared = w.in.whole({key}, 0);
  if (!shared || *shared == 0) return false;
  if (*shared % width != 0) w.out.set("shared_ffn", *shared);
  else w.out.set("shared_experts", *shared / width, "one as wide as these together");
  return true;
}

bool qwen_experts(Work& w, int layers) {
  experts(w, {"num_experts", "num_local_experts"}, {"num_experts_per_tok"}, {"moe_intermediate_size"});
  const bool shared = shared_expert(w, "shared_expert_intermediate_size", w.in.needed({"moe_intermediate_size"}));
  dense_layers(w, qwen_dense_layers(w, layers), {"intermediate_size"}, "");
  return shared;
}

std::span<const Family> mixture_families() { return families; }

}  // namespace fleetline::workloads::import
