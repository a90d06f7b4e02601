// The vertices and cables of each kind of fabric.
#include <algorithm>
#include <cmath>

#include "cluster_fabric.hpp"
#include "cluster_wiring.hpp"
#include "fleetline/text.hpp"
#include "fleetline/units.hpp"
#include "node_fabric.hpp"

namespace fleetline::fabrics {
namespace {

std::size_t up(double x) { return static_cast<std::size_t>(std::max(1.0, std::ceil(x - 1e-9))); }

}  // namespace

std::vector<Vertex> add_all(TopologyBuilder& builder, VertexKind kind, std::string_view name, std::size_t count) {
  std::vector<Vertex> out;
  for (std::size_t i = 0; i < count; ++i) out.push_back(builder.add(kind, Label(name)));
  return out;
}

double lanes_of_adapter(const EndpointUnit& node, std::int64_t adapters) {
  return adapters > static_cast<std::int64_t>(node.count) ? double(adapters) / node.count : 1;
}

std::vector<std::vector<Vertex>> add_adapters(TopologyBuilder& builder, Bandwidth bandwidth, std::int64_t adapters) {
  std::vector<std::vector<Vertex>> out;
  for (const EndpointUnit& unit : builder.units()) {
    const std::size_t count = adapters == 0 ? unit.count : std::min<std::size_t>(unit.count, static_cast<std::size_t>(adapters));
    out.push_back(add_all(builder, VertexKind::nic, "adapter", count));
    const Link own{.bandwidth = bandwidth, .latency = Seconds(0), .lanes = lanes_of_adapter(unit, adapters), .kind = Label("adapter")};
    for (std::uint32_t d = 0; d < unit.count; ++d)
      builder.connect(builder.endpoints()[unit.first + d], out.back()[d * count / unit.count], own);
    builder.fails_with(unit.host, out.back());
  }
  return out;
}

void add_racks(TopologyBuilder& builder, std::int64_t nodes_per_rack) {
  const auto units = builder.units();
  const auto per_rack = static_cast<std::size_t>(nodes_per_rack);
  for (std::size_t n = 0; n < units.size(); n += per_rack) {
    const Vertex rack = builder.add(VertexKind::rack, Label("rack"));
    for (std::size_t i = n; i < std::min(units.size(), n + per_rack); ++i) builder.fails_with(rack, {&units[i].host, 1});
  }
}

void Nvlink::wire(TopologyBuilder& builder) const {
  const auto devices = builder.endpoints();
  if (devices.size() > static_cast<std::size_t>(p_.ports))
    refuse("ports", cat("NVSwitches for ", p_.ports, " devices cannot connect ", devices.size()), cat("at most ", p_.ports, " devices in a node"));
  const auto switches = add_all(builder, VertexKind::switch_, "NVSwitch", static_cast<std::size_t>(p_.switches));
  const Link link{.bandwidth = p_.bandwidth / double(p_.switches), .latency = p_.latency, .kind = Label("NVLink")};
  for (const Vertex device : devices)
    for (const Vertex s : switches) builder.connect(device, s, link);
  for (const Vertex s : switches) builder.fails_with(builder.units().front().host, {&s, 1});
}

void Mesh::wire(TopologyBuilder& builder) const {
  const auto devices = builder.endpoints();
  if (devices.size() > static_cast<std::size_t>(p_.devices))
    refuse("devices", cat("a mesh of ", p_.devices, " devices cannot connect ", devices.size()), cat("at most ", p_.devices, " devices in a node"));
  for (const MeshLink& l : p_.cables)
    if (std::max(l.a, l.b) < static_cast<std::int64_t>(devices.size()))
      builder.connect(devices[static_cast<std::size_t>(l.a)], devices[static_cast<std::size_t>(l.b)],
                      {.bandwidth = p_.bandwidth, .latency = p_.latency, .lanes = double(l.lanes), .kind = Label(p_.links)});
}

void Pcie::wire(TopologyBuilder& builder) const {
  const auto devices = builder.endpoints();
  if (devices.size() > static_cast<std::size_t>(p_.ports))
    refuse("ports", cat("a PCI Express node of ", p_.ports, " slots cannot hold ", devices.size(), " devices"), cat("at most ", p_.ports, " devices in a node"));
  const std::size_t switches = up(double(devices.size()) / double(p_.devices_per_switch));
  const std::size_t roots = std::min(static_cast<std::size_t>(p_.roots), switches);
  const auto root = add_all(builder, VertexKind::other, "root complex", roots);
  const auto below = add_all(builder, VertexKind::switch_, "PCIe switch", switches);
  const Link slot{.bandwidth = p_.bandwidth, .latency = p_.latency, .kind = Label("PCIe")};
  for (std::size_t d = 0; d < devices.size(); ++d) builder.connect(devices[d], below[d / static_cast<std::size_t>(p_.devices_per_switch)], slot);
  for (std::size_t s = 0; s < switches; ++s) builder.connect(below[s], root[s * roots / switches], slot);
  for (std::size_t r = 1; r < roots; ++r)
    builder.connect(root[r - 1], root[r], {.bandwidth = p_.root_bandwidth, .latency = p_.latency, .kind = Label("processor link")});
}

void Clos::wire(TopologyBuilder& builder) const {
  const auto devices = builder.endpoints();
  const auto units = builder.units();
  if (devices.size() > static_cast<std::size_t>(p_.largest))
    refuse("largest", cat("a network for ", p_.largest, " accelerators cannot connect ", devices.size()), cat("at most ", p_.largest, ", or a larger 'largest'"));

  const auto adapters = add_adapters(builder, p_.bandwidth, p_.adapters);

  // Leaves: `down` ports each below, the rest above, as oversubscription says.
  const std::size_t radix = static_cast<std::size_t>(p_.radix), nodes = units.size(), per_node = adapters.front().size();
  const auto down = static_cast<std::size_t>(std::max(1.0, std::floor(double(radix) * p_.oversubscription / (1 + p_.oversubscription))));
  if (wiring_ == Wiring::fat_tree && per_node > down && p_.pod_nodes == 0)
    refuse("radix", cat(radix, " ports have room for ", down, " adapters below, and a node has ", per_node), cat("at least ", 2 * per_node));
  const std::size_t nodes_per_leaf = p_.pod_nodes > 0                   ? static_cast<std::size_t>(p_.pod_nodes)
                                     : wiring_ == Wiring::rails ? down
                                                                : std::max<std::size_t>(1, down / per_node);
  const std::size_t pods = up(double(nodes) / double(nodes_per_leaf));
  const std::size_t rails = wiring_ == Wiring::rails ? per_node : 1;
  const auto leaves = add_all(builder, VertexKind::switch_, p_.pod_nodes > 0 ? "pod network" : "leaf switch", pods * rails);
  std::vector<double> below(leaves.size(), 0);
  const double lanes_each = lanes_of_adapter(units.front(), p_.adapters);
  const Link cable{.bandwidth = p_.bandwidth, .latency = p_.latency, .lanes = lanes_each, .kind = Label("network")};
  for (std::size_t n = 0; n < nodes; ++n)
    for (std::size_t i = 0; i < adapters[n].size(); ++i) {
      const std::size_t leaf = n / nodes_per_leaf * rails + (rails > 1 ? i % rails : 0);
      builder.connect(adapters[n][i], leaves[leaf], cable);
      below[leaf] += lanes_each;
    }

  if (leaves.size() == 1) builder.border(leaves.front());
  // Spines: enough of them for what the leaves send up; beyond radix^2 / 2 adapters they stand for two layers.
  if (leaves.size() > 1) {
    const double widest = *std::max_element(below.begin(), below.end());
    const std::size_t spines = std::min(up(widest / p_.oversubscription), up(double(leaves.size()) * widest / p_.oversubscription / double(radix)));
    const auto spine = add_all(builder, VertexKind::switch_, "spine switch", spines);
    for (const Vertex s : spine) builder.border(s);
    for (std::size_t l = 0; l < leaves.size(); ++l)
      for (const Vertex s : spine)
        builder.connect(leaves[l], s, {.bandwidth = p_.bandwidth, .latency = p_.latency, .lanes = below[l] / p_.oversubscription / double(spines), .kind = Label("network")});
  }

  add_racks(builder, p_.nodes_per_rack);
}

}  // namespace fleetline::fabrics
