// The narrowest cuts of one domain of a tier: how much bandwidth its units share.
#pragma once

#include <cstdint>
#include <map>
#include <span>
#include <utility>
#include <vector>

#include "lumping.hpp"
#include "wiring.hpp"

namespace fleetline {

/// The links of one domain, each unit (a node, or a device) shrunk to a point: what moves inside a unit is another
/// tier's. Not for two threads at once.
class TierCuts {
 public:
  /// `unit_of[v]`: the unit that vertex v belongs to; units and above: v is a switch, say, of this domain.
  TierCuts(std::span<const WiredLink> links, const std::vector<std::uint32_t>& unit_of,
           std::vector<std::uint32_t> devices_of_unit);

  /// One direction, per device, when every device of the units [first, last] sends to the far side of the narrowest cut
  /// between the first 1, 2, 4 ... units of them, or the first half, and the rest. Zero when they are not connected.
  /// Kept: the same question again is a look-up.
  double bandwidth_per_device(std::uint32_t first, std::uint32_t last);
  /// One direction, from the first half of all units to the second. Zero for fewer than two.
  double bisection() const;

 private:
  double flow(std::uint32_t first, std::uint32_t middle, std::uint32_t last) const;
  double flow_per_device(std::uint32_t first, std::uint32_t middle, std::uint32_t last) const;
  std::uint64_t devices(std::uint32_t first, std::uint32_t last) const;

  std::vector<std::uint32_t> devices_of_unit_;
  CutGraph graph_;  ///< every unit a point, switches that are alike one
  std::vector<std::uint32_t> point_of_unit_;
  std::map<std::pair<std::uint32_t, std::uint32_t>, double> known_;
};

}  // namespace fleetline
