// Workload kind `transformer`: decoder-only, dense; multi-head, grouped-query or multi-query attention; plain or gated FFN.
#pragma once

#include <optional>
#include <string>

#include "common/formats.hpp"
#include "fleetline/manifest.hpp"
#include "transformer/decoder.hpp"
#include "transformer/model.hpp"

namespace fleetline::workloads::transformer {

/// What lowering needs of a model, ready for use.
struct Model {
  Shape shape;
  Labels labels;
  std::optional<Format> vocabulary_format;
};

class Transformer : public Workload {
 public:
  struct Params {
    int layers = 0, hidden = 0, heads = 0, ffn = 0, vocabulary = 0;
    std::optional<int> kv_heads, head_dim;
    int positions = 0;
    bool gated = true, tied_embeddings = false, biases = false, dropout = false;
    Norm norm = Norm::rms;
    AttentionKernel attention_kernel = AttentionKernel::flash;
    int max_context = 0;
    Format native = format_named("bf16");
    std::optional<Format> vocabulary_format;
    std::string architecture;
    std::optional<double> published_parameters;
    static const Schema<Params>& schema();
  };

  explicit Transformer(const Params& params);

  const WorkloadFacts& facts() const override { return facts_; }
  void lower(const Step& step, const Sharding& sharding, Lowering& out) const override;

 private:
  Model model_;
  WorkloadFacts facts_;
};

/// The two kinds of step, checked and shared out already.
void lower_inference(const Model& model, const Share& share, const Step& step, Lowering& out);
void lower_training(const Model& model, const Share& share, const Step& step, Lowering& out);

Component component();

}  // namespace fleetline::workloads::transformer
