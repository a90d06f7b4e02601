// An InputError of a plugin, told with its place in the scenario.
#pragma once

#include <string>

#include "scenario/plan.hpp"

namespace fleetline {

/// A workload or solver knows what is wrong but not where it was written: the parameter of that name, or else the stage. Nor which
/// registry entries would do: it writes "{sites: pue}" for the sites that have one. Without a registry that stays as it is.
std::string placed(const InputError& error, const Stage& stage, Registry* registry);

}  // namespace fleetline
