// What every network between nodes wires alike: adapters and racks.
#pragma once

#include <string_view>
#include <vector>

#include "fleetline/topology.hpp"

namespace fleetline::fabrics {

std::vector<Vertex> add_all(TopologyBuilder& builder, VertexKind kind, std::string_view name, std::size_t count);

/// More adapters than devices: a device's share of them counts as one, of so many lanes.
double lanes_of_adapter(const EndpointUnit& node, std::int64_t adapters);

/// Of each node, joined to its devices and failing with it; fewer than devices are shared by consecutive ones. 0: one
/// for each device.
std::vector<std::vector<Vertex>> add_adapters(TopologyBuilder& builder, Bandwidth bandwidth, std::int64_t adapters);

/// Racks take their nodes along.
void add_racks(TopologyBuilder& builder, std::int64_t nodes_per_rack);

}  // namespace fleetline::fabrics
