// A group as the tiers of the graph see it. What was found out is kept: it depends on nothing but the question.
#pragma once

#include <array>
#include <map>
#include <memory>
#include <mutex>

#include "tier_cuts.hpp"
#include "wired_fleet.hpp"

namespace fleetline {

/// What the tiers do for a group: the profile each has to price from, and the fabric that prices.
struct GroupTiers {
  Profiles profiles;
  std::array<const Fabric*, Profiles::max_tiers> fabrics{};

  void add(const GroupProfile& profile, const Fabric* fabric) {
    profiles.tiers[profiles.count] = profile;
    fabrics[profiles.count++] = fabric;
  }
};

/// Three tiers: the devices of a node, the nodes of a site, the sites. A group that touches a node whose devices nothing connects
/// begins with the tier of its sites, and the units of that are devices.
class GroupSurvey {
 public:
  /// Borrows all three.
  GroupSurvey(const FleetSpec& spec, const FleetLayout& layout, const WiredFleet& fleet)
      : spec_(spec), layout_(layout), fleet_(fleet) {}

  /// The answer lives as long as this. Throws as members_of does. [any thread]
  const GroupTiers& of(const Group& group);

  /// What the first half of the devices of a node, the nodes of a site, the sites can send to the second. [any thread]
  Bandwidth bisection_of_node(std::uint32_t partition);
  Bandwidth bisection_of_site(std::uint32_t site);
  Bandwidth bisection_of_wide_area();

 private:
  using Devices = std::span<const std::uint32_t>;

  /// One tier's view of the members of one unit of the tier above.
  struct View {
    GroupProfile profile;
    const Fabric* fabric = nullptr;
    Label partition, site;  ///< where
    bool carried() const { return profile.units == 1 || (fabric && profile.per_device.base() > 0 && profile.bottleneck.base() > 0); }
  };
  /// Where a tier's links are, and which unit of it each vertex belongs to.
  struct Tier {
    const Domain& domain;
    const std::vector<std::uint32_t>& unit_of;
  };

  GroupTiers examine(Devices members);
  bool nodes_hold_together(Devices members) const;
  View within_node(Devices members);
  View within_site(Devices members, bool in_nodes);
  View between_sites(const std::map<std::uint32_t, std::vector<std::uint32_t>>& members_of_site);
  /// Fills in the bandwidths and the way between the two most distant of `representatives`, one per unit.
  void measure(GroupProfile& profile, const Tier& tier, Devices representatives, double cut_per_device) const;
  double into_tier(std::uint32_t device, const Tier& tier) const;
  const FleetLayout::Node& node_at(std::uint32_t device) const { return layout_.nodes()[layout_.node_of(device)]; }

  TierCuts& node_cuts(std::uint32_t partition);
  TierCuts& site_cuts(std::uint32_t site, bool units_are_nodes);
  TierCuts& wide_area_cuts();
  const std::vector<std::uint32_t>& devices_as_units();

  const FleetSpec& spec_;
  const FleetLayout& layout_;
  const WiredFleet& fleet_;
  std::mutex mutex_;
  std::map<std::array<std::uint32_t, 9>, GroupTiers> known_;
  std::map<std::uint32_t, TierCuts> node_cuts_;  ///< per partition: its nodes are alike
  std::map<std::pair<std::uint32_t, bool>, TierCuts> site_cuts_;
  std::unique_ptr<TierCuts> wide_area_cuts_;
  std::vector<std::uint32_t> devices_as_units_;  ///< per vertex: the number of the device it is, or the number of devices
};

}  // namespace fleetline
