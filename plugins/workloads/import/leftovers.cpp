#include "import/leftovers.hpp"

#include <algorithm>

#include "fleetline/text.hpp"

namespace fleetline::workloads::import {
namespace {

// What generation, training, positions and the library need: it changes neither sizes nor sums. Sorted.
constexpr std::string_view harmless[] = {
    "_attn_implementation", "_attn_implementation_autoset", "_commit_hash", "_name_or_path", "add_prefix_space", "architectures",
    "attention_dropout", "attention_probs_dropout_prob", "attn_logit_softcapping", "attn_pdrop", "auto_map", "aux_loss_alpha",
    "bad_words_ids", "begin_suppress_tokens", "boi_token_index", "bos_token_id", "cache_implementation", "chunk_size_feed_forward",
    "classifier_dropout", "decoder_start_token_id", "diversity_penalty", "do_sample", "early_stopping", "embd_pdrop",
    "embedding_multiplier", "eoi_token_index", "eos_token_id", "ep_size", "exponential_decay_length_penalty", "final_logit_softcapping",
    "finetuning_task", "forced_bos_token_id", "forced_eos_token_id", "gradient_checkpointing", "gradient_checkpointing_use_reentrant",
    "hidden_act", "hidden_activation", "hidden_dropout", "hidden_dropout_prob", "id2label", "image_token_id", "image_token_index",
    "initializer_factor", "initializer_range", "is_decoder", "keys_to_ignore_at_inference", "label2id", "layer_norm_eps",
    "layer_norm_epsilon", "length_penalty", "logits_scaling", "max_length", "min_length", "mm_tokens_per_image", "model_type",
    "no_repeat_ngram_size", "norm_eps", "norm_epsilon", "norm_topk_prob", "num_beam_groups", "num_beams", "num_return_sequences",
    "original_max_position_embeddings", "output_attentions", "output_hidden_states", "output_past", "output_router_logits",
    "output_scores", "pad_token_id", "partial_rotary_factor", "prefix", "pretraining_tp", "problem_type", "query_pre_attn_scalar",
    "remove_invalid_values", "repetition_penalty", "reorder_and_upcast_attn", "resid_pdrop", "residual_dropout", "residual_multiplier",
    "return_dict", "return_dict_in_generate", "rms_norm_eps", "rope_local_base_freq", "rope_parameters", "rope_scaling", "rope_theta",
    "rope_type", "rotary_dim", "rotary_emb_base", "rotary_pct", "router_aux_loss_coef", "router_jitter_noise", "scale_attn_by_inverse_layer_idx",
    "scale_attn_weights", "scoring_func", "sep_token_id", "seq_aux", "suppress_tokens", "task_specific_params", "temperature",
    "tf_legacy_loss", "tokenizer_class", "top_k", "top_p", "torchscript", "transformers.js_config", "transformers_version",
    "typical_p", "unsloth_fixed", "unsloth_version", "use_bfloat16", "use_cache", "vision_feature_layer",
};

// What changes parameters, caches or what is computed. Neutral values (null, false, 0, 1, nothing) say that the model has none of it.
constexpr std::string_view architecture[] = {
    "add_bias_linear", "add_cross_attention", "add_qkv_bias", "alibi", "altup_num_inputs", "attention_bias", "attention_chunk_size",
    "attention_layers", "attention_out_bias", "attention_types", "attn_layer_indices", "attn_layer_period", "attn_type_list", "bias",
    "block_sparse", "block_types", "conv_bias", "cross_attention_hidden_size", "cross_attention_layers", "decoder_sparse_step",
    "embedding_size", "encoder_attention_type", "expert_layer_period", "expand", "first_k_dense_replace", "full_attention_interval",
    "head_dim", "hidden_size_per_layer_input", "hybrid_override_pattern", "index_n_heads", "index_topk", "is_encoder_decoder",
    "kv_lora_rank", "layer_types", "layers_block_type", "laurel_rank", "lm_head_bias", "mlp_bias", "mlp_only_layers", "moe_intermediate_size",
    "moe_layer_freq", "moe_layers", "moe_num_experts", "multi_query", "multi_query_attention", "n_routed_experts", "n_shared_experts",
    "new_decoder_architecture", "num_experts", "num_kv_shared_layers", "num_local_experts", "num_mtp_modules", "num_nextn_predict_layers",
    "parallel_attn", "post_layer_norm", "pruned_heads", "q_lora_rank", "qk_layernorm", "qkv_bias", "shared_expert_intermediate_size",
    "shared_intermediate_size", "sliding_window", "sparse_attention_config", "ssm_cfg", "state_size", "text_config", "tie_encoder_decoder",
    "use_alibi", "use_bias", "use_conv_bias", "use_parallel_residual", "use_qk_norm", "use_qkv_bias", "v_head_dim", "vision_config",
    "word_embed_proj_dim",
};
constexpr std::string_view architecture_prefixes[] = {"linear_", "lora_", "mamba_", "ssm_"};

bool is_in(std::span<const std::string_view> sorted, std::string_view key) { return std::find(sorted.begin(), sorted.end(), key) != sorted.end(); }

bool changes_architecture(std::string_view key) {
  return is_in(architecture, key) || std::any_of(std::begin(architecture_prefixes), std::end(architecture_prefixes),
                                                 [key](std::string_view prefix) { return key.starts_with(prefix); });
}

bool is_neutral(const Value& v) {
  if (v.boolean() != nullptr) return !*v.boolean();
  if (v.integer() != nullptr) return *v.integer() == 0 || *v.integer() == 1;
  if (v.number() != nullptr) return *v.number() == 0;
  if (v.text() != nullptr) return v.text()->empty();
  if (v.array() != nullptr)
    return std::all_of(v.array()->begin(), v.array()->end(), [](const Value& e) { return e.text() != nullptr && *e.text() == "full_attention"; });
  return v.table() == nullptr || v.table()->empty();
}

}  // namespace

void settle_leftovers(Work& w) {
  std::string unknown;
  for (const std::string_view key : w.in.unread()) {
    if (is_in(harmless, key)) continue;
    const Value& value = *w.in.table().find(key);
    if (is_neutral(value)) continue;
    if (!changes_architecture(key)) unknown += cat(unknown.empty() ? "" : ", ", w.in.path_of(key));
    else w.in.refuse(key, cat("means something that models of this type are not known to have here"), "null, false, 0, or no such key");
  }
  if (!unknown.empty()) w.out.remark(cat("keys that are not known here and were left out: ", unknown));
}

}  // namespace fleetline::workloads::import
