// The vertices and links of a cluster: cards, leaves, spines.
#include <algorithm>
#include <cmath>

#include "cluster.hpp"
#include "fleetline/problem.hpp"
#include "fleetline/text.hpp"

namespace fleetline::fabrics {
namespace {

std::size_t divided_up(std::size_t a, std::size_t b) { return (a + b - 1) / b; }

[[noreturn]] void refuse_ports(std::int64_t ports, std::size_t needed, const char* what) {
  throw InputError({Problem{{}, "leaf_ports", cat(ports, " ports have room for ", ports / 2, " cards below, and ", what, " has ", needed),
                            cat("at least ", 2 * needed), {}}});
}

}  // namespace

std::size_t ClusterFabric::nics_of(const EndpointUnit& unit) const {
  return p_.nics_per_node > 0 ? static_cast<std::size_t>(p_.nics_per_node) : unit.count;
}

Link ClusterFabric::cable(Bandwidth bandwidth) const { return {.bandwidth = bandwidth, .latency = p_.link_latency, .lanes = 1, .kind = Label("cable")}; }

std::vector<Vertex> ClusterFabric::add_nics(TopologyBuilder& builder, const EndpointUnit& unit) const {
  const std::size_t count = nics_of(unit);
  const Label name("nic"), bus("host bus");
  std::vector<Vertex> nics;
  for (std::size_t i = 0; i < count; ++i) nics.push_back(builder.add(VertexKind::nic, name));
  builder.fails_with(unit.host, nics);
  // More accelerators than cards share them; more cards than accelerators serve them in turn.
  for (std::size_t i = 0; i < std::max<std::size_t>(count, unit.count); ++i)
    builder.connect(builder.endpoints()[unit.first + i * unit.count / std::max<std::size_t>(count, unit.count)],
                    nics[i * count / std::max<std::size_t>(count, unit.count)],
                    {.bandwidth = p_.bandwidth, .latency = p_.link_latency, .lanes = 1, .kind = bus});
  return nics;
}

std::vector<Vertex> ClusterFabric::add_leaves(TopologyBuilder& builder, std::size_t count) const {
  const Label name("leaf");
  std::vector<Vertex> leaves;
  for (std::size_t i = 0; i < count; ++i) leaves.push_back(builder.add(VertexKind::switch_, name));
  return leaves;
}

void ClusterFabric::add_spines(TopologyBuilder& builder, std::span<const Vertex> leaves, double nics_per_leaf) const {
  if (leaves.size() < 2) return;
  const double up = nics_per_leaf / p_.oversubscription;  // ports of one leaf
  const double needed = std::ceil(up * static_cast<double>(leaves.size()) / static_cast<double>(p_.leaf_ports));
  // A leaf reaches no more spines than it has ports upward. Where more are needed, each vertex is a plane: as many spine and core
  // switches as together pass everything on, as a third stage does.
  const auto spines = static_cast<std::size_t>(std::max(1.0, std::min(needed, std::ceil(up))));
  const Label name(static_cast<double>(spines) < needed ? "spine plane" : "spine");
  const Link link = cable(p_.bandwidth * (up / static_cast<double>(spines)));
  for (std::size_t s = 0; s < spines; ++s) {
    const Vertex spine = builder.add(VertexKind::switch_, name);
    for (const Vertex leaf : leaves) builder.connect(leaf, spine, link);
  }
}

void FatTree::wire(TopologyBuilder& builder) const {
  const auto units = builder.units();
  if (units.empty()) return;
  const std::size_t cards = nics_of(units.front()), room = static_cast<std::size_t>(p_.leaf_ports / 2);
  if (cards > room) refuse_ports(p_.leaf_ports, cards, "a node");
  const std::size_t per_leaf = room / cards;  // nodes
  const std::vector<Vertex> leaves = add_leaves(builder, divided_up(units.size(), per_leaf));
  for (std::size_t n = 0; n < units.size(); ++n)
    for (const Vertex nic : add_nics(builder, units[n])) builder.connect(nic, leaves[n / per_leaf], cable(p_.bandwidth));
  add_spines(builder, leaves, static_cast<double>(std::min(per_leaf, units.size()) * cards));
}

void RailOptimised::wire(TopologyBuilder& builder) const {
  const auto units = builder.units();
  if (units.empty()) return;
  const std::size_t rails = nics_of(units.front()), room = static_cast<std::size_t>(p_.leaf_ports / 2);
  const std::size_t pods = divided_up(units.size(), room);
  const std::vector<Vertex> leaves = add_leaves(builder, rails * pods);
  for (std::size_t n = 0; n < units.size(); ++n) {
    const std::vector<Vertex> nics = add_nics(builder, units[n]);
    for (std::size_t i = 0; i < nics.size(); ++i) builder.connect(nics[i], leaves[n / room * rails + i % rails], cable(p_.bandwidth));
  }
  add_spines(builder, leaves, static_cast<double>(std::min(room, units.size())));
}

}  // namespace fleetline::fabrics
