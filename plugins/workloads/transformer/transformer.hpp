// Workload kind `transformer`: decoder-only; dense or mixture of experts; multi-head, grouped-query, multi-query or latent
// attention, with or without sliding windows, and recurrences in place of attention in some of the layers.
#pragma once

#include <optional>
#include <string>

#include "common/published.hpp"
#include "fleetline/manifest.hpp"
#include "recurrent/keys.hpp"
#include "transformer/decoder.hpp"
#include "transformer/model.hpp"

namespace fleetline::workloads::transformer {

/// What lowering needs of a model, ready for use.
struct Model {
  Model(const Shape& sizes, Format native_weights, std::optional<Format> vocabulary, std::optional<Format> experts,
        std::optional<Format> expert_arithmetic)
      : shape(sizes),
        groups(shape),
        native(native_weights),
        vocabulary_format(vocabulary),
        expert_format(experts),
        expert_math(expert_arithmetic) {}

  Shape shape;
  Labels labels;
  LayerGroups groups;
  Format native;
  std::optional<Format> vocabulary_format, expert_format, expert_math;
};

/// What latent attention caches: the latents, or all heads' keys and values.
enum class LatentCache : int { latent, expanded };

class Transformer : public Workload {
 public:
  struct Params : Published, recurrent::Keys {
    Params() : Published("bf16") {}

    int layers = 0, hidden = 0, heads = 0, vocabulary = 0;
    std::optional<int> ffn;
    std::optional<int> kv_heads, head_dim;
    int positions = 0;
    std::optional<int> experts, experts_per_token, expert_ffn;
    std::optional<int> shared_ffn;
    int shared_experts = 0, dense_layers = 0, prediction_modules = 0;
    std::optional<int> kv_rank, nope_head_dim, rope_head_dim, value_head_dim;
    int q_rank = 0;
    LatentCache latent_cache = LatentCache::latent;
    std::optional<int> window, window_layers;
    int recurrent_layers = 0;
    std::optional<int> feed_forward_layers;
    bool qk_norm = false, wide_qk_norm = false, output_gate = false, shared_expert_gate = false, post_norms = false;
    bool gated = true, tied_embeddings = false, dropout = false;
    bool biases = false, qkv_biases = false, projection_bias = false, ffn_biases = false, head_bias = false;
    Parallel parallel = Parallel::none;
    ParallelSums parallel_sums = ParallelSums::joint;
    double router_skew = 1;
    Norm norm = Norm::rms;
    AttentionKernel attention_kernel = AttentionKernel::flash;
    int max_context = 0;
    std::optional<Format> vocabulary_format, expert_format, expert_math;
    std::optional<double> published_active_parameters, published_prediction_parameters;
    static const Schema<Params>& schema();
  };

  explicit Transformer(const Params& params);

  const WorkloadFacts& facts() const override { return facts_; }
  void lower(const Step& step, const Sharding& sharding, Lowering& out) const override;

 private:
  Model model_;
  WorkloadFacts facts_;
};

/// Layers that have neither a recurrence in attention's place nor a feed-forward network alone.
int attending_layers(const Transformer::Params& params);
/// The sizes that the parameters say.
Shape shape_of(const Transformer::Params& params);

/// A step that was checked already; each of the two kinds, shared out.
void lower_step(const Model& model, const Step& step, const Sharding& sharding, Lowering& out);
void lower_inference(const Model& model, const Share& share, const Step& step, Lowering& out);
void lower_training(const Model& model, const Share& share, const Step& step, Lowering& out);

Component component();

}  // namespace fleetline::workloads::transformer
