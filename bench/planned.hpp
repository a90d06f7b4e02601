// What most benches stand on: a scenario, planned against the plugins and the registry of the build tree.
#pragma once

#include <stdexcept>
#include <string_view>

#include "scenario/planner.hpp"

namespace fleetline {

struct Planned {
  Plugins plugins{{PLUGIN_DIRECTORY}};
  Registry registry{{REGISTRY_DIRECTORY}};
  Session session{plugins, registry};
  Scenario scenario;

  explicit Planned(const char* file) {
    Problems problems;
    const Document document = load_document(file, {}, problems);
    problems.raise();
    scenario = make_scenario(document, session, problems);
    problems.raise();
  }
  const Plan& plan() const { return scenario.plans.front(); }
  const Plan& plan(std::string_view variant) const {
    for (const Plan& p : scenario.plans)
      if (p.variant == variant) return p;
    throw std::invalid_argument("no such variant");
  }
};

}  // namespace fleetline
