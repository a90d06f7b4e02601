#include "fleet_report.hpp"

#include <algorithm>
#include <map>
#include <tuple>

#include "fleetline/text.hpp"

namespace fleetline {

namespace {

/// Counts what has the same key, in the order of first appearance.
template <class Key, class Item>
class Tally {
 public:
  explicit Tally(std::vector<Item>& items) : items_(items) {}
  void add(const Key& key, const Item& item) {
    const auto [known, is_new] = index_.try_emplace(key, items_.size());
    if (is_new) items_.push_back(item);
    ++items_[known->second].count;
  }

 private:
  std::vector<Item>& items_;
  std::map<Key, std::size_t> index_;
};

using Name = std::pair<VertexKind, std::uint32_t>;
Name name_key(const TopologyView& graph, Vertex v) { return {graph.kind(v), graph.name(v).id}; }

void count_vertices(const TopologyView& graph, FleetReport& out) {
  Tally<Name, VertexCount> tally(out.vertices);
  Tally<std::tuple<Name, std::uint32_t>, BlastCount> blasts(out.blasts);
  for (std::uint32_t i = 0; i < graph.vertex_count(); ++i) {
    const Vertex v{i};
    tally.add(name_key(graph, v), {graph.kind(v), graph.name(v)});
    const std::uint32_t lost = graph.blast_set_size(v);
    blasts.add({name_key(graph, v), lost}, {graph.kind(v), graph.name(v), lost});
  }
  std::stable_sort(out.vertices.begin(), out.vertices.end(), [](const auto& a, const auto& b) { return a.kind < b.kind; });
  std::stable_sort(out.blasts.begin(), out.blasts.end(), [](const auto& a, const auto& b) { return std::pair(a.lost, a.kind) > std::pair(b.lost, b.kind); });
}

void count_links(const TopologyView& graph, const std::vector<std::uint32_t>& level, FleetReport& out) {
  Tally<std::tuple<std::uint32_t, Name, Name, double, double, double>, LinkCount> tally(out.links);
  for (const WiredLink& l : graph.links()) {
    const bool swap = level[l.b.id] < level[l.a.id];
    const Vertex near = swap ? l.b : l.a, far = swap ? l.a : l.b;
    tally.add({l.link.kind.id, name_key(graph, near), name_key(graph, far), l.link.bandwidth.base(), l.link.lanes, l.link.latency.base()},
              {l.link, graph.name(near), graph.name(far), level[near.id]});
  }
  std::stable_sort(out.links.begin(), out.links.end(), [](const auto& a, const auto& b) { return a.level < b.level; });
}

void load_switches(const TopologyView& graph, const std::vector<std::uint32_t>& level, FleetReport& out) {
  Tally<std::tuple<Name, double, double>, SwitchLoad> tally(out.switches);
  for (std::uint32_t i = 0; i < graph.vertex_count(); ++i) {
    const Vertex v{i};
    if (graph.neighbours(v).empty() || graph.kind(v) == VertexKind::accelerator) continue;
    SwitchLoad load{graph.kind(v), graph.name(v), {}, {}};
    for (const Neighbour& n : graph.neighbours(v))
      (level[n.vertex.id] < level[v.id] ? load.below : load.beyond) += Bandwidth(graph.links()[n.link].bandwidth());
    tally.add({name_key(graph, v), load.below.base(), load.beyond.base()}, load);
  }
}

/// Algorithms offered for any collective among these, in the order they come up.
std::vector<Label> algorithms(const Fleet& fleet, const Group& group) {
  std::vector<Label> names;
  for (const CollectiveKind kind : {CollectiveKind::all_reduce, CollectiveKind::all_gather, CollectiveKind::reduce_scatter, CollectiveKind::all_to_all,
                                    CollectiveKind::broadcast, CollectiveKind::point_to_point})
    for (const Kernels kernels : {Kernels::library, Kernels::engine})
      for (const Offer& offer : fleet.offers({.kind = kind, .payload = Bytes(1e6), .kernels = kernels}, group))
        if (std::find(names.begin(), names.end(), offer.algorithm) == names.end()) names.push_back(offer.algorithm);
  return names;
}

Group consecutive(std::uint32_t first, std::uint32_t count) { return {first, {count, 1, 1, 1}, {1, 0, 0, 0}}; }

class Tiers {
 public:
  Tiers(const BuiltFleet& fleet, FleetReport& out) : fleet_(fleet), out_(out) {}

  void add_all() {
    const auto partitions = fleet_.partitions();
    for (std::uint32_t p = 0; p < partitions.size(); ++p)
      if (fleet_.spec().partitions[p].node_fabric && partitions[p].devices_per_node > 1)
        add(cat("inside a node", partitions.size() > 1 ? cat(" of ", partitions[p].name.text()) : ""), partitions[p].node_fabric,
            consecutive(partitions[p].first_device, partitions[p].devices_per_node), fleet_.bisection_of_node(p));
    for (std::uint32_t s = 0; s < fleet_.layout().sites().size(); ++s) add_site(s);
    if (fleet_.spec().wide_area) add("between sites", fleet_.wide_area(), consecutive(0, fleet_.device_count()), fleet_.bisection_of_wide_area());
  }

 private:
  /// The longest run of partitions there, from the first on: groups are symbolic.
  void add_site(std::uint32_t s) {
    const FleetLayout::Site& site = fleet_.layout().sites()[s];
    if (site.nodes.size() < 2 || site.fabric == nullptr) return;
    const auto& nodes = fleet_.layout().nodes();
    std::uint32_t devices = 0;
    for (std::size_t i = 0; i < site.nodes.size() && site.nodes[i] == site.nodes.front() + i; ++i) devices += nodes[site.nodes[i]].devices;
    const FleetLayout::Node& first = nodes[site.nodes.front()];
    add(cat("between nodes", out_.sites > 1 ? cat(" at ", site.name.text()) : ""), fleet_.partitions()[first.partition].fabric,
        consecutive(first.first_device, devices), fleet_.bisection_of_site(s));
  }

  void add(std::string where, Label fabric, const Group& group, Bandwidth bisection) {
    const Profiles profiles = fleet_.profiles(group);
    if (!profiles.connected) return;
    std::uint32_t tier = profiles.count;
    while (tier > 0 && profiles[tier - 1].units < 2) --tier;
    if (tier > 0) out_.tiers.push_back({std::move(where), fabric, profiles[tier - 1], bisection, algorithms(fleet_, group)});
  }

  const BuiltFleet& fleet_;
  FleetReport& out_;
};

/// Back from `last`, over links that are as wide as the path, always to a vertex that is one link nearer.
Route route_between(const FleetGraph& graph, Vertex first, Vertex last) {
  Route out{graph.path(first, last), {}, {}};
  if (!out.path.connected) return out;
  const std::vector<std::uint32_t> distance = graph.paths().distances(first);
  std::vector<Vertex> dead;  // looked as good as another, and led nowhere
  out.way = {last};
  while (out.way.back() != first) {
    const Vertex at = out.way.back();
    const auto next = std::find_if(graph.neighbours(at).begin(), graph.neighbours(at).end(), [&](const Neighbour& n) {
      return distance[n.vertex.id] + 1 == distance[at.id] && graph.links()[n.link].bandwidth() >= out.path.bottleneck.base() &&
             std::find(dead.begin(), dead.end(), n.vertex) == dead.end();
    });
    if (next != graph.neighbours(at).end()) out.way.push_back(next->vertex), out.links.push_back(next->link);
    else dead.push_back(at), out.way.pop_back(), out.links.pop_back();
  }
  std::reverse(out.way.begin(), out.way.end());
  std::reverse(out.links.begin(), out.links.end());
  return out;
}

}  // namespace

std::string_view name_of(VertexKind kind) {
  switch (kind) {
    case VertexKind::accelerator: return "accelerator";
    case VertexKind::host: return "host";
    case VertexKind::nic: return "network card";
    case VertexKind::switch_: return "switch";
    case VertexKind::rack: return "rack";
    case VertexKind::site: return "site";
    case VertexKind::other: break;
  }
  return "other";
}

std::vector<std::uint32_t> levels(const TopologyView& graph) {
  const auto none = static_cast<std::uint32_t>(graph.vertex_count());
  std::vector<std::uint32_t> level(none, none);
  std::vector<Vertex> layer(graph.devices().begin(), graph.devices().end()), next;
  for (const Vertex v : layer) level[v.id] = 0;
  for (std::uint32_t distance = 1; !layer.empty(); ++distance, layer.swap(next), next.clear())
    for (const Vertex v : layer)
      for (const Neighbour& n : graph.neighbours(v))
        if (level[n.vertex.id] == none) level[n.vertex.id] = distance, next.push_back(n.vertex);
  return level;
}

FleetReport report_on(const BuiltFleet& fleet) {
  const FleetGraph& graph = fleet.graph();
  FleetReport out;
  out.devices = fleet.device_count();
  out.nodes = static_cast<std::uint32_t>(fleet.layout().nodes().size());
  out.sites = static_cast<std::uint32_t>(fleet.layout().sites().size());
  const std::vector<std::uint32_t> level = levels(graph);
  count_vertices(graph, out);
  count_links(graph, level, out);
  load_switches(graph, level, out);
  Tiers(fleet, out).add_all();
  out.route = route_between(graph, graph.devices().front(), graph.devices().back());
  out.everybody = fleet.profiles(consecutive(0, out.devices));
  return out;
}

}  // namespace fleetline
