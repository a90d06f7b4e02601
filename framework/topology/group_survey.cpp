#include "group_survey.hpp"

#include <algorithm>
#include <numeric>

#include "fleetline/text.hpp"
#include "group_members.hpp"

namespace fleetline {

namespace {

std::array<std::uint32_t, 9> key_of(const Group& group) {
  std::array<std::uint32_t, 9> key{group.start};
  std::copy(group.counts.begin(), group.counts.end(), key.begin() + 1);
  std::copy(group.strides.begin(), group.strides.end(), key.begin() + 5);
  return key;
}

std::string quoted(Label name) { return name ? cat("'", name.text(), "'") : std::string("without a name"); }

}  // namespace

const GroupTiers& GroupSurvey::of(const Group& group) {
  const std::lock_guard lock(mutex_);
  const auto key = key_of(group);
  if (const auto known = known_.find(key); known != known_.end()) return known->second;
  return known_.emplace(key, examine(members_of(group, layout_.devices()))).first->second;
}

GroupTiers GroupSurvey::examine(Devices members) {
  std::map<std::uint32_t, std::vector<std::uint32_t>> of_site;
  for (const std::uint32_t device : members) of_site[node_at(device).site].push_back(device);
  const bool in_nodes = nodes_hold_together(members);

  std::vector<View> nodes, sites, wide_area;
  for (const auto& [site, devices] : of_site) {
    sites.push_back(within_site(devices, in_nodes));
    if (!in_nodes) continue;
    std::map<std::uint32_t, Devices> fullest;  // node, per partition: its nodes are alike
    for (std::size_t begin = 0, end = 0; begin < devices.size(); begin = end) {
      const std::uint32_t node = layout_.node_of(devices[begin]);
      while (end < devices.size() && layout_.node_of(devices[end]) == node) ++end;
      Devices& best = fullest[layout_.nodes()[node].partition];
      if (end - begin > best.size()) best = Devices(devices).subspan(begin, end - begin);
    }
    for (const auto& [partition, part] : fullest) nodes.push_back(within_node(part));
  }
  if (layout_.sites().size() > 1) wide_area.push_back(between_sites(of_site));

  GroupTiers out;
  const auto gap = [&out](const std::string& what, const char* remedy) {
    if (!std::exchange(out.profiles.connected, false)) return;
    out.profiles.gap = Label(what);
    out.profiles.remedy = Label(remedy);
  };
  // The slowest of the fullest counts for all. One that is not carried is as slow as can be.
  const auto note = [&](const std::vector<View>& views, auto tell) {
    const auto full = [](const View& v) { return std::pair(v.profile.units * v.profile.ranks, -v.profile.bottleneck.base()); };
    if (views.empty()) return;
    const View& slowest = *std::max_element(views.begin(), views.end(), [&](const View& a, const View& b) { return full(a) < full(b); });
    const auto torn = std::find_if(views.begin(), views.end(), [](const View& v) { return !v.carried(); });
    if (torn != views.end()) tell(*torn);
    if (slowest.fabric != nullptr) out.add(slowest.profile, slowest.fabric);
  };
  note(nodes, [&](const View& v) {
    gap(cat("the node fabric of partition ", quoted(v.partition), " leaves some of the ", v.profile.units, " devices of a node without a way to each other"),
        "a fabric that connects all devices of a node");
  });
  note(sites, [&](const View& v) {
    const std::string where = layout_.sites().size() > 1 ? cat(" at site ", quoted(v.site)) : std::string();
    const bool one_node = layout_.node_of(members.front()) == layout_.node_of(members.back());
    if (v.fabric != nullptr) gap(cat("the fabric", where, " leaves some of the group without a way to each other"), "a fabric that connects all nodes of a site");
    else if (in_nodes) gap(cat("nothing connects the ", v.profile.units, " nodes", where), "fabric in [fleet], which connects the nodes of a site");
    else gap(cat("nothing connects ", v.profile.units, " devices", where, one_node ? ", not even inside a node" : ""),
             one_node ? "node_fabric in [fleet], which connects the devices of a node" : "node_fabric and fabric in [fleet]");
  });
  note(wide_area, [&](const View& v) {
    std::string names;
    for (const auto& [site, devices] : of_site) names += cat(names.empty() ? "" : ", ", quoted(layout_.sites()[site].name));
    if (v.fabric == nullptr) gap(cat("nothing connects the sites ", names), "wide_area in [fleet], which connects sites; or one site for all");
    else gap(cat("the wide area leaves some of the sites ", names, " without a way to each other"), "a wide_area that connects all sites of the fleet");
  });
  return out;
}

bool GroupSurvey::nodes_hold_together(Devices members) const {
  return std::all_of(members.begin(), members.end(), [this](std::uint32_t device) {
    return spec_.partitions[node_at(device).partition].node_fabric != nullptr;
  });
}

GroupSurvey::View GroupSurvey::within_node(Devices members) {
  const std::uint32_t node = layout_.node_of(members.front());
  const FleetLayout::Node& at = layout_.nodes()[node];
  const PartitionSpec& partition = spec_.partitions[at.partition];
  View view{{.ranks = 1, .units = members.size()}, partition.node_fabric.get(), partition.name, {}};
  if (members.size() > 1)
    measure(view.profile, {fleet_.nodes[node], devices_as_units()}, members,
            node_cuts(at.partition).bandwidth_per_device(members.front() - at.first_device, members.back() - at.first_device));
  return view;
}

GroupSurvey::View GroupSurvey::within_site(Devices members, bool in_nodes) {
  const std::uint32_t s = node_at(members.front()).site;
  const FleetLayout::Site& site = layout_.sites()[s];
  std::vector<std::uint32_t> representatives;
  std::size_t fullest = 1, here = 0;
  for (const std::uint32_t device : members) {
    const bool same = in_nodes && !representatives.empty() && layout_.node_of(device) == layout_.node_of(representatives.back());
    here = same ? here + 1 : 1;
    fullest = std::max(fullest, here);
    if (!same) representatives.push_back(device);
  }
  View view{{.ranks = fullest, .units = representatives.size()}, site.fabric, {}, site.name};
  if (representatives.size() < 2 || site.fabric == nullptr) return view;
  const auto unit = [&](std::uint32_t device) {
    const FleetLayout::Node& node = node_at(device);
    return in_nodes ? node.index_in_site : node.devices_before + device - node.first_device;
  };
  measure(view.profile, {fleet_.sites[s], in_nodes ? fleet_.node_of : devices_as_units()}, representatives,
          site_cuts(s, in_nodes).bandwidth_per_device(unit(representatives.front()), unit(representatives.back())));
  return view;
}

GroupSurvey::View GroupSurvey::between_sites(const std::map<std::uint32_t, std::vector<std::uint32_t>>& members_of_site) {
  std::vector<std::uint32_t> representatives;
  std::size_t fullest = 0;
  std::uint32_t devices_there = 0, fewest = layout_.devices();
  for (const auto& [site, devices] : members_of_site) {
    const std::uint32_t all = layout_.sites()[site].devices;
    representatives.push_back(devices.front());
    if (devices.size() > fullest) fullest = devices.size(), devices_there = all;
    fewest = std::min(fewest, all);
  }
  View view{{.ranks = fullest, .units = representatives.size()}, spec_.wide_area.get(), {}, {}};
  if (representatives.size() < 2 || !spec_.wide_area) return view;
  // A cut is shared by those on its smaller side; the members of the fullest site, which stand for all, have to share theirs too.
  const double cut = wide_area_cuts().bandwidth_per_device(members_of_site.begin()->first, members_of_site.rbegin()->first);
  measure(view.profile, {fleet_.wide_area, fleet_.site_of}, representatives, cut * fewest / devices_there);
  return view;
}

// The first member stands for all when it comes to distance: fabrics look alike from each of their endpoints, or nearly. The way
// into the tier is the narrowest of all partitions' first members: nodes of a partition are alike.
void GroupSurvey::measure(GroupProfile& profile, const Tier& tier, Devices representatives, double cut_per_device) const {
  const std::span<const Vertex> devices = fleet_.graph.devices();
  const Vertex first = devices[representatives.front()];
  const std::vector<std::uint32_t> distance = fleet_.graph.paths().distances(first);
  const std::uint32_t farthest = *std::max_element(representatives.begin(), representatives.end(), [&](auto a, auto b) {
    return distance[devices[a].id] < distance[devices[b].id];
  });
  const Path path = fleet_.graph.path(first, devices[farthest]);
  if (!path.connected) return;
  double narrowest = into_tier(representatives.front(), tier);
  std::uint32_t last = node_at(representatives.front()).partition;
  for (const std::uint32_t device : representatives)
    if (const std::uint32_t partition = node_at(device).partition; partition != last) narrowest = std::min(narrowest, into_tier(device, tier)), last = partition;
  profile.per_device = Bandwidth(narrowest);
  profile.bottleneck = Bandwidth(std::min(narrowest, cut_per_device));
  profile.latency = path.latency;
  profile.hops = path.hops;
}

/// Its own links of this tier; where it has none, its share of those of its unit (a host with the only network card, a site with
/// one line).
double GroupSurvey::into_tier(std::uint32_t device, const Tier& tier) const {
  const Vertex v = fleet_.graph.devices()[device];
  const std::uint32_t unit = tier.unit_of[v.id];
  double own = 0, of_unit = 0;
  for (const WiredLink& l : fleet_.links(tier.domain)) {
    if (l.a == v || l.b == v) own += l.bandwidth();
    if ((tier.unit_of[l.a.id] == unit) != (tier.unit_of[l.b.id] == unit)) of_unit += l.bandwidth();
  }
  if (own > 0 || of_unit == 0) return own;
  const auto shared_by = std::count_if(fleet_.graph.devices().begin(), fleet_.graph.devices().end(), [&](Vertex d) { return tier.unit_of[d.id] == unit; });
  return of_unit / static_cast<double>(shared_by);
}

Bandwidth GroupSurvey::bisection_of_node(std::uint32_t partition) {
  const std::lock_guard lock(mutex_);
  return Bandwidth(node_cuts(partition).bisection());
}

Bandwidth GroupSurvey::bisection_of_site(std::uint32_t site) {
  const std::lock_guard lock(mutex_);
  return Bandwidth(site_cuts(site, true).bisection());
}

Bandwidth GroupSurvey::bisection_of_wide_area() {
  const std::lock_guard lock(mutex_);
  return Bandwidth(wide_area_cuts().bisection());
}

const std::vector<std::uint32_t>& GroupSurvey::devices_as_units() {
  if (devices_as_units_.empty()) {
    devices_as_units_.assign(fleet_.graph.vertex_count(), layout_.devices());
    for (std::uint32_t d = 0; d < layout_.devices(); ++d) devices_as_units_[fleet_.graph.devices()[d].id] = d;
  }
  return devices_as_units_;
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

TierCuts& GroupSurvey::site_cuts(std::uint32_t s, bool units_are_nodes) {
  const std::pair key(s, units_are_nodes);
  if (const auto known = site_cuts_.find(key); known != site_cuts_.end()) return known->second;
  const FleetLayout::Site& site = layout_.sites()[s];
  const std::uint32_t elsewhere = units_are_nodes ? static_cast<std::uint32_t>(site.nodes.size()) : site.devices;
  std::vector<std::uint32_t> unit_of(fleet_.graph.vertex_count(), elsewhere), devices;
  if (units_are_nodes) {
    for (const std::uint32_t n : site.nodes) devices.push_back(layout_.nodes()[n].devices);
    for (std::uint32_t v = 0; v < unit_of.size(); ++v)
      if (const std::uint32_t n = fleet_.node_of[v]; n < layout_.nodes().size() && layout_.nodes()[n].site == s) unit_of[v] = layout_.nodes()[n].index_in_site;
  } else {
    devices.assign(site.devices, 1);
    std::uint32_t unit = 0;
    for (const std::uint32_t n : site.nodes)
      for (std::uint32_t d = 0; d < layout_.nodes()[n].devices; ++d) unit_of[fleet_.graph.devices()[layout_.nodes()[n].first_device + d].id] = unit++;
  }
  return site_cuts_.try_emplace(key, fleet_.links(fleet_.sites[s]), unit_of, std::move(devices)).first->second;
}

TierCuts& GroupSurvey::wide_area_cuts() {
  if (wide_area_cuts_) return *wide_area_cuts_;
  std::vector<std::uint32_t> devices;
  for (const FleetLayout::Site& site : layout_.sites()) devices.push_back(site.devices);
  wide_area_cuts_ = std::make_unique<TierCuts>(fleet_.links(fleet_.wide_area), fleet_.site_of, std::move(devices));
  return *wide_area_cuts_;
}

}  // namespace fleetline
