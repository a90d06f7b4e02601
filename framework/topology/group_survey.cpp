#include "group_survey.hpp"

#include <algorithm>
#include <numeric>

#include "group_members.hpp"

namespace fleetline {

namespace {

std::array<std::uint32_t, 9> key_of(const Group& group) {
  std::array<std::uint32_t, 9> key{group.start};
  std::copy(group.counts.begin(), group.counts.end(), key.begin() + 1);
  std::copy(group.strides.begin(), group.strides.end(), key.begin() + 5);
  return key;
}

}  // namespace

const GroupTiers& GroupSurvey::of(const Group& group) {
  const std::lock_guard lock(mutex_);
  const auto key = key_of(group);
  if (const auto known = known_.find(key); known != known_.end()) return known->second;
  return known_.emplace(key, examine(members_of(group, layout_.devices()))).first->second;
}

GroupTiers GroupSurvey::examine(Devices members) {
  GroupTiers out;
  const auto note = [&out](const GroupProfile& profile, const Fabric* fabric) {
    const bool carried = fabric != nullptr && profile.per_device.base() > 0 && profile.bottleneck.base() > 0;
    if (profile.units > 1 && !carried) out.profiles.connected = false;
    if (fabric != nullptr) out.add(profile, fabric);
  };
  if (!nodes_hold_together(members)) {
    note(across_devices(members), spec_.cluster_fabric.get());
    return out;
  }

  std::vector<std::uint32_t> first_of_each;  // node
  Devices fullest;
  for (std::size_t begin = 0, end = 0; begin < members.size(); begin = end) {
    const std::uint32_t node = layout_.node_of(members[begin]);
    while (end < members.size() && layout_.node_of(members[end]) == node) ++end;
    first_of_each.push_back(members[begin]);
    if (end - begin > fullest.size()) fullest = members.subspan(begin, end - begin);
  }
  const std::uint32_t partition = layout_.nodes()[layout_.node_of(fullest.front())].partition;
  note(within_node(fullest), spec_.partitions[partition].node_fabric.get());
  note(across_nodes(first_of_each, fullest.size()), spec_.cluster_fabric.get());
  return out;
}

bool GroupSurvey::nodes_hold_together(Devices members) const {
  return std::all_of(members.begin(), members.end(), [this](std::uint32_t device) {
    return spec_.partitions[layout_.nodes()[layout_.node_of(device)].partition].node_fabric != nullptr;
  });
}

GroupProfile GroupSurvey::within_node(Devices members) {
  GroupProfile profile{.ranks = 1, .units = members.size()};
  const std::uint32_t node = layout_.node_of(members.front());
  const FleetLayout::Node& at = layout_.nodes()[node];
  if (members.size() > 1)
    measure(profile, fleet_.nodes[node], members,
            node_cuts(at.partition).bandwidth_per_device(members.front() - at.first_device, members.back() - at.first_device));
  return profile;
}

GroupProfile GroupSurvey::across_nodes(Devices first_of_each, std::size_t ranks) {
  GroupProfile profile{.ranks = ranks, .units = first_of_each.size()};
  if (first_of_each.size() > 1)
    measure(profile, fleet_.cluster, first_of_each,
            cluster_cuts(true).bandwidth_per_device(layout_.node_of(first_of_each.front()), layout_.node_of(first_of_each.back())));
  return profile;
}

GroupProfile GroupSurvey::across_devices(Devices members) {
  GroupProfile profile{.ranks = 1, .units = members.size()};
  if (members.size() > 1)
    measure(profile, fleet_.cluster, members, cluster_cuts(false).bandwidth_per_device(members.front(), members.back()));
  return profile;
}

// The first member stands for all: fabrics look alike from each of their endpoints, or nearly.
void GroupSurvey::measure(GroupProfile& profile, const Domain& domain, Devices representatives, double cut_per_device) const {
  const std::span<const Vertex> devices = fleet_.graph.devices();
  const Vertex first = devices[representatives.front()];
  const std::vector<std::uint32_t> distance = fleet_.graph.paths().distances(first);
  const std::uint32_t farthest = *std::max_element(representatives.begin(), representatives.end(), [&](auto a, auto b) {
    return distance[devices[a].id] < distance[devices[b].id];
  });
  const Path path = fleet_.graph.path(first, devices[farthest]);
  if (!path.connected) return;
  profile.per_device = Bandwidth(into_tier(representatives.front(), domain));
  profile.bottleneck = Bandwidth(std::min(profile.per_device.base(), cut_per_device));
  profile.latency = path.latency;
  profile.hops = path.hops;
}

/// Its own links of this tier; where it has none, its share of those of its node (a host with the only network card).
double GroupSurvey::into_tier(std::uint32_t device, const Domain& domain) const {
  const Vertex v = fleet_.graph.devices()[device];
  const std::uint32_t node = layout_.node_of(device);
  const auto in_node = [&](Vertex x) { return fleet_.node_of[x.id] == node; };
  double own = 0, of_node = 0;
  for (const WiredLink& l : fleet_.links(domain)) {
    if (l.a == v || l.b == v) own += l.bandwidth();
    if (in_node(l.a) != in_node(l.b)) of_node += l.bandwidth();
  }
  return own > 0 ? own : of_node / layout_.nodes()[node].devices;
}

TierCuts& GroupSurvey::node_cuts(std::uint32_t partition) {
  if (const auto known = node_cuts_.find(partition); known != node_cuts_.end()) return known->second;
  const std::uint32_t node = layout_.first_node(partition);
  const FleetLayout::Node& at = layout_.nodes()[node];
  std::vector<std::uint32_t> unit_of(fleet_.graph.vertex_count(), at.devices);
  for (std::uint32_t d = 0; d < at.devices; ++d) unit_of[fleet_.graph.devices()[at.first_device + d].id] = d;
  return node_cuts_.try_emplace(partition, fleet_.links(fleet_.nodes[node]), unit_of, std::vector<std::uint32_t>(at.devices, 1))
      .first->second;
}

TierCuts& GroupSurvey::cluster_cuts(bool units_are_nodes) {
  if (const auto known = cluster_cuts_.find(units_are_nodes); known != cluster_cuts_.end()) return known->second;
  std::vector<std::uint32_t> unit_of(fleet_.graph.vertex_count(), layout_.devices()), devices(layout_.devices(), 1);
  for (std::uint32_t d = 0; d < layout_.devices(); ++d) unit_of[fleet_.graph.devices()[d].id] = d;
  if (units_are_nodes) {
    unit_of = fleet_.node_of;
    devices.clear();
    for (const FleetLayout::Node& node : layout_.nodes()) devices.push_back(node.devices);
  }
  return cluster_cuts_.try_emplace(units_are_nodes, fleet_.links(fleet_.cluster), unit_of, std::move(devices)).first->second;
}

}  // namespace fleetline
