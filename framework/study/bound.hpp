// When the rest of a line of cases need not be tried: the objective only gets worse along it, by a promise of the solver's manifest
// that verify-plugin checks.
#pragma once

#include <optional>
#include <string>

#include "scenario/plan.hpp"

namespace fleetline {

/// A searched dimension along which the one objective never gets better.
struct MonotoneLine {
  std::uint32_t dimension = 0;
  bool ascending = true;  ///< it gets worse (or stays) from the first value to the last; false: from the last to the first
  std::string why;        ///< "latency never falls when batch rises (promised by solver 'roofline')"
};

/// Only what is certain: one objective, an output of one stage; one searched parameter of that stage, its values in order, which nothing else
/// that the objective rests on depends on; and a promise that relates the two. Of several such dimensions the longest.
std::optional<MonotoneLine> monotone_line(const Plan& plan);

}  // namespace fleetline
