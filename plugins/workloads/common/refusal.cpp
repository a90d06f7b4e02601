#include "common/refusal.hpp"

#include <cmath>
#include <stdexcept>

#include "common/counts.hpp"
#include "fleetline/problem.hpp"
#include "fleetline/text.hpp"

namespace fleetline::workloads {
namespace {

[[noreturn, gnu::cold]] void refuse_tokens() {
  refuse("step", "this workload has no token axis: it cannot decode or prefill",
         "samples (inference) or training sequences");
}

[[noreturn, gnu::cold]] void refuse_missing(std::string_view format) {
  throw std::invalid_argument(cat("the step's precision policy has no format for ", format));
}

}  // namespace

void refuse(std::string path, std::string what, std::string expected, std::string suggestion) {
  Problems problems;
  problems.add({}, std::move(path), std::move(what), std::move(expected), std::move(suggestion));
  problems.raise();
  throw std::logic_error("a refusal that did not raise");
}

double samples_of(const Step& step) {
  if (step.decode.sequences > 0 || !step.prefill.empty()) refuse_tokens();
  const bool training = step.mode == Mode::training;
  const double samples = training ? step.train.sequences : step.samples;
  if (samples > 0 && std::isfinite(samples)) return samples;
  refuse(training ? "step.train.sequences" : "step.samples", cat("the step asks for ", count_text(samples), " samples"),
         "more than none");
}

void require_unsharded(const Sharding& sharding) {
  auto whole = [](std::string_view axis, std::uint32_t degree) {
    if (degree != 1)
      refuse(cat("sharding.", axis), cat("this workload runs whole on one device: ", axis, " sharding of ", degree,
                                         " is not possible"), "1 (spread samples over devices instead)", "1");
  };
  whole("tensor", sharding.tensor);
  whole("context", sharding.context);
  whole("expert", sharding.expert);
}

void require_formats(const Step& step, bool tokens) {
  const PrecisionPolicy& p = step.precision;
  if (!p.math) refuse_missing("arithmetic");
  if (!p.weights) refuse_missing("weights");
  if (!p.activations) refuse_missing("activations");
  if (step.mode == Mode::inference) {
    if (tokens && !p.kv) refuse_missing("the KV cache");
  } else {
    if (!p.gradients) refuse_missing("gradients");
    if (step.train.optimizer != Optimizer::sgd && !p.moments) refuse_missing("the optimizer's moments");
  }
}

}  // namespace fleetline::workloads
