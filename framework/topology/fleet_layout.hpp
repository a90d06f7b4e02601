// What a fleet consists of, and how its devices are numbered.
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "fleetline/fabric.hpp"
#include "fleetline/fleet.hpp"

namespace fleetline {

struct PartitionSpec {
  Label name;
  std::shared_ptr<const Hardware> hardware;
  std::uint32_t nodes = 1, devices_per_node = 1;
  std::shared_ptr<const Fabric> node_fabric;  ///< nullptr: nothing inside a node connects its devices
  RecordHandle site, node;
  std::shared_ptr<const Fabric> cluster_fabric = nullptr;  ///< between its nodes and the others of its site; nullptr: the fleet's
  Label node_fabric_name = {}, cluster_fabric_name = {};   ///< what the scenario calls them
  Label hardware_name = {};                                ///< of its registry entry; empty: there is none
};

struct FleetSpec {
  std::vector<PartitionSpec> partitions;
  std::shared_ptr<const Fabric> cluster_fabric = nullptr;  ///< between the nodes of a site; nullptr: nothing connects them
  std::shared_ptr<const Fabric> wide_area = nullptr;       ///< between sites; nullptr: nothing connects them
  Label cluster_fabric_name = {}, wide_area_name = {};
};

/// Devices are numbered partition by partition, node by node. Partitions that name the same site share it, and its fabric.
class FleetLayout {
 public:
  struct Node {
    std::uint32_t partition = 0, first_device = 0, devices = 0;
    std::uint32_t site = 0, index_in_site = 0, devices_before = 0;  ///< before: of the same site
  };
  struct Site {
    Label name;                         ///< empty: not named
    const Fabric* fabric = nullptr;     ///< between its nodes
    std::vector<std::uint32_t> nodes;   ///< ascending
    std::uint32_t devices = 0;
  };

  /// Throws std::invalid_argument for a fleet without devices, or with 2^31 and more, or whose partitions say different
  /// fabrics of one site.
  explicit FleetLayout(const FleetSpec& spec);

  const std::vector<Partition>& partitions() const { return partitions_; }
  const std::vector<Node>& nodes() const { return nodes_; }
  const std::vector<Site>& sites() const { return sites_; }
  std::uint32_t devices() const { return devices_; }
  std::uint32_t node_of(std::uint32_t device) const;
  std::uint32_t first_node(std::uint32_t partition) const { return first_nodes_[partition]; }

 private:
  std::vector<Partition> partitions_;
  std::vector<std::uint32_t> first_nodes_;  ///< per partition
  std::vector<Node> nodes_;
  std::vector<Site> sites_;
  std::uint32_t devices_ = 0;

  std::uint32_t site_of(const FleetSpec& spec, const PartitionSpec& partition);
};

}  // namespace fleetline
