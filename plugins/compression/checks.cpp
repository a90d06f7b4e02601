// What parameters a workload admits, and the nearest that it does.
#include <algorithm>
#include <cmath>
#include <numeric>

#include "fleetline/text.hpp"
#include "solver.hpp"

namespace fleetline::compression {
namespace {

/// Units are pruned whole: 32 heads can lose 8 or 9 of them, not 8.3.
void whole(double share, double units, std::string_view what, std::string_view path, Problems& problems) {
  const double gone = share * units, nearest = std::min(std::round(gone), units - 1);
  if (std::fabs(gone - std::round(gone)) < 1e-6) return;
  problems.add({}, std::string(path),
               cat(number_text(100 * share), " % of ", units, " ", what, " are ", number_text(gone)),
               cat("a whole number of ", what), exact_text(nearest / units));
}

void check_structure(const CompressionParams& p, const Anatomy& a, Problems& problems) {
  const auto none = [&](std::string_view path, std::string_view what, std::string_view has) {
    problems.add({}, std::string(path), cat("the workload has no ", what), std::string(has));
  };
  if (p.heads_pruned > 0) {
    if (a.heads <= 0)
      none("heads_pruned", "attention", "a transformer");
    else if (a.latent)
      problems.add({}, "heads_pruned", "heads of latent attention share one cache, and are not modelled apart", "0");
    else if (a.apart)
      problems.add({}, "heads_pruned",
                   "queries and keys are products of their own here (cross attention), and are not pruned apart", "0");
    else if (a.kv_heads > 1)
      whole(p.heads_pruned, a.kv_heads, "key-value heads", "heads_pruned", problems);
    else
      whole(p.heads_pruned, a.heads, "heads", "heads_pruned", problems);
  }
  if (p.ffn_pruned > 0)
    a.ffn > 0 ? whole(p.ffn_pruned, a.ffn, "feed-forward columns", "ffn_pruned", problems)
              : none("ffn_pruned", "feed-forward network outside experts", "a dense transformer");
  if (p.layers_pruned > 0) {
    for (const double copies : a.repeats) whole(p.layers_pruned, copies, "layers", "layers_pruned", problems);
    if (a.repeats.empty()) none("layers_pruned", "layers that repeat", "a transformer");
  }
  if (p.channels_pruned > 0 && !a.convolutions)
    none("channels_pruned", "convolutions",
         "a convolutional network; heads_pruned, ffn_pruned and layers_pruned are a transformer's");
}

/// Scales stand along a product's inputs: a group that does not divide them would reach over two rows.
void check_groups(const CompressionParams& p, const Anatomy& a, Problems& problems) {
  const auto group = static_cast<std::int64_t>(p.weights.group);
  if (group == 0) {
    if (p.zero_bits > 0)
      problems.add({}, "zero_bits",
                   cat("zero points stand beside the scale of a group, and ", name_of(p.weights), " has no groups"),
                   cat("weights with groups: \"", name_of(p.weights), " g128\""));
    return;
  }
  std::int64_t common = 0, refused = 0;
  for (const double length : a.inputs) {
    const auto n = static_cast<std::int64_t>(std::llround(length));
    common = std::gcd(common, n);
    if (n % group != 0 && refused == 0) refused = n;
  }
  if (refused == 0) return;
  std::int64_t nearest = 1;
  for (std::int64_t g = 1; g <= std::min<std::int64_t>(common, 1 << 20); g *= 2)
    if (common % g == 0) nearest = std::llabs(g - group) <= std::llabs(nearest - group) ? g : nearest;
  problems.add(
      {}, "weights", cat("groups of ", group, " do not divide the ", refused, " inputs of a product of the layers"),
      nearest > 1 ? std::string("a group that divides them all")
                  : cat("weights without groups: a scale per output, \"", name_of(format_of(p.weights.math)), "\""),
      nearest > 1 ? cat(name_of(format_of(p.weights.math)), " g", nearest)
                  : std::string(name_of(format_of(p.weights.math))));
}

void check_study(const CompressionParams& p, const Anatomy& a, Problems& problems) {
  if (!p.accuracy) {
    if (!p.method.empty())
      problems.add({}, "method", "a method chooses among the scores of a study, and none is named",
                   "accuracy = \"NAME\" beside it");
    return;
  }
  const AccuracyStudy& study = *p.accuracy;
  if (!of_model(study, a.parameters()))
    problems.add(
        {}, "accuracy",
        cat("study '", p.accuracy.name, "' scored ", study.model, " with ", number_text(study.parameters / 1e9, 3),
            " G parameters; the workload has ", number_text(a.parameters() / 1e9, 3), " G"),
        "a study of this model (registry/accuracy), or no study: what nobody measured has no range");
  std::vector<std::string_view> methods;
  for (const Score& s : study.score)
    if (std::find(methods.begin(), methods.end(), s.method) == methods.end()) methods.push_back(s.method);
  if (!p.method.empty() && std::find(methods.begin(), methods.end(), p.method) == methods.end())
    problems.add({}, "method", cat("study '", p.accuracy.name, "' has no scores by '", p.method, "'"), one_of(methods),
                 std::string(nearest(p.method, methods)));
}

}  // namespace

void check(const CompressionParams& p, const Anatomy& a, const Workload& workload, Format native) {
  Problems problems;
  if (p.weights.bits > native.bits)
    problems.add({}, "weights",
                 cat(name_of(p.weights), " is wider than the ", name_of(native), " that the weights have"),
                 "a narrower format, for example \"int4 g128\"");
  if (!(a.parameters() > 0))
    problems.add({}, "workload", "the workload has no weights to compress", "one with layers");
  else if (workload.facts().parameters > 0 && !(a.matrices > 0))
    problems.add({}, "workload", "the layers of the workload have no matrices to compress", "a network with products");
  if (a.own)
    problems.add(
        {}, "workload",
        cat("some of the layers' matrices come in ", name_of(a.own), " already, the others in ", name_of(native)),
        "a model published in one format: what is left of two is not counted");
  check_groups(p, a, problems);
  check_structure(p, a, problems);
  check_study(p, a, problems);
  problems.raise();
}

}  // namespace fleetline::compression
