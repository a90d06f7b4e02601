// Where did this number come from: the value, its equation by name, each input with the file and line, the
// default's plugin, or the stage that produced it.
#pragma once

#include <string>
#include <vector>

#include "fleetline/problem.hpp"
#include "scenario/planner.hpp"

namespace fleetline {

/// One line of an explanation and what it rests on.
struct Explanation {
  std::string name;      ///< "roofline.latency"
  std::string value;     ///< "552.6 us"
  std::string doc;
  std::string equation;  ///< "latency = ..."; empty for what was given
  std::string origin;    ///< "scenarios/a.toml:12:5", "default of solver 'roofline'", "registry/hardware/A100.toml:9:1, NVIDIA ... (2021-06)"
  std::string overrides; ///< what the origin hides: the registry's own value, say
  std::vector<Explanation> from;
  std::string of_case = {};  ///< of the outermost, when there are several: "case 3 of 20: variant ResNet-50, roofline.batch = 4"
};

/// Explains `metric` in case `row` (from 0) of the scenario's plans laid end to end. Adds a problem for an unknown metric (with the
/// nearest) or case.
Explanation explain(const Scenario& scenario, const std::string& metric, std::uint64_t row, Problems& problems);

}  // namespace fleetline
