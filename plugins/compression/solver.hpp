// Solver `compression`: what smaller weights save, gain and cost. Contract: fleetline/solver.hpp.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "compressed.hpp"
#include "fleetline/sdk.hpp"
#include "kernel.hpp"
#include "pricing.hpp"
#include "study.hpp"

namespace fleetline::compression {

struct CompressionParams {
  Format weights = *parse_format("int4 g128").value;
  int zero_bits = 0;
  std::optional<Format> activations, kv, math, embedding, head;
  bool keep_ends = true;
  Sparsity sparsity_kind = Sparsity::none;
  double sparsity = 0.5;
  double heads_pruned = 0, ffn_pruned = 0, layers_pruned = 0, channels_pruned = 0;
  Ref<WeightOnlyKernel> kernel;
  std::int64_t batch = 1, context = 1024;
  double efficiency = 1;
  std::optional<double> memory_efficiency;
  Ref<AccuracyStudy> accuracy;
  std::string method;
  static const Schema<CompressionParams>& schema();

  Structure structure() const { return {heads_pruned, ffn_pruned, layers_pruned, channels_pruned}; }
};

struct CompressionOutputs {
  Bytes fp32_size, original_size, bare_size, compressed_size, weight_memory;
  Bytes embedding_size, layers_size, head_size;
  double bits_per_weight = 0, bare_savings = 0, savings = 0, ratio = 1, ratio_from_fp32 = 1;
  Flops original_flops, flops;
  Seconds original_latency, latency, original_memory_time, memory_time;
  double speedup = 1, memory_speedup = 1;
  bool native_arithmetic = true, sparse_arithmetic = false;
  std::optional<double> accuracy_loss_low, accuracy_loss_high, accuracy_loss_mean, perplexity_increase_low,
      perplexity_increase_high;
  static const Schema<CompressionOutputs>& schema();
};

/// Formats of what is written to a file.
struct FileFormats {
  Format layers, embedding, head, native;
};

struct CompressionState : Prepared {
  double original_parameters = 0;
  Anatomy kept;  ///< of what structured pruning left
  FileFormats file;
  Format resident;  ///< of the layers' matrices in memory
  Priced before, after;
  Efficiency kernel;  ///< shares of the weight-only kernel
  double memory_efficiency = 1;
  bool native_arithmetic = true, sparse_arithmetic = false;
  LossRange accuracy, perplexity;
  std::string arithmetic;  ///< what the compressed weights multiply as
};

class Compression : public sdk::SolverOf<Compression> {
 public:
  using Params = CompressionParams;
  using Outputs = CompressionOutputs;
  using State = CompressionState;
  std::unique_ptr<State> setup(const Subjects& subjects, const Params& params) const;
  Status evaluate(const State& state, const Params& params, Outputs& out, Detail* detail) const;

 private:
  Format fp32_ = *parse_format("fp32").value, fp16_ = *parse_format("fp16").value;
};

/// What is wrong with the parameters for this workload, all at once. `a` is the original's anatomy.
void check(const CompressionParams& params, const Anatomy& a, const Workload& workload, Format native);
void describe(const CompressionState& state, const CompressionParams& params, const CompressionOutputs& out,
              Detail& detail);

}  // namespace fleetline::compression
