// Tries every combination of an [optimize] and chooses the rows to show. Memory depends on what is shown only.
#pragma once

#include <functional>

#include "tally.hpp"

namespace fleetline {

/// A row of the results, before it is solved again to be shown.
struct Chosen {
  std::uint64_t row = 0;      ///< of the plan
  std::uint32_t group = 0;    ///< which search, by what is swept beside it
  std::uint32_t rank = 1;     ///< from 1, best first
  bool admissible = true;     ///< false: the nearest there is
  std::string why = {};       ///< not admissible: what it misses
  Status::Code code = Status::Code::ok;
};

struct SearchResult {
  std::vector<Tally> groups;
  std::vector<Chosen> chosen;   ///< by group, then rank
};

/// The same for any number of threads. `progress` is called with numbers of finished cases.
SearchResult search(PlanRun& run, const std::function<void(std::uint64_t)>& progress = {});

/// "economics.tco is $5.9M, 18 % beyond the limit": what a solved case misses, one clause per constraint.
std::vector<std::string> misses_of(const Plan& plan, const double* slots);

}  // namespace fleetline
