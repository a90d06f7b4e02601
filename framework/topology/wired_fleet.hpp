// The fleet's graph, wired tier by tier, and which links came from which domain.
#pragma once

#include <vector>

#include "fleet_graph.hpp"
#include "fleet_layout.hpp"

namespace fleetline {

/// The links that one call of Fabric::wire made.
struct Domain {
  std::size_t first_link = 0, last_link = 0;
};

struct WiredFleet {
  FleetGraph graph;
  std::vector<Domain> nodes;            ///< per node; empty domains where a node has no fabric
  std::vector<Domain> sites;            ///< per site: between its nodes
  Domain wide_area;                     ///< between sites
  std::vector<std::uint32_t> node_of;   ///< per vertex: the node it belongs to, or the number of nodes: to none
  std::vector<std::uint32_t> site_of;   ///< per vertex: the site it stands at, or the number of sites: between them

  std::span<const WiredLink> links(const Domain& domain) const {
    return graph.links().subspan(domain.first_link, domain.last_link - domain.first_link);
  }
};

/// Every device becomes an accelerator, every node a host that takes them along when it fails; then each node fabric wires its
/// nodes, each cluster fabric its site, and the wide area the sites. Where there are several sites, each is a vertex that takes
/// its hosts and switches along. Lets through what fabrics throw.
WiredFleet wire_fleet(const FleetSpec& spec, const FleetLayout& layout);

}  // namespace fleetline
