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

/// Two tiers: the devices of a node, and the nodes of the cluster. A group that touches a node whose devices nothing connects has
/// the cluster's tier alone, and its units are devices.
class GroupSurvey {
 public:
  /// Borrows all three.
  GroupSurvey(const FleetSpec& spec, const FleetLayout& layout, const WiredFleet& fleet)
      : spec_(spec), layout_(layout), fleet_(fleet) {}

  /// The answer lives as long as this. Throws as members_of does. [any thread]
  const GroupTiers& of(const Group& group);

 private:
  using Devices = std::span<const std::uint32_t>;

  GroupTiers examine(Devices members);
  GroupProfile within_node(Devices members);
  GroupProfile across_nodes(Devices first_of_each, std::size_t ranks);
  GroupProfile across_devices(Devices members);
  bool nodes_hold_together(Devices members) const;
  /// Fills in the bandwidths and the way between the two most distant of `representatives`, one per unit.
  void measure(GroupProfile& profile, const Domain& domain, Devices representatives, double cut_per_device) const;
  double into_tier(std::uint32_t device, const Domain& domain) const;
  TierCuts& node_cuts(std::uint32_t partition);
  TierCuts& cluster_cuts(bool units_are_nodes);

  const FleetSpec& spec_;
  const FleetLayout& layout_;
  const WiredFleet& fleet_;
  std::mutex mutex_;
  std::map<std::array<std::uint32_t, 9>, GroupTiers> known_;
  std::map<std::uint32_t, TierCuts> node_cuts_;  ///< per partition: its nodes are alike
  std::map<bool, TierCuts> cluster_cuts_;
};

}  // namespace fleetline
