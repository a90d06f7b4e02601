// What a fleet's graph consists of and how far it carries, counted: for readers.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "built_fleet.hpp"

namespace fleetline {

std::string_view name_of(VertexKind kind);

struct VertexCount {
  VertexKind kind;
  Label name;
  std::size_t count = 0;
};

/// Links that are alike and join vertices that are called alike.
struct LinkCount {
  Link link;
  Label a, b;               ///< names of the vertices; those nearer to the accelerators first
  std::uint32_t level = 0;  ///< links from a to the nearest accelerator
  std::size_t count = 0;
};

/// What meets at switches that are alike: bandwidth towards the accelerators, and away from them or between equals.
struct SwitchLoad {
  VertexKind kind;
  Label name;
  Bandwidth below, beyond;  ///< of one, one direction
  std::size_t count = 0;

  /// More than 1: those below cannot all send beyond at once. 0: nothing lies beyond.
  double oversubscription() const { return beyond.base() > 0 ? below.base() / beyond.base() : 0.0; }
};

/// Causes of failure of one kind that take equally many accelerators along.
struct BlastCount {
  VertexKind kind;
  Label name;
  std::uint32_t lost = 0;
  std::size_t count = 0;
};

/// One tier as all that it connects see it.
struct TierReport {
  std::string where;   ///< "inside a node", "between nodes", "between sites"; with the partition or site where there are several
  Label fabric;
  GroupProfile profile;
  Bandwidth bisection; ///< one direction, between the first half of its units and the second
  std::vector<Label> algorithms;
};

/// The best way between the first and the last accelerator.
struct Route {
  Path path;
  std::vector<Vertex> way;           ///< both ends included; empty: there is none
  std::vector<std::uint32_t> links;  ///< of graph.links(): from each of `way` to the next
};

struct FleetReport {
  std::uint32_t devices = 0, nodes = 0, sites = 0;
  std::vector<VertexCount> vertices;
  std::vector<LinkCount> links;
  std::vector<SwitchLoad> switches;
  std::vector<TierReport> tiers;
  std::vector<BlastCount> blasts;
  Route route;
  Profiles everybody;  ///< the group of all accelerators: connected, or what is missing
};

/// `fleet` has a topology.
FleetReport report_on(const BuiltFleet& fleet);

/// Links to the nearest accelerator, per vertex; the number of vertices: there is no way.
std::vector<std::uint32_t> levels(const TopologyView& graph);

}  // namespace fleetline
