// From a document to plans: the one place that knows the sections of a scenario.
#pragma once

#include "document.hpp"
#include "plan.hpp"

namespace fleetline {

/// What the scenario says about itself, and its plans, one per variant.
struct Scenario {
  std::string name, question;
  std::vector<Plan> plans;
  std::uint64_t cases() const;
};

/// Resolves everything. All problems of all variants are collected; the scenario is usable only if there are none.
Scenario make_scenario(const Document& document, Session& session, Problems& problems);

/// Directories that `[plugins] path = [...]` adds, relative to the scenario file.
std::vector<std::filesystem::path> plugin_directories(const Document& document, Problems& problems);
/// Registries that `[registry] path = [...]` lays over ours, the last over the others.
std::vector<std::filesystem::path> registry_directories(const Document& document, Problems& problems);

/// The fleets alone, as the file has them: one plan per variant with its fleet, and no stages. For questions that no solver answers.
Scenario make_fleets(const Document& document, Session& session, Problems& problems);

}  // namespace fleetline
