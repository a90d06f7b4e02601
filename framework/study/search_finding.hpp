// The answer of one search in words: what is best and where, which constraint binds and what it costs, or what is nearest.
#pragma once

#include "search_report.hpp"

namespace fleetline {

/// "tco is least, $1.23M", "4 combinations are beaten by no other in ...", "no combination meets the constraints".
std::string search_headline(const ReportedSearch& search, const Results& results);

/// "nodes = 12, precision = fp8" of its first row; "" where nothing was searched.
std::string search_place(const ReportedSearch& search, const Results& results);

/// What a reader asks next: at, binds, within; of none: nearest, at, relax.
SearchFinding search_finding(const ReportedSearch& search, const Results& results, PlanRun& run);

/// The constrained side of a constraint in a case, as text: what its limit would have to be; "-" where that is no amount.
std::string side_at(const Constraint& constraint, PlanRun& run, std::uint64_t row, int digits);

}  // namespace fleetline
