// Parameters to try a component with: a registry entry of its kind where there is one, otherwise its defaults with an example for
// each required field.
#pragma once

#include <string>
#include <vector>

#include "catalog/registry.hpp"
#include "fleetline/manifest.hpp"

namespace fleetline::conformance {

struct Example {
  Table table;
  std::string origin;  ///< "its defaults", "registry entry hardware/A100"
};

/// Best first. `registry` may be nullptr.
std::vector<Example> examples_of(const Component& component, Registry* registry);

/// A value inside `field`'s range, in the unit it is declared in: its default if it has one.
double example_number(const Field& field);

}  // namespace fleetline::conformance
