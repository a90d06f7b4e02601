// The conformance kit: is a plugin file fit to be used? What `fleetline verify-plugin` and every plugin's own test run.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "check.hpp"

namespace fleetline::conformance {

struct Verification {
  std::string plugin;  ///< "roofline 0.1.0"; empty when its manifest could not be read
  std::vector<Outcome> outcomes;
  std::size_t count(Finding::State state) const;
};

/// Runs every check that applies. Entries of `registry_roots` serve as examples for the kinds this file holds.
Verification verify(const std::filesystem::path& file, const std::vector<std::filesystem::path>& registry_roots);

}  // namespace fleetline::conformance
