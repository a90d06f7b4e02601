// Record `accuracy_study`: what compression did to a model's scores, as measured. Read from registry/accuracy.
#pragma once

#include <string>
#include <vector>

#include "fleetline/format.hpp"
#include "fleetline/schema.hpp"
#include "model.hpp"

namespace fleetline::compression {

enum class Metric : unsigned char { accuracy, perplexity };

struct Score {
  Format weights;      ///< with its groups: scores at g64 say nothing about g128
  Format activations;  ///< empty: as they were (weight-only)
  Sparsity sparsity_kind = Sparsity::none;
  double sparsity = 0.5;
  Metric metric = Metric::accuracy;
  std::string task, method;
  double baseline = 1, value = 1;
  /// Relative loss: lower accuracy, higher perplexity.
  double loss() const { return metric == Metric::accuracy ? 1 - value / baseline : value / baseline - 1; }
  static const Schema<Score>& schema();
};

struct AccuracyStudy {
  static constexpr std::string_view record_kind = "accuracy_study";
  std::string model;
  double parameters = 0;
  std::vector<Score> score;
  static const Schema<AccuracyStudy>& schema();
};

/// What a score must be of, to count: all of it. An empty method takes scores of any.
struct Treatment {
  Format weights, activations;
  Sparsity sparsity_kind = Sparsity::none;
  double sparsity = 0.5;
  std::string_view method;
};
bool of(const Score& score, const Treatment& treatment);

/// Smallest, largest and mean relative loss of a metric; `n` 0: nobody measured it.
struct LossRange {
  int n = 0;
  double low = 0, high = 0, mean = 0;
};
LossRange loss_range(const AccuracyStudy& study, Metric metric, const Treatment& treatment);

/// The study is of this model as far as can be told: its parameters are the workload's, to 2 % (published counts leave
/// out biases or norms).
bool of_model(const AccuracyStudy& study, double parameters);
/// "int4 g128 by HQQ or AWQ-HQQ, int8 by SmoothQuant": what it has scores of.
std::string treatments(const AccuracyStudy& study);

}  // namespace fleetline::compression
