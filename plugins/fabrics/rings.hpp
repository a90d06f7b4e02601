// Rings through a mesh of links without a switch: how many, and how fast.
#pragma once

#include <cstdint>
#include <vector>

#include "fleetline/schema.hpp"

namespace fleetline::fabrics {

constexpr int most_meshed = 8;  ///< beyond that a mesh without switches has not been built

/// A cable between two devices of a node, by their numbers in it.
struct MeshLink {
  std::int64_t a = 0, b = 0, lanes = 1;
  static const Schema<MeshLink>& schema();
};

/// Directed rings through the devices 0 .. n - 1, each lane carrying one ring each way; where no ring visits everyone
/// once, what the worst connected device is left with, passed n - 1 of n times. In lanes.
double ring_lanes(const std::vector<MeshLink>& mesh, int n);

/// Of a mesh of each with each, `lanes` cables between any two: directed rings through n devices that share no direction of a cable.
/// All directions of all cables, but for an odd number of cables between 4 or 6 devices (Tillson 1980). In lanes.
double full_ring_lanes(int n, int lanes);

}  // namespace fleetline::fabrics
