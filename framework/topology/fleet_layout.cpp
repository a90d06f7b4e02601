#include "fleet_layout.hpp"

#include <algorithm>
#include <stdexcept>

#include "fleetline/text.hpp"

namespace fleetline {

namespace {

constexpr std::uint64_t too_many = std::uint64_t{1} << 31;

void check(const FleetSpec& spec) {
  if (spec.partitions.empty()) throw std::invalid_argument("a fleet without partitions");
  std::uint64_t devices = 0;
  for (const PartitionSpec& p : spec.partitions) {
    if (p.nodes == 0 || p.devices_per_node == 0)
      throw std::invalid_argument(cat("partition '", p.name.text(), "' has no devices"));
    devices += std::min(too_many, std::uint64_t{p.nodes} * p.devices_per_node);
    if (devices >= too_many) throw std::invalid_argument(cat("a fleet of ", devices, " devices or more; 2^31 are too many"));
  }
}

}  // namespace

FleetLayout::FleetLayout(const FleetSpec& spec) {
  check(spec);
  for (std::uint32_t p = 0; p < spec.partitions.size(); ++p) {
    const PartitionSpec& part = spec.partitions[p];
    partitions_.push_back({part.name, part.hardware.get(), part.hardware_name, devices_, part.nodes * part.devices_per_node,
                           part.devices_per_node, part.site, part.node, part.node_fabric_name,
                           part.cluster_fabric ? part.cluster_fabric_name : spec.cluster_fabric_name});
    first_nodes_.push_back(static_cast<std::uint32_t>(nodes_.size()));
    const std::uint32_t s = site_of(spec, part);
    Site& site = sites_[s];
    for (std::uint32_t n = 0; n < part.nodes; ++n, devices_ += part.devices_per_node, site.devices += part.devices_per_node) {
      site.nodes.push_back(static_cast<std::uint32_t>(nodes_.size()));
      nodes_.push_back({p, devices_, part.devices_per_node, s, static_cast<std::uint32_t>(site.nodes.size() - 1), site.devices});
    }
  }
}

/// The site of a partition, new if none before it named the same.
std::uint32_t FleetLayout::site_of(const FleetSpec& spec, const PartitionSpec& part) {
  const Fabric* fabric = part.cluster_fabric ? part.cluster_fabric.get() : spec.cluster_fabric.get();
  for (std::uint32_t s = 0; s < sites_.size(); ++s) {
    if (sites_[s].name != part.site.name) continue;
    if (sites_[s].fabric != fabric)
      throw std::invalid_argument(cat("partition '", part.name.text(), "' names another fabric than a partition before it at the same site"));
    return s;
  }
  sites_.push_back({part.site.name, fabric, {}, 0});
  return static_cast<std::uint32_t>(sites_.size() - 1);
}

std::uint32_t FleetLayout::node_of(std::uint32_t device) const {
  const auto after = std::upper_bound(partitions_.begin(), partitions_.end(), device,
                                      [](std::uint32_t d, const Partition& p) { return d < p.first_device; });
  const auto partition = static_cast<std::uint32_t>(after - partitions_.begin() - 1);
  const Partition& p = partitions_[partition];
  return first_nodes_[partition] + (device - p.first_device) / p.devices_per_node;
}

}  // namespace fleetline
