// Where the devices of a replica stand in the fleet: what must hold of them, and what they send one another takes.
#pragma once

#include <vector>

#include "costs.hpp"
#include "fleetline/fleet.hpp"

namespace fleetline::serving {

struct ServingParams;

/// Neighbouring devices of one kind, in nodes of one kind.
struct Place {
  Label name;  ///< of its first partition
  const Hardware* hardware = nullptr;
  std::uint32_t first_device = 0, devices = 1;
  std::vector<std::uint32_t> partitions;  ///< of each of its partitions, how many devices
};

/// Of a case's answer a place costs a few hundred bytes on the stack.
inline constexpr std::size_t most_places = 8;

/// The fleet's partitions, neighbours that are alike taken together; `usual` where it has none.
std::vector<Place> places_of(const Fleet& fleet, const Hardware& usual, const PrecisionPolicy& precision);

/// Throws InputError: a replica larger than every place, devices that nothing connects, more stages than layers, too
/// many kinds of hardware.
void check_placement(const Subjects& subjects, const std::vector<Place>& places, const ServingParams& params,
                     const PrecisionPolicy& precision);

/// Devices of a tensor group are neighbours, as are the tensor groups that share experts; stages follow one another,
/// from `first` on.
Division division_of(const Fleet& fleet, std::uint32_t first, const ServingParams& params);

}  // namespace fleetline::serving
