#include "transformer/transformer.hpp"

#include "common/counts.hpp"
#include "common/refusal.hpp"
#include "fleetline/sdk.hpp"
#include "fleetline/text.hpp"
#include "transformer/checks.hpp"

namespace fleetline::workloads::transformer {
namespace {

using Params = Transformer::Params;

Where where_of(const Table& table, std::string_view key) {
  const Value* value = table.find(key);
  return value == nullptr ? Where{} : value->where;
}

/// Sizes that must fit each other.
void check(const Params& p, const Table& table, ReadContext& context) {
  const int kv_heads = p.kv_heads.value_or(p.heads);
  if (p.heads % kv_heads != 0)
    context.problems.add(where_of(table, "kv_heads"), context.path_of("kv_heads"),
                         cat(p.heads, " heads cannot share ", kv_heads, " key-value heads equally"),
                         cat("a divisor of ", p.heads));
  if (!p.head_dim && p.hidden % p.heads != 0)
    context.problems.add(where_of(table, "heads"), context.path_of("heads"),
                         cat("a hidden size of ", p.hidden, " does not divide into ", p.heads, " heads"),
                         "head_dim where it is not hidden / heads");
  if (p.positions > 0 && p.max_context > p.positions)
    context.problems.add(where_of(table, "max_context"), context.path_of("max_context"),
                         cat("a context of ", p.max_context, " is longer than the table of ", p.positions, " positions"),
                         cat("at most ", p.positions));
}

Shape shape_of(const Params& p) {
  return {.layers = static_cast<double>(p.layers),
          .hidden = static_cast<double>(p.hidden),
          .heads = static_cast<double>(p.heads),
          .kv_heads = static_cast<double>(p.kv_heads.value_or(p.heads)),
          .head_dim = static_cast<double>(p.head_dim.value_or(p.hidden / p.heads)),
          .ffn = static_cast<double>(p.ffn),
          .vocabulary = static_cast<double>(p.vocabulary),
          .positions = static_cast<double>(p.positions),
          .gated = p.gated,
          .tied = p.tied_embeddings,
          .biases = p.biases,
          .dropout = p.dropout,
          .norm = p.norm,
          .kernel = p.attention_kernel};
}

}  // namespace

const Schema<Params>& Transformer::Params::schema() {
  static const FieldOptions size{.range = at_least(1), .required = true};
  static const auto s =
      Schema<Params>("A decoder-only transformer")
          .add("layers", &Params::layers, "", "Decoder layers", size)
          .add("hidden", &Params::hidden, "", "Width of the residual stream", size)
          .add("heads", &Params::heads, "", "Query heads", size)
          .add("kv_heads", &Params::kv_heads, "", "Key-value heads; not given: as many as heads (MHA); 1: MQA",
               {.range = at_least(1)})
          .add("head_dim", &Params::head_dim, "", "Size of one head; not given: hidden / heads", {.range = at_least(1)})
          .add("ffn", &Params::ffn, "", "Width of the feed-forward network (of gate and up each, when gated)", size)
          .add("gated", &Params::gated, "", "Gated feed-forward network (SwiGLU): three matrices instead of two")
          .add("vocabulary", &Params::vocabulary, "", "Rows of the embedding", size)
          .add("tied_embeddings", &Params::tied_embeddings, "", "The head uses the embedding's matrix")
          .add("positions", &Params::positions, "", "Rows of a learned position table; 0: rotary positions",
               {.range = non_negative})
          .add("biases", &Params::biases, "", "Linear layers have biases")
          .add("norm", &Params::norm,
               {{Norm::rms, {.name = "rms", .doc = "RMSNorm: a scale"}},
                {Norm::layer, {.name = "layer", .doc = "LayerNorm: a scale and a shift"}}},
               "Normalisation before attention, before the feed-forward network and before the head")
          .add("max_context", &Params::max_context, "", "Longest context in tokens; 0: the position table's, or no limit", {.range = non_negative})
          .add("native", &Params::native, "", "Format in which the weights were published; what they multiply in unless a solver is told otherwise")
          .add("vocabulary_format", &Params::vocabulary_format, "",
               "Inference: format that embedding and head keep when the other weights are quantised (GPTQ and AWQ leave them "
               "at 16 bits); not given: that of the other weights")
          .add("attention_kernel", &Params::attention_kernel,
               {{AttentionKernel::flash, {.name = "flash", .doc = "no score matrix in memory, causal half only"}},
                {AttentionKernel::unfused, {.name = "unfused", .doc = "the whole score matrix, written and kept"}}},
               "Training: how attention is computed")
          .add("dropout", &Params::dropout, "", "Training: dropout after attention, feed-forward network and embedding")
          .add("architecture", &Params::architecture, "", "Where the sizes are published")
          .add("published_parameters", &Params::published_parameters, "1",
               "Parameters as published: tests compare, nothing computes with it", {.range = positive})
          .check(check);
  return s;
}

Transformer::Transformer(const Params& p)
    : model_{.shape = shape_of(p), .labels = {}, .vocabulary_format = p.vocabulary_format} {
  const double parameters = total_parameters(model_.shape);
  facts_ = {.parameters = parameters,
            .active_parameters = parameters,
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
  const bool sequence_parallel = sharding.sequence_parallel && sharding.tensor > 1;
  const Share share = share_of(model_.shape, sharding.tensor, sequence_parallel);
  if (step.mode == Mode::inference) lower_inference(model_, share, step, out);
  else lower_training(model_, share, step, out);
}

Component component() {
  return sdk::workload<Transformer>(
      {.name = "transformer",
       .summary = "A dense decoder-only transformer: MHA, GQA or MQA, plain or gated feed-forward network",
       .description =
           "Inference steps of decoded sequences and prefill chunks, together if need be, and training micro-batches lower to "
           "three blocks: embedding, decoder layers, head. Tensor parallelism divides heads, feed-forward columns and vocabulary; "
           "sequence parallelism divides what lies between. Parameters agree with published counts exactly; FLOPs with the "
           "usual closed forms. No mixture of experts, no latent attention, no sliding windows.",
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
                      "Dao 2023, FlashAttention-2, arXiv:2307.08691"}});
}

}  // namespace fleetline::workloads::transformer
