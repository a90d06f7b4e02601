// The fleet as the kernel builds it.
#pragma once

#include <memory>

#include "group_survey.hpp"

namespace fleetline {

class BuiltFleet final : public Fleet {
 public:
  /// Wires the graph at once. Lets through what fabrics throw; throws std::invalid_argument as FleetLayout does.
  explicit BuiltFleet(FleetSpec spec);

  std::span<const Partition> partitions() const override { return layout_.partitions(); }
  std::uint32_t device_count() const override { return layout_.devices(); }
  const TopologyView* topology() const override { return wired_ ? &wired_->graph : nullptr; }
  Label wide_area() const override { return spec_.wide_area_name; }
  Profiles profiles(const Group& group) const override;
  Cost price(const Collective& collective, const Group& group) const override;
  std::vector<Offer> offers(const Collective& collective, const Group& group) const override;

  const FleetSpec& spec() const { return spec_; }
  const FleetLayout& layout() const { return layout_; }
  /// Where topology() is not nullptr; so the next three, which say what the first half of the units can send to the second.
  const FleetGraph& graph() const { return wired_->graph; }
  Bandwidth bisection_of_node(std::uint32_t partition) const { return survey_->bisection_of_node(partition); }
  Bandwidth bisection_of_site(std::uint32_t site) const { return survey_->bisection_of_site(site); }
  Bandwidth bisection_of_wide_area() const { return survey_->bisection_of_wide_area(); }

 private:
  /// nullptr: a group of one in a fleet without fabrics. Throws when nothing connects it.
  const GroupTiers* connected(const Group& group) const;

  FleetSpec spec_;  // keeps hardware, fabrics and their libraries
  FleetLayout layout_;
  std::unique_ptr<const WiredFleet> wired_;    ///< nullptr: no fabric at all
  std::unique_ptr<GroupSurvey> survey_;
};

/// One device and nothing around it: what [hardware] alone means. `name`: of its registry entry, if it has one.
std::unique_ptr<const Fleet> fleet_of_one(std::shared_ptr<const Hardware> hardware, Label name = {});

}  // namespace fleetline
