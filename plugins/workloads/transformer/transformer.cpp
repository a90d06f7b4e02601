#include "transformer/transformer.hpp"

#include "common/refusal.hpp"
#include "fleetline/sdk.hpp"
#include "transformer/checks.hpp"

namespace fleetline::workloads::transformer {
namespace {

using Params = Transformer::Params;

double or_none(const std::optional<int>& value) { return static_cast<double>(value.value_or(0)); }

}  // namespace

int attending_layers(const Params& p) { return p.layers - p.recurrent_layers - p.feed_forward_layers.value_or(0); }

Shape shape_of(const Params& p) {
  return {.layers = static_cast<double>(p.layers),
          .hidden = static_cast<double>(p.hidden),
          .heads = static_cast<double>(p.heads),
          .kv_heads = static_cast<double>(p.kv_heads.value_or(p.heads)),
          .head_dim = static_cast<double>(p.head_dim.value_or(p.hidden / p.heads)),
          .ffn = or_none(p.ffn),
          .vocabulary = static_cast<double>(p.vocabulary),
          .positions = static_cast<double>(p.positions),
          .gated = p.gated,
          .tied = p.tied_embeddings,
          .dropout = p.dropout,
          .qk_norm = p.qk_norm || p.wide_qk_norm,
          .post_norms = p.post_norms,
          .wide_qk_norm = p.wide_qk_norm,
          .output_gate = p.output_gate,
          .biases = {.qkv = p.biases || p.qkv_biases,
                     .projection = p.biases || p.projection_bias,
                     .ffn = p.biases || p.ffn_biases,
                     .router = p.biases,
                     .head = p.head_bias},
          .norm = p.norm,
          .parallel = p.parallel,
          .sums = p.parallel_sums,
          .kernel = p.attention_kernel,
          .latent = {.kv_rank = or_none(p.kv_rank),
                     .q_rank = static_cast<double>(p.q_rank),
                     .nope = or_none(p.nope_head_dim),
                     .rope = or_none(p.rope_head_dim),
                     .value = or_none(p.value_head_dim),
                     .expanded_cache = p.latent_cache == LatentCache::expanded},
          .experts = {.routed = or_none(p.experts),
                      .per_token = or_none(p.experts_per_token),
                      .ffn = or_none(p.expert_ffn),
                      .shared = static_cast<double>(p.shared_experts),
                      .shared_width = or_none(p.shared_ffn),
                      .dense_layers = static_cast<double>(p.dense_layers),
                      .skew = p.router_skew,
                      .shared_gate = p.shared_expert_gate},
          .prediction_modules = static_cast<double>(p.prediction_modules),
          .window = or_none(p.window),
          .window_layers = p.window ? static_cast<double>(p.window_layers.value_or(attending_layers(p))) : 0,
          .recurrent = recurrent::sizes_of(p, p.hidden),
          .recurrent_layers = static_cast<double>(p.recurrent_layers),
          .halves_apart = p.feed_forward_layers.has_value(),
          .feed_forward_layers = or_none(p.feed_forward_layers)};
}

Transformer::Transformer(const Params& p)
    : model_(shape_of(p), p.native, p.vocabulary_format, p.expert_format, p.expert_math) {
  facts_ = {.parameters = total_parameters(model_.shape),
            .active_parameters = active_parameters(model_.shape),
            .layers = model_.shape.layers,
            .max_context = static_cast<double>(p.max_context > 0 ? p.max_context : p.positions),
            .tokens = true,
            .unit = Label("token"),
            .native = published_in(p.native)};
}

void Transformer::lower(const Step& step, const Sharding& sharding, Lowering& out) const {
  check_sharding(model_.shape, sharding);
  check_step(step, facts_.max_context);
  require_formats(step, true);
  lower_step(model_, step, sharding, out);
}

void lower_step(const Model& model, const Step& step, const Sharding& sharding, Lowering& out) {
  const Share share = share_of(model.shape, sharding);
  if (step.mode == Mode::inference) lower_inference(model, share, step, out);
  else lower_training(model, share, step, out);
}

Component component() {
  return sdk::workload<Transformer>(
      {.name = "transformer",
       .summary = "A decoder-only transformer: dense or mixture of experts, MHA, GQA, MQA or latent attention, sliding windows, hybrids",
       .description =
           "Inference steps of decoded sequences and prefill chunks, together if need be, and training micro-batches lower to "
           "embedding, decoder layers (one block for each kind of layer) and head. Tensor parallelism divides heads, feed-forward "
           "columns and vocabulary, expert parallelism the experts; sequence parallelism divides what lies between. A batch reads the "
           "experts it is expected to touch under balanced routing. Latent attention decodes absorbed and prefills expanded. A "
           "layer with a sliding window caches its window only, one with a recurrence in attention's place a state of fixed size. Parameters agree with published counts, FLOPs with the usual "
           "closed forms.",
       .assumptions = {"Only matrix products and attention count FLOPs; everything else is priced by its traffic.",
                       "Prefill reads each key and value once; decode reads those of the whole context.",
                       "In inference only the last token of each sequence passes through the head.",
                       "In training gradients are accumulated: read and written once per micro-batch.",
                       "The vocabulary is padded to whole rows per device under tensor parallelism."},
       .references = {"Vaswani et al. 2017, Attention is all you need, arXiv:1706.03762",
                      "Shoeybi et al. 2019, Megatron-LM, arXiv:1909.08053",
                      "Ainslie et al. 2023, GQA, arXiv:2305.13245",
                      "Pope et al. 2022, Efficiently scaling transformer inference, arXiv:2211.05102",
                      "Korthikanti et al. 2022, Reducing activation recomputation, arXiv:2205.05198",
                      "Dao 2023, FlashAttention-2, arXiv:2307.08691",
                      "Shazeer et al. 2017, Mixture of experts, arXiv:1701.06538",
                      "DeepSeek-AI 2024, DeepSeek-V2 (latent attention), arXiv:2405.04434",
                      "Jiang et al. 2023, Mistral 7B (sliding window), arXiv:2310.06825",
                      "Dao & Gu 2024, Mamba-2, arXiv:2405.21060",
                      "Yang et al. 2024, Gated Delta Networks, arXiv:2412.06464"}});
}

}  // namespace fleetline::workloads::transformer
