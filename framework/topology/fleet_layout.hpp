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
};

struct FleetSpec {
  std::vector<PartitionSpec> partitions;
  std::shared_ptr<const Fabric> cluster_fabric;  ///< nullptr: nothing connects the nodes
};

/// Devices are numbered partition by partition, node by node.
class FleetLayout {
 public:
  struct Node { std::uint32_t partition = 0, first_device = 0, devices = 0; };

  /// Throws std::invalid_argument for a fleet without devices, or with 2^31 and more.
  explicit FleetLayout(const FleetSpec& spec);

  const std::vector<Partition>& partitions() const { return partitions_; }
  const std::vector<Node>& nodes() const { return nodes_; }
  std::uint32_t devices() const { return devices_; }
  std::uint32_t node_of(std::uint32_t device) const;
  std::uint32_t first_node(std::uint32_t partition) const { return first_nodes_[partition]; }

 private:
  std::vector<Partition> partitions_;
  std::vector<std::uint32_t> first_nodes_;  ///< per partition
  std::vector<Node> nodes_;
  std::uint32_t devices_ = 0;
};

}  // namespace fleetline
