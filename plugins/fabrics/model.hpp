// Collectives on one tier: the mathematics. Pure functions of quantities.
//
// S payload, n members, k units (nodes) of r members each, W wire bytes of one member, B its bandwidth, alpha the time of one step.
#pragma once

#include <cmath>

#include "fleetline/collective.hpp"
#include "fleetline/quantity.hpp"

namespace fleetline::fabrics {

/// What one member sends in a bandwidth-optimal ring, as a multiple of S: nccl-tests, doc/PERFORMANCE.md; Patarasuk, Yuan 2009.
inline double ring_volume(CollectiveKind kind, double n) {
  switch (kind) {
    case CollectiveKind::all_reduce: return 2 * (n - 1) / n;
    case CollectiveKind::all_gather:
    case CollectiveKind::reduce_scatter:
    case CollectiveKind::all_to_all: return (n - 1) / n;
    case CollectiveKind::broadcast:
    case CollectiveKind::point_to_point: return 1;
  }
  return 1;
}

/// Steps that follow one another in that ring.
inline double ring_steps(CollectiveKind kind, double n) {
  switch (kind) {
    case CollectiveKind::all_reduce: return 2 * (n - 1);
    case CollectiveKind::point_to_point: return 1;
    default: return n - 1;
  }
}

/// A double binary tree (Sanders, Speck, Traeff 2009): each payload goes up and down once, over log2 levels.
inline double tree_volume() { return 2; }
inline double tree_steps(double units) { return 2 * std::ceil(std::log2(units)); }

/// A reduction in the switch: up once, down once with what the others contributed.
inline double switch_volume(double n) { return 1 + 1 / n; }

/// A message cut into chunks that follow one another through `fill` seconds of pipeline: with the best chunk size,
/// (sqrt(W / B) + sqrt(fill))^2 (Sanders, Speck, Traeff 2009, section 2). Half the bandwidth is reached where W / B = 5.8 fill.
inline Seconds pipelined(Seconds wire, Seconds fill) {
  const double root = std::sqrt(wire.base()) + std::sqrt(fill.base());
  return Seconds(root * root);
}

/// The share of a ring's bandwidth that n members reach: fewer members keep fewer channels busy.
inline double ring_share(double n, double pair_loss) { return 1 - pair_loss / (n - 1); }

}  // namespace fleetline::fabrics
