// [[expect]] judged over all cases of a plan.
#pragma once

#include <utility>
#include <vector>

#include "results.hpp"
#include "scenario/plan.hpp"

namespace fleetline {

/// Slot -> its value in every case of the plan.
using KeptColumns = std::vector<std::pair<int, std::vector<double>>>;

/// Appends one Expectation per [[expect]] to `results`; equal ones of several variants are joined. A case that is not ok, or
/// lacks a value, does not meet it.
/// `asked`: by row of the plan, whether it is judged; empty: all `rows` are.
void judge_expectations(const Plan& plan, const KeptColumns& kept, std::uint64_t first_row, std::uint64_t rows, const std::vector<bool>& asked, Results& results);

}  // namespace fleetline
