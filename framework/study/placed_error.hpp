// An InputError of a plugin, told with its place in the scenario.
#pragma once

#include <string>

#include "scenario/plan.hpp"

namespace fleetline {

/// A workload or solver knows what is wrong but not where it was written: the parameter of that name, or else the stage.
std::string placed(const InputError& error, const Stage& stage);

}  // namespace fleetline
