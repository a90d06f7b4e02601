// What a search has to say: the answer in a sentence, how it knows, and what each constraint rules out.
#pragma once

#include "results.hpp"
#include "search.hpp"

namespace fleetline {

/// One search, and its rows in the results.
struct ReportedSearch {
  const Plan* plan = nullptr;
  const Tally* tally = nullptr;
  std::uint64_t first_row = 0, rows = 0;
  std::uint64_t combinations = 0;  ///< there are; `tally` says how many were tried
  std::string cut_why = {};        ///< why the rest could be left out
};

/// "tco is least, $1.23M, at nodes = 12: all 3,072 combinations tried, 214 meet the constraints."
std::string search_verdict(const std::vector<ReportedSearch>& searches, const Results& results);

/// "the best fleet.nodes is the last that was searched, 64: ...", for ranges that may have been too short.
std::vector<std::string> range_notes(const ReportedSearch& search, const Results& results);

/// One row per constraint and per reason for having no answer: how many cases it rules out, and what would be needed.
DetailTable constraint_table(const ReportedSearch& search, PlanRun& run);

}  // namespace fleetline
