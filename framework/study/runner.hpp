// Runs every case of a scenario, on all cores, into one table of results.
#pragma once

#include <functional>

#include "results.hpp"
#include "scenario/planner.hpp"

namespace fleetline {

struct RunSettings {
  int jobs = 0;  ///< threads; 0: one per core
  /// Called from time to time, from any thread, with finished and all cases.
  std::function<void(std::uint64_t, std::uint64_t)> progress;
};

struct Run {
  Results results;
  bool bad_input = false;  ///< some case failed for what the scenario says (exit code 1)
};

/// Rows are in case order, whatever the number of threads; a failed case is a row with its reason. A scenario of one case also gets its
/// details (tables, notes, verdict).
Run run_scenario(const Scenario& scenario, const RunSettings& settings);

/// Solves the first case of every plan and reports what only shows when workload and solver meet: a context longer than the
/// model's, a table that no stage makes. What `check` does beyond planning.
void rehearse(const Scenario& scenario, Problems& problems);

}  // namespace fleetline
