// Fleets of eight-device nodes with round numbers.
#pragma once

#include "cluster_fabric.hpp"
#include "node_fabric.hpp"
#include "topology/built_fleet.hpp"

namespace fleetline::fabrics::test {

inline std::shared_ptr<const Fabric> node_of(bool in_switch = false) {
  const auto library = std::make_shared<NodeLibrary>();
  library->efficiency = 1;
  library->pair_loss = 0;
  library->in_switch = in_switch ? 1 : 0;
  library->base = Seconds(10e-6);
  library->hop = Seconds(1e-6);
  NvlinkParams p;
  p.bandwidth = Bandwidth(400e9);
  p.library.record = library;
  return std::make_shared<const Nvlink>(p);
}

inline ClosParams cluster_params() {
  ClosParams p;
  p.bandwidth = Bandwidth(50e9);
  const auto library = std::make_shared<ClusterLibrary>();
  library->efficiency = 1;
  p.library.record = library;
  return p;
}

template <class Kind>
std::shared_ptr<const Fabric> cluster_of(const ClosParams& p) { return std::make_shared<const Kind>(p); }

inline BuiltFleet fleet_of(std::uint32_t nodes, std::shared_ptr<const Fabric> node, std::shared_ptr<const Fabric> cluster) {
  FleetSpec spec;
  spec.partitions.push_back({.name = Label("gpus"), .hardware = nullptr, .nodes = nodes, .devices_per_node = 8, .node_fabric = std::move(node), .site = {}, .node = {}});
  spec.cluster_fabric = std::move(cluster);
  return BuiltFleet(std::move(spec));
}

inline Group first(std::uint32_t n, std::uint32_t stride = 1) { return {0, {n, 1, 1, 1}, {stride, 0, 0, 0}}; }

inline Seconds time_of(const Fleet& fleet, CollectiveKind kind, double bytes, const Group& group) {
  Collective c;
  c.kind = kind;
  c.payload = Bytes(bytes);
  return fleet.price(c, group).time;
}

}  // namespace fleetline::fabrics::test
