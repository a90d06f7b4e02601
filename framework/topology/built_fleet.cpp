#include "built_fleet.hpp"

#include <algorithm>
#include <stdexcept>

#include "fleetline/text.hpp"
#include "group_members.hpp"

namespace fleetline {

namespace {

bool has_fabric(const FleetSpec& spec) {
  return spec.cluster_fabric != nullptr || spec.wide_area != nullptr ||
         std::any_of(spec.partitions.begin(), spec.partitions.end(), [](const auto& p) { return p.node_fabric || p.cluster_fabric; });
}

/// Prices on the outermost of the tiers below `end` that the group spreads over; what stays inside its units goes to the tiers
/// further in.
class TierPricer final : public Pricer {
 public:
  TierPricer(const GroupTiers& tiers, std::uint32_t end) : tiers_(tiers), end_(end) {}

  Cost price(const Collective& collective) const override {
    for (std::uint32_t tier = end_; tier-- > 0;)
      if (tiers_.profiles[tier].units > 1)
        return tiers_.fabrics[tier]->price(collective, tiers_.profiles[tier], TierPricer(tiers_, tier));
    return {};
  }

 private:
  const GroupTiers& tiers_;
  std::uint32_t end_;
};

}  // namespace

BuiltFleet::BuiltFleet(FleetSpec spec) : spec_(std::move(spec)), layout_(spec_) {
  if (!has_fabric(spec_)) return;
  wired_ = std::make_unique<const WiredFleet>(wire_fleet(spec_, layout_));
  survey_ = std::make_unique<GroupSurvey>(spec_, layout_, *wired_);
}

Profiles BuiltFleet::profiles(const Group& group) const {
  if (survey_) return survey_->of(group).profiles;
  Profiles none;
  const std::size_t members = members_of(group, layout_.devices()).size();
  none.connected = members == 1;
  if (none.connected) return none;
  none.gap = Label(cat("nothing connects ", members, " devices, not even inside a node"));
  none.remedy = Label("node_fabric in [fleet], which connects the devices of a node, and fabric, which connects nodes");
  return none;
}

const GroupTiers* BuiltFleet::connected(const Group& group) const {
  const GroupTiers* tiers = survey_ ? &survey_->of(group) : nullptr;
  if (tiers != nullptr && tiers->profiles.connected) return tiers;
  if (const Profiles found = profiles(group); !found.connected)
    throw std::invalid_argument(cat("a group of ", group.size(), " devices from device ", group.start, " on is not connected: ", found.gap.text(),
                                    "; expected ", found.remedy.text()));
  return tiers;
}

Cost BuiltFleet::price(const Collective& collective, const Group& group) const {
  const GroupTiers* tiers = connected(group);
  return tiers ? TierPricer(*tiers, tiers->profiles.count).price(collective) : Cost{};
}

std::vector<Offer> BuiltFleet::offers(const Collective& collective, const Group& group) const {
  const GroupTiers* tiers = connected(group);
  for (std::uint32_t tier = tiers ? tiers->profiles.count : 0; tier-- > 0;)
    if (tiers->profiles[tier].units > 1)
      return tiers->fabrics[tier]->offers(collective, tiers->profiles[tier], TierPricer(*tiers, tier));
  return {};
}

std::unique_ptr<const Fleet> fleet_of_one(std::shared_ptr<const Hardware> hardware, Label name) {
  FleetSpec spec;
  spec.partitions.push_back({.hardware = std::move(hardware), .hardware_name = name});
  return std::make_unique<const BuiltFleet>(std::move(spec));
}

}  // namespace fleetline
