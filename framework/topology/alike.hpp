// Which vertices of a fleet graph look alike: what a drawing can show once.
#pragma once

#include <cstdint>
#include <vector>

#include "fleetline/topology.hpp"

namespace fleetline {

/// A number per vertex, from 0 in the order of first appearance; equal numbers: equal kind and name, links of equal sorts to
/// equally many vertices of each number, failing with the same and taking the same along. The coarsest such division (colour
/// refinement: Cardon, Crochemore 1982).
std::vector<std::uint32_t> alike(const TopologyView& graph);

}  // namespace fleetline
