// Solver `compression`: what smaller weights save, gain and cost. Contract: fleetline/solver.hpp.
#pragma once

#include <memory>
#include <optional>

#include "compressed.hpp"
#include "fleetline/sdk.hpp"
#include "study.hpp"

namespace fleetline::compression {

struct CompressionParams {
  Format weights = *parse_format("int4 g128").value;
  std::optional<Format> activations, kv, math;
  bool keep_ends = true;
  Sparsity sparsity_kind = Sparsity::none;
  double sparsity = 0.5;
  std::int64_t batch = 1, context = 1024;
  double efficiency = 1, memory_efficiency = 1;
  Ref<AccuracyStudy> accuracy;
  static const Schema<CompressionParams>& schema();
};

struct CompressionOutputs {
  Bytes fp32_size, original_size, bare_size, compressed_size;
  double bare_savings = 0, savings = 0, ratio = 1, ratio_from_fp32 = 1;
  Seconds original_latency, latency, original_memory_time, memory_time;
  double speedup = 1, memory_speedup = 1;
  bool native_arithmetic = true;
  std::optional<double> accuracy_loss_low, accuracy_loss_high, perplexity_increase_low, perplexity_increase_high;
  static const Schema<CompressionOutputs>& schema();
};

/// One decode step (or one forward pass), priced operator by operator.
struct Priced {
  std::vector<Cost> operators;  ///< all runs
  Seconds fixed, memory;        ///< overheads; traffic alone, at peak
  Seconds latency(double efficiency, double memory_efficiency) const;
};

struct CompressionState : Prepared {
  double layer_parameters = 0, end_parameters = 0;
  Format native;
  Priced before, after;
  bool native_arithmetic = true;
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

}  // namespace fleetline::compression
