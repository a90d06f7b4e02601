// What a user may write of a transformer, and which of it must fit together.
#include <algorithm>

#include "fleetline/sdk.hpp"
#include "fleetline/text.hpp"
#include "transformer/transformer.hpp"

namespace fleetline::workloads::transformer {
namespace {

using Params = Transformer::Params;

class Check : KeyCheck {
 public:
  Check(const Params& params, const Table& table, ReadContext& context) : KeyCheck(table, context), p_(params) {}

  void all() {
    attention();
    p_.kv_rank ? latent() : no_latent();
    feed_forward();
    recurrence();
    window();
    if (p_.parallel != Parallel::none && p_.post_norms)
      add("post_norms", "a layer with attention and feed-forward network side by side has no norms after them",
          "post_norms = false, or parallel = \"none\"");
    if (p_.prediction_modules == 0 && p_.published_prediction_parameters)
      add("published_prediction_parameters", "there are no prediction modules", "prediction_modules = how many there are");
    if (p_.positions > 0 && p_.max_context > p_.positions)
      add("max_context",
          cat("a context of ", p_.max_context, " is longer than the table of ", p_.positions, " positions"),
          cat("at most ", p_.positions));
  }

 private:
  /// What is missing is told where the layers are.
  void add(std::string_view key, std::string what, std::string expected, std::string_view beside = "layers") const {
    KeyCheck::add(key, std::move(what), std::move(expected), beside);
  }
  void need(std::string_view key, bool given, std::string_view why, std::string_view beside) {
    if (!given) add(key, cat("missing: ", why), "a whole number, at least 1", beside);
  }

  void attention() {
    const int kv_heads = p_.kv_heads.value_or(p_.heads);
    if (p_.heads % kv_heads != 0)
      add("kv_heads", cat(p_.heads, " heads cannot share ", kv_heads, " key-value heads equally"),
          cat("a divisor of ", p_.heads));
    if (!p_.head_dim && !p_.kv_rank && p_.hidden % p_.heads != 0)
      add("heads", cat("a hidden size of ", p_.hidden, " does not divide into ", p_.heads, " heads"),
          "head_dim where it is not hidden / heads");
  }

  void latent() {
    constexpr std::string_view why = "latent attention (kv_rank) says the sizes of a head by three numbers";
    need("nope_head_dim", p_.nope_head_dim.has_value(), why, "kv_rank");
    need("rope_head_dim", p_.rope_head_dim.has_value(), why, "kv_rank");
    need("value_head_dim", p_.value_head_dim.has_value(), why, "kv_rank");
    if (p_.kv_heads) add("kv_heads", "latent attention (kv_rank) has no key-value heads", "no kv_heads here");
    if (p_.head_dim)
      add("head_dim", "latent attention (kv_rank) has no single head size",
          "nope_head_dim, rope_head_dim and value_head_dim");
  }

  void no_latent() {
    for (const auto& [key, given] :
         {std::pair("q_rank", p_.q_rank > 0), std::pair("nope_head_dim", p_.nope_head_dim.has_value()),
          std::pair("rope_head_dim", p_.rope_head_dim.has_value()),
          std::pair("value_head_dim", p_.value_head_dim.has_value()),
          std::pair("latent_cache", p_.latent_cache != LatentCache::latent)})
      if (given) add(key, "there is no latent attention", "kv_rank = elements of the latent of keys and values");
  }

  void feed_forward() {
    if (!p_.experts) {
      need("ffn", p_.ffn.has_value(), "the feed-forward network has no width", "layers");
      for (const auto& [key, given] :
           {std::pair("experts_per_token", p_.experts_per_token.has_value()),
            std::pair("expert_ffn", p_.expert_ffn.has_value()), std::pair("shared_experts", p_.shared_experts > 0),
            std::pair("shared_ffn", p_.shared_ffn.has_value()), std::pair("shared_expert_gate", p_.shared_expert_gate),
            std::pair("dense_layers", p_.dense_layers > 0), std::pair("router_skew", p_.router_skew != 1),
            std::pair("expert_format", p_.expert_format.has_value()),
            std::pair("expert_math", p_.expert_math.has_value())})
        if (given) add(key, "there are no experts", "experts = how many there are to choose from");
      return;
    }
    if (p_.shared_ffn && p_.shared_experts > 0)
      add("shared_ffn", cat("beside ", p_.shared_experts, " shared experts: either says how wide they are together"),
          "shared_experts, or shared_ffn");
    need("experts_per_token", p_.experts_per_token.has_value(), "a token is sent to some of the experts", "experts");
    need("expert_ffn", p_.expert_ffn.has_value(), "an expert has a width", "experts");
    if (p_.experts_per_token.value_or(1) > *p_.experts)
      add("experts_per_token",
          cat("a token cannot be sent to ", *p_.experts_per_token, " of ", *p_.experts, " experts"),
          cat("at most ", *p_.experts));
    const int networks = p_.feed_forward_layers.value_or(p_.layers);
    if (p_.dense_layers >= networks)
      add("dense_layers", cat(p_.dense_layers, " of ", networks, " layers dense leave none for experts"),
          cat("fewer than ", networks));
    if (p_.dense_layers > 0)
      need("ffn", p_.ffn.has_value(), "the dense layers have a width of their own", "dense_layers");
    if (p_.dense_layers == 0 && p_.ffn)
      add("ffn", "every layer has experts: none has a feed-forward network of its own", "expert_ffn, or dense_layers");
  }

  void window() {
    if (p_.window_layers && !p_.window)
      add("window", "missing: window_layers have a window", "its length in tokens", "window_layers");
    const int attending = std::max(0, attending_layers(p_));
    if (p_.window_layers.value_or(0) > attending)
      add("window_layers", cat(*p_.window_layers, " layers with a window are more than ", attending, attending < p_.layers ? " that attend" : ""),
          cat("at most ", attending));
  }

  void recurrence() {
    recurrent::check(p_, *this);
    const bool some = p_.recurrent != recurrent::Kind::none;
    if (some && p_.recurrent_layers == 0)
      add("recurrent_layers", "missing: how many layers have the recurrence", "a whole number, at least 1", "recurrent");
    if (!some && p_.recurrent_layers > 0)
      add("recurrent", "missing: recurrent_layers have one", "what stands in attention's place", "recurrent_layers");
    if (attending_layers(p_) < 0)
      add("recurrent_layers",
          cat(p_.recurrent_layers, " recurrent layers and ", p_.feed_forward_layers.value_or(0),
              " that are a feed-forward network alone are more than ", p_.layers),
          cat("at most ", p_.layers, " together"), "feed_forward_layers");
    if ((some || p_.feed_forward_layers) && p_.parallel != Parallel::none)
      add("parallel", "a layer with attention and feed-forward network side by side has both of them",
          "parallel = \"none\" beside recurrent layers or feed-forward layers");
  }

  const Params& p_;
};

void check(const Params& p, const Table& table, ReadContext& context) { Check(p, table, context).all(); }

void add_feed_forward(Schema<Params>& s) {
  const FieldOptions one{.range = at_least(1)};
  s.add("ffn", &Params::ffn, "",
        "Width of the feed-forward network (of gate and up each, when gated); not given: every layer has experts", one)
      .add("gated", &Params::gated, "", "Gated feed-forward network (SwiGLU): three matrices instead of two")
      .add("experts", &Params::experts, "", "Routed experts of a layer; not given: a dense model", one)
      .add("experts_per_token", &Params::experts_per_token, "", "Experts that the router sends one token to", one)
      .add("expert_ffn", &Params::expert_ffn, "", "Width of one expert", one)
      .add("shared_experts", &Params::shared_experts, "",
           "Experts that every token passes through beside the routed ones, each as wide as these",
           {.range = non_negative})
      .add("shared_ffn", &Params::shared_ffn, "",
           "Width of a network that every token passes through beside the routed experts, where it is no number of them", one)
      .add("shared_expert_gate", &Params::shared_expert_gate, "",
           "The router also scales what the shared experts give (Qwen2-MoE, Qwen3-Next)")
      .add("dense_layers", &Params::dense_layers, "", "Layers with a dense network of width ffn instead of experts",
           {.range = non_negative})
      .add("router_skew", &Params::router_skew, "1",
           "Tokens of the fullest expert over the mean; 1: balanced. Under expert parallelism all wait for the device that has it",
           {.range = at_least(1)})
      .add("expert_format", &Params::expert_format, "",
           "Inference: format of the routed experts where it was published with another than the other weights have "
           "(GPT-OSS: mxfp4); as "
           "long as the weights are left in their native format; not given: that of the other weights")
      .add("expert_math", &Params::expert_math, "",
           "Inference: format that routed experts multiply in where it is another than the rest's; not given: the same");
}

void add_attention(Schema<Params>& s) {
  const FieldOptions one{.range = at_least(1)};
  s.add("heads", &Params::heads, "", "Query heads", {.range = at_least(1), .required = true})
      .add("kv_heads", &Params::kv_heads, "", "Key-value heads; not given: as many as heads (MHA); 1: MQA", one)
      .add("head_dim", &Params::head_dim, "", "Size of one head; not given: hidden / heads", one)
      .add("kv_rank", &Params::kv_rank, "",
           "Latent attention (MLA): elements of the latent that keys and values are computed from; not given: none",
           one)
      .add("q_rank", &Params::q_rank, "",
           "Latent attention: elements of the queries' latent; 0: queries are computed directly",
           {.range = non_negative})
      .add("nope_head_dim", &Params::nope_head_dim, "",
           "Latent attention: the part of a head's key and query without position", one)
      .add("rope_head_dim", &Params::rope_head_dim, "", "Latent attention: the rotated part; all heads share its key",
           one)
      .add("value_head_dim", &Params::value_head_dim, "", "Latent attention: size of one head's value", one)
      .add("latent_cache", &Params::latent_cache,
           {{LatentCache::latent,
             {.name = "latent", .doc = "the latents: decode attends to them as they are (absorbed)"}},
            {LatentCache::expanded,
             {.name = "expanded", .doc = "keys and values of all heads, as a naive implementation does"}}},
           "Latent attention: what the cache keeps")
      .add("window", &Params::window, "",
           "Sliding window in tokens; not given: every layer attends to everything before", one)
      .add("window_layers", &Params::window_layers, "", "Layers with the window; not given: all",
           {.range = non_negative})
      .add("qk_norm", &Params::qk_norm, "", "RMSNorm of each head's query and key")
      .add("wide_qk_norm", &Params::wide_qk_norm, "", "RMSNorm of the queries of all heads together, and of the keys (OLMo 2)")
      .add("output_gate", &Params::output_gate, "",
           "A gate as wide as the queries, computed with them, scales what attention gave (Qwen3-Next)");
  recurrent::add_recurrence(s);
  s.add("recurrent_layers", &Params::recurrent_layers, "", "Layers with the recurrence instead of attention",
        {.range = non_negative})
      .add("feed_forward_layers", &Params::feed_forward_layers, "",
           "Layers that are a feed-forward network alone; all others then have none (Nemotron-H); not given: every layer has both",
           {.range = non_negative});
}

}  // namespace

const Schema<Params>& Transformer::Params::schema() {
  static const FieldOptions size{.range = at_least(1), .required = true};
  static const Schema<Params> schema = [] {
    Schema<Params> s("A decoder-only transformer");
    s.add("layers", &Params::layers, "", "Decoder layers", size)
        .add("hidden", &Params::hidden, "", "Width of the residual stream", size);
    add_attention(s);
    add_feed_forward(s);
    s.add("vocabulary", &Params::vocabulary, "", "Rows of the embedding", size)
        .add("tied_embeddings", &Params::tied_embeddings, "", "The head uses the embedding's matrix")
        .add("positions", &Params::positions, "", "Rows of a learned position table; 0: rotary positions",
             {.range = non_negative})
        .add("biases", &Params::biases, "", "All linear layers have biases, but for the head")
        .add("qkv_biases", &Params::qkv_biases, "", "Queries, keys and values have biases, whatever the other layers have")
        .add("projection_bias", &Params::projection_bias, "", "The projection after attention has a bias")
        .add("ffn_biases", &Params::ffn_biases, "", "The feed-forward networks' layers have biases")
        .add("head_bias", &Params::head_bias, "", "The head has a bias for every row of the vocabulary")
        .add("norm", &Params::norm,
             {{Norm::rms, {.name = "rms", .doc = "RMSNorm: a scale"}},
              {Norm::layer, {.name = "layer", .doc = "LayerNorm: a scale and a shift"}}},
             "Normalisation before attention, before the feed-forward network and before the head")
        .add("parallel", &Params::parallel,
             {{Parallel::none, {.name = "none", .doc = "attention first, then the feed-forward network on its sum"}},
              {Parallel::one_norm, {.name = "one-norm", .doc = "both read one norm of the layer's input (GPT-J, PaLM, Falcon 7B, Phi-2)"}},
              {Parallel::two_norms, {.name = "two-norms", .doc = "each reads a norm of its own (GPT-NeoX, Falcon 40B)"}}},
             "Attention and feed-forward network side by side")
        .add("parallel_sums", &Params::parallel_sums,
             {{ParallelSums::joint, {.name = "joint", .doc = "one collective for both halves (vLLM)"}},
              {ParallelSums::apart, {.name = "apart", .doc = "one each, as in other layers (TensorRT-LLM)"}}},
             "Tensor parallelism: how an engine adds up the partial sums of a layer whose halves stand side by side")
        .add("post_norms", &Params::post_norms, "",
             "Two more norms in each layer: after attention and after the feed-forward network")
        .add("max_context", &Params::max_context, "", "Longest context in tokens; 0: the position table's, or no limit",
             {.range = non_negative})
        .add("vocabulary_format", &Params::vocabulary_format, "",
             "Inference: format that embedding and head keep when the other weights are quantised (GPTQ and AWQ leave "
             "them "
             "at 16 bits); not given: that of the other weights")
        .add("attention_kernel", &Params::attention_kernel,
             {{AttentionKernel::flash, {.name = "flash", .doc = "no score matrix in memory, causal half only"}},
              {AttentionKernel::unfused, {.name = "unfused", .doc = "the whole score matrix, written and kept"}}},
             "Training: how attention is computed")
        .add("dropout", &Params::dropout, "", "Training: dropout after attention, feed-forward network and embedding")
        .add("prediction_modules", &Params::prediction_modules, "",
             "Training: modules that predict one more token each, beside the model (DeepSeek-V3). Their parameters are not counted among "
             "the model's, and inference leaves them out",
             {.range = non_negative});
    add_origin(s);
    add_published(s);
    s.add("published_active_parameters", &Params::published_active_parameters, "1",
             "Parameters that one token passes through, as published: tests compare, nothing computes with it; not given: "
             "all of them, without experts",
             {.range = positive})
        .add("published_prediction_parameters", &Params::published_prediction_parameters, "1",
             "Parameters that one prediction module has of its own, as published: tests compare, nothing computes with it",
             {.range = positive})
        .check(check);
    return s;
  }();
  return schema;
}

}  // namespace fleetline::workloads::transformer
