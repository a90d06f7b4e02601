// What is shown of single cases that were solved with somebody looking: which ones, their tables, the verdict.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "results.hpp"
#include "scenario/plan.hpp"
#include "search.hpp"

namespace fleetline {

/// The first case of every distinct preparation, in order, or the best of every search; a bounded number of them.
std::vector<std::uint64_t> rows_to_look_at(const Plan& plan, const std::optional<SearchResult>& found);

/// Of a chain the sentence of the stage with most of the columns shown; of several the last.
std::string verdict_of(const Plan& plan, const std::vector<Detail>& details);

/// Copies a table that the scenario shows, or says that there is none. `solved`: a case without an answer has its own reason for having no table.
void show_table(const Plan& plan, const PlannedTable& wanted, bool only_case, bool solved, const std::vector<Detail>& details, Results& results, Problems& problems);

}  // namespace fleetline
