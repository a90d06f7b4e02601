#include "wired_fleet.hpp"

namespace fleetline {

namespace {

Domain wire(const Fabric* fabric, Wiring& wiring, std::span<const Vertex> endpoints, std::span<const EndpointUnit> units) {
  Domain domain{wiring.links.size(), wiring.links.size()};
  if (fabric != nullptr) {
    WiringSession session(wiring, endpoints, units);
    fabric->wire(session);
    domain.last_link = wiring.links.size();
  }
  return domain;
}

/// Accelerators and hosts are called what their partition is called: their number says the rest.
EndpointUnit add_node(Wiring& wiring, const FleetLayout::Node& node, Label name) {
  const EndpointUnit unit{wiring.add(VertexKind::host, name), node.first_device, node.devices};
  for (std::uint32_t d = 0; d < node.devices; ++d) {
    wiring.devices.push_back(wiring.add(VertexKind::accelerator, name));
    wiring.failures.emplace_back(unit.host, wiring.devices.back());
  }
  return unit;
}

}  // namespace

WiredFleet wire_fleet(const FleetSpec& spec, const FleetLayout& layout) {
  Wiring wiring;
  wiring.devices.reserve(layout.devices());  // sessions borrow parts of it
  std::vector<EndpointUnit> units;
  std::vector<Domain> nodes;
  std::vector<std::uint32_t> node_of;
  const auto node_count = static_cast<std::uint32_t>(layout.nodes().size());

  for (std::uint32_t n = 0; n < node_count; ++n) {
    const FleetLayout::Node& node = layout.nodes()[n];
    const PartitionSpec& partition = spec.partitions[node.partition];
    units.push_back(add_node(wiring, node, partition.name));
    const auto endpoints = std::span<const Vertex>(wiring.devices).last(node.devices);
    const EndpointUnit alone{units.back().host, 0, node.devices};
    nodes.push_back(wire(partition.node_fabric.get(), wiring, endpoints, {&alone, 1}));
    node_of.resize(wiring.kinds.size(), n);  // all that was added since the last node
  }
  const std::vector<Vertex> all = wiring.devices;
  const Domain cluster = wire(spec.cluster_fabric.get(), wiring, all, units);
  node_of.resize(wiring.kinds.size(), node_count);
  return {FleetGraph(std::move(wiring)), std::move(nodes), cluster, std::move(node_of)};
}

}  // namespace fleetline
