// [optimize]: the best of many cases instead of all of them.
//
//   [optimize]
//   minimize   = "economics.tco"               # or maximize; a list, or both: what no other case beats in all of them
//   subject_to = ["serving.itl < 50 ms", "sustainability.carbon < 500 tCO2e"]
//   keep       = 10                            # rows to show, best first
//   [optimize.over]                            # places of the scenario, written like sweeps
//   fleet.nodes             = { from = 1, to = 64 }
//   serving.tensor_parallel = [1, 2, 4, 8]
//   workload.use            = ["Llama-3-8B", "Llama-3-70B"]
//
// A searched place is a sweep whose cases compete; ordinary sweeps beside it make one search each.
#pragma once

#include "names.hpp"

namespace fleetline {

/// Puts every entry of `over` into the tree as a sweep, creating places that are left at their defaults, and returns their paths. What
/// the command line fixes (--set) is not searched. Adds problems for places that cannot be, and for those swept already.
std::vector<std::string> place_searched_axes(Value& root, Problems& problems);

/// Objectives, constraints and which dimensions are searched: `plan.search`, if there is an [optimize].
void plan_search(Plan& plan, const Value& root, const std::vector<PlacedAxis>& axes, const std::vector<std::string>& searched,
                 SlotNames& names, Problems& problems);

}  // namespace fleetline
