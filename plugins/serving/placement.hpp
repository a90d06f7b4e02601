// Where the devices of a replica stand in the fleet: what must hold of them, and what they send one another takes.
#pragma once

#include "costs.hpp"
#include "fleetline/fleet.hpp"

namespace fleetline::serving {

struct ServingParams;

/// Throws InputError: a replica larger than the fleet, devices that nothing connects, more stages than layers, hardware
/// of several kinds.
void check_placement(const Subjects& subjects, const ServingParams& params, const PrecisionPolicy& precision);

/// Devices of a tensor group are neighbours; stages follow one another, from device 0 on.
Division division_of(const Fleet& fleet, std::uint32_t tensor, std::uint32_t pipeline);

}  // namespace fleetline::serving
