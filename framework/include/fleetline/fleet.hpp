// The fleet: partitions of devices at sites, and the graph that connects them.
//
// Every solver gets one; `[hardware]` alone is a fleet of one device. Built by the kernel, shared, immutable. [any thread]
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "fleetline/collective.hpp"
#include "fleetline/cost.hpp"
#include "fleetline/hardware.hpp"
#include "fleetline/record.hpp"
#include "fleetline/topology.hpp"

namespace fleetline {

/// Devices of one kind, numbered first_device .. first_device + devices - 1, in nodes of equal size.
struct Partition {
  Label name;
  const Hardware* hardware = nullptr;
  Label hardware_name;  ///< of its registry entry, after aliases: "H100_SXM5_80GB"; empty: the scenario describes it
  std::uint32_t first_device = 0, devices = 1, devices_per_node = 1;
  RecordHandle site, node;  ///< records of these kinds, where the scenario names them and a plugin declares the kind
  Label node_fabric, fabric;  ///< what the scenario calls those inside its nodes and between them; empty: nothing is there

  std::uint32_t nodes() const { return devices / devices_per_node; }
};

/// A group as each tier of the fleet sees it, innermost first (devices of a node, nodes of a site, sites). A tier whose
/// `units` is 1 has nothing to carry.
struct Profiles {
  static constexpr std::size_t max_tiers = 4;
  std::array<GroupProfile, max_tiers> tiers;
  std::uint32_t count = 0;
  bool connected = true;  ///< every member has a path to every other
  Label gap, remedy;      ///< where not: what nothing connects, and which key of [fleet] would

  const GroupProfile& operator[](std::size_t tier) const { return tiers[tier]; }
};

class Fleet {
 public:
  virtual ~Fleet();

  virtual std::span<const Partition> partitions() const = 0;
  virtual std::uint32_t device_count() const = 0;

  /// nullptr when no fabric connects the devices.
  virtual const TopologyView* topology() const = 0;
  /// What the scenario calls the fabric between sites; empty: nothing connects them.
  virtual Label wide_area() const { return {}; }

  /// Where nodes, or sites, hold unequal shares of the group, the fullest one counts, and of equally full ones of different
  /// partitions the slowest. Bandwidths assume that every device between
  /// the group's first and last unit sends at the same time, as in a synchronous step. The first question about a group walks the
  /// graph (milliseconds for a large fleet); later ones are a look-up. Throws std::invalid_argument when the
  /// group is empty or reaches beyond the fleet.
  virtual Profiles profiles(const Group& group) const = 0;

  /// Time of one run of `collective` over `group`, tiers composed. Zero for a group of one. Throws as profiles()
  /// does, and std::invalid_argument when the group is not connected.
  virtual Cost price(const Collective& collective, const Group& group) const = 0;

  /// The algorithms that the outermost tier of the group weighed. Throws as price() does.
  virtual std::vector<Offer> offers(const Collective&, const Group&) const { return {}; }
};

}  // namespace fleetline
