#include "study.hpp"

#include <algorithm>

namespace fleetline::compression {

LossRange loss_range(const AccuracyStudy& study, Metric metric, Format weights) {
  LossRange range;
  for (const Score& s : study.score) {
    if (s.metric != metric || s.weights.math != weights.math) continue;
    range.low = range.n == 0 ? s.loss() : std::min(range.low, s.loss());
    range.high = range.n == 0 ? s.loss() : std::max(range.high, s.loss());
    ++range.n;
  }
  return range;
}

const Schema<Score>& Score::schema() {
  static const auto schema =
      Schema<Score>("One measured score")
          .add("weights", &Score::weights, "", "Format of the weights", {.required = true})
          .add("metric", &Score::metric,
               {{Metric::accuracy, {"accuracy", 0, "higher is better"}}, {Metric::perplexity, {"perplexity", 0, "lower is better"}}}, "What was scored")
          .add("task", &Score::task, "", "On what")
          .add("method", &Score::method, "", "How it was compressed")
          .add("baseline", &Score::baseline, "1", "Before", {.range = positive, .required = true})
          .add("value", &Score::value, "1", "After", {.range = positive, .required = true});
  return schema;
}

const Schema<AccuracyStudy>& AccuracyStudy::schema() {
  static const auto schema = Schema<AccuracyStudy>("Scores of a model before and after compression")
                                 .add("model", &AccuracyStudy::model, "", "Which model")
                                 .add("score", &AccuracyStudy::score, "", "The scores");
  return schema;
}

}  // namespace fleetline::compression
