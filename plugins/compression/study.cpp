#include "study.hpp"

#include <algorithm>
#include <cmath>

#include "fleetline/text.hpp"

namespace fleetline::compression {
namespace {

/// bf16 and fp16 are one precision to a study: scores differ by less than they are printed to.
bool same(Format a, Format b) { return a == b || (a.bits == 16 && b.bits == 16 && a.group == 0 && b.group == 0); }

}  // namespace

bool of(const Score& s, const Treatment& t) {
  return same(s.weights, t.weights) && s.activations == t.activations && s.sparsity_kind == t.sparsity_kind &&
         (s.sparsity_kind != Sparsity::unstructured || std::fabs(s.sparsity - t.sparsity) < 1e-9) &&
         (t.method.empty() || s.method == t.method);
}

LossRange loss_range(const AccuracyStudy& study, Metric metric, const Treatment& treatment) {
  LossRange range;
  for (const Score& s : study.score) {
    if (s.metric != metric || !of(s, treatment)) continue;
    range.low = range.n == 0 ? s.loss() : std::min(range.low, s.loss());
    range.high = range.n == 0 ? s.loss() : std::max(range.high, s.loss());
    range.mean += s.loss();
    ++range.n;
  }
  if (range.n > 0) range.mean /= range.n;
  return range;
}

bool of_model(const AccuracyStudy& study, double parameters) {
  return std::fabs(study.parameters / parameters - 1) <= 0.02;
}

std::string treatments(const AccuracyStudy& study) {
  std::vector<std::string> seen;
  for (const Score& s : study.score) {
    std::string one =
        cat(name_of(s.weights), s.activations ? cat(" with ", name_of(s.activations), " activations") : "");
    if (s.sparsity_kind == Sparsity::two_of_four) one += " with 2:4 zeros";
    if (s.sparsity_kind == Sparsity::unstructured) one += cat(" with ", number_text(100 * s.sparsity), " % zeros");
    if (!s.method.empty()) one += cat(" by ", s.method);
    if (std::find(seen.begin(), seen.end(), one) == seen.end()) seen.push_back(std::move(one));
  }
  const std::vector<std::string_view> names(seen.begin(), seen.end());
  return one_of(names);
}

const Schema<Score>& Score::schema() {
  static const auto schema =
      Schema<Score>("One measured score")
          .add("weights", &Score::weights, "", "Format of the weights, with its groups", {.required = true})
          .add("activations", &Score::activations, "", "Format of activations; not given: as they were")
          .add("sparsity_kind", &Score::sparsity_kind,
               {{Sparsity::none, {"none", 0, "all weights"}},
                {Sparsity::unstructured, {"unstructured", 0, "any weight may be zero"}},
                {Sparsity::two_of_four, {"two_of_four", 0, "two of every four are zero"}}},
               "Which weights were set to zero")
          .add("sparsity", &Score::sparsity, "", "Unstructured: share of weights that are zero",
               {.range = {.low = 0, .high = 1, .open_high = true}})
          .add("metric", &Score::metric,
               {{Metric::accuracy, {"accuracy", 0, "higher is better"}},
                {Metric::perplexity, {"perplexity", 0, "lower is better"}}},
               "What was scored")
          .add("task", &Score::task, "", "On what")
          .add("method", &Score::method, "", "How it was compressed")
          .add("baseline", &Score::baseline, "1", "Before", {.range = positive, .required = true})
          .add("value", &Score::value, "1", "After", {.range = positive, .required = true});
  return schema;
}

const Schema<AccuracyStudy>& AccuracyStudy::schema() {
  static const auto schema =
      Schema<AccuracyStudy>("Scores of a model before and after compression")
          .add("model", &AccuracyStudy::model, "", "Which model", {.required = true})
          .add("parameters", &AccuracyStudy::parameters, "1", "Its parameters: a workload of another size is refused",
               {.range = positive, .required = true})
          .add("score", &AccuracyStudy::score, "", "The scores");
  return schema;
}

}  // namespace fleetline::compression
