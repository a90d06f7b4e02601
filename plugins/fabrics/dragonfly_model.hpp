// The mathematics of a dragonfly: switches, ports and tapers. Pure functions; in units of a cable between switches
// where not said otherwise.
#pragma once

namespace fleetline::fabrics {

/// One machine: `groups` of `switches` with `endpoints` adapters in all, each `endpoint` of a cable between switches
/// wide.
struct DragonflyShape {
  double endpoints = 0, endpoint = 1;  ///< of a group
  double switches = 1, spines = 0;     ///< of a group; spines: those between switches that hold adapters
  double groups = 1;
  double local_links = 1, global_links = 0;  ///< between two switches of a group; between two groups

  /// What leaves a group over what its adapters send.
  double taper() const;
  /// Of a switch that holds adapters, and of a spine (0 where there is none).
  double ports_of_switch() const, ports_of_spine() const;
};

/// Cables between two groups that give this taper.
double global_links_for(double taper, const DragonflyShape& shape);

/// Adapters on each switch of `radix` ports that leave it balanced.
double balanced_endpoints(double radix, bool has_spines);

}  // namespace fleetline::fabrics
