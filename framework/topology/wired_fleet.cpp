#include "wired_fleet.hpp"

namespace fleetline {

namespace {

/// What one call of Fabric::wire left behind.
struct Wired {
  Domain links;
  std::vector<Vertex> borders;
};

Wired wire(const Fabric* fabric, Wiring& wiring, std::span<const Vertex> endpoints, std::span<const EndpointUnit> units) {
  Wired out{{wiring.links.size(), wiring.links.size()}, {}};
  if (fabric != nullptr) {
    WiringSession session(wiring, endpoints, units);
    fabric->wire(session);
    out = {{out.links.first_link, wiring.links.size()}, session.borders()};
  }
  return out;
}

/// Accelerators and hosts are called what their partition is called: their number says the rest.
EndpointUnit add_node(Wiring& wiring, const FleetLayout::Node& node, Label name) {
  const EndpointUnit unit{wiring.add(VertexKind::host, name), node.first_device, node.devices, name};
  for (std::uint32_t d = 0; d < node.devices; ++d) {
    wiring.devices.push_back(wiring.add(VertexKind::accelerator, name));
    wiring.failures.emplace_back(unit.host, wiring.devices.back());
  }
  return unit;
}

class FleetWiring {
 public:
  FleetWiring(const FleetSpec& spec, const FleetLayout& layout) : spec_(spec), layout_(layout) { wiring_.devices.reserve(layout.devices()); }

  WiredFleet wire_all() {
    for (std::uint32_t n = 0; n < layout_.nodes().size(); ++n) wire_node(n);
    for (std::uint32_t s = 0; s < layout_.sites().size(); ++s) wire_site(s);
    const Wired between = wire(spec_.wide_area.get(), wiring_, borders_, sites_);
    claim(no_node(), no_site());
    return {FleetGraph(std::move(wiring_)), std::move(node_links_), std::move(site_links_), between.links, std::move(node_of_), std::move(site_of_)};
  }

 private:
  std::uint32_t no_node() const { return static_cast<std::uint32_t>(layout_.nodes().size()); }
  std::uint32_t no_site() const { return static_cast<std::uint32_t>(layout_.sites().size()); }

  /// All vertices since the last claim.
  void claim(std::uint32_t node, std::uint32_t site) {
    node_of_.resize(wiring_.kinds.size(), node);
    site_of_.resize(wiring_.kinds.size(), site);
  }

  void wire_node(std::uint32_t n) {
    const FleetLayout::Node& node = layout_.nodes()[n];
    const PartitionSpec& partition = spec_.partitions[node.partition];
    units_.push_back(add_node(wiring_, node, partition.name));
    const EndpointUnit alone{units_.back().host, 0, node.devices, partition.name};
    // Sessions borrow the devices: room for all of them was reserved.
    node_links_.push_back(wire(partition.node_fabric.get(), wiring_, std::span<const Vertex>(wiring_.devices).last(node.devices), {&alone, 1}).links);
    claim(n, node.site);
  }

  void wire_site(std::uint32_t s) {
    const FleetLayout::Site& site = layout_.sites()[s];
    std::vector<Vertex> endpoints;
    std::vector<EndpointUnit> units;
    for (const std::uint32_t n : site.nodes) {
      EndpointUnit unit = units_[n];
      const auto devices = std::span<const Vertex>(wiring_.devices).subspan(unit.first, unit.count);
      unit.first = static_cast<std::uint32_t>(endpoints.size());
      endpoints.insert(endpoints.end(), devices.begin(), devices.end());
      units.push_back(unit);
    }
    const auto first_vertex = static_cast<std::uint32_t>(wiring_.kinds.size());
    const Wired wired = wire(site.fabric, wiring_, endpoints, units);
    site_links_.push_back(wired.links);
    if (layout_.sites().size() > 1) add_site(site, units, first_vertex, wired.borders.empty() ? endpoints : wired.borders);
    claim(no_node(), s);
  }

  void add_site(const FleetLayout::Site& site, const std::vector<EndpointUnit>& units, std::uint32_t first_vertex, const std::vector<Vertex>& borders) {
    const auto end = static_cast<std::uint32_t>(wiring_.kinds.size());
    const Vertex place = wiring_.add(VertexKind::site, site.name);
    for (const EndpointUnit& unit : units) wiring_.failures.emplace_back(place, unit.host);
    for (std::uint32_t v = first_vertex; v < end; ++v)
      if (wiring_.kinds[v] == VertexKind::switch_ || wiring_.kinds[v] == VertexKind::rack) wiring_.failures.emplace_back(place, Vertex{v});
    sites_.push_back({place, static_cast<std::uint32_t>(borders_.size()), static_cast<std::uint32_t>(borders.size()), site.name});
    borders_.insert(borders_.end(), borders.begin(), borders.end());
  }

  const FleetSpec& spec_;
  const FleetLayout& layout_;
  Wiring wiring_;
  std::vector<EndpointUnit> units_, sites_;
  std::vector<Vertex> borders_;  ///< of all sites
  std::vector<Domain> node_links_, site_links_;
  std::vector<std::uint32_t> node_of_, site_of_;
};

}  // namespace

WiredFleet wire_fleet(const FleetSpec& spec, const FleetLayout& layout) { return FleetWiring(spec, layout).wire_all(); }

}  // namespace fleetline
