// The sentence a table of many cases opens with.
#pragma once

#include <string>
#include <vector>

#include "results.hpp"

namespace fleetline {

/// How many cases are feasible, where the first coded output changes, and the best value of the first output with a direction:
/// "10 cases, all feasible: bottleneck is compute throughout; throughput is best, 39.4 k 1/s, at batch = 512."
std::string sweep_verdict(const Results& results);

/// What the solvers themselves said of a case.
struct CaseVerdict {
  std::string variant, sentence;
};

/// Of a few variants with one case each: what was said of each, one a line. Empty when they are many, or something was not said.
std::string variants_verdict(const Results& results, const std::vector<CaseVerdict>& said);

/// "roofline.latency" -> "latency".
std::string short_name(const std::string& name);
/// "batch = 512, efficiency = 0.5": the axes of a row; empty for a single case. Two axes of one short name keep their long ones.
std::string case_axes(const Results& results, std::uint64_t row, bool with_variant = true);

}  // namespace fleetline
