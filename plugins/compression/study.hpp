// Record `accuracy_study`: what compression did to a model's scores, as measured. Read from registry/accuracy.
#pragma once

#include <string>
#include <vector>

#include "fleetline/format.hpp"
#include "fleetline/schema.hpp"

namespace fleetline::compression {

enum class Metric : unsigned char { accuracy, perplexity };

struct Score {
  Format weights;
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
  std::vector<Score> score;
  static const Schema<AccuracyStudy>& schema();
};

/// Smallest and largest relative loss of a metric at a weight format; `n` 0: nobody measured it.
struct LossRange { int n = 0; double low = 0, high = 0; };
LossRange loss_range(const AccuracyStudy& study, Metric metric, Format weights);

}  // namespace fleetline::compression
