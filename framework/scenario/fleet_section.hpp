// [fleet]: partitions of devices in nodes, wired by fabrics, at sites.
//
//   [fleet]
//   hardware = "H100"            # or several [[fleet.partition]], each with these keys
//   devices_per_node = 8
//   nodes = 32
//   node_fabric = "NVSwitch-H100"
//   fabric = "NDR-fat-tree"      # between the nodes of each site
//   site = "Quebec"
//
// Partitions at several sites have each site's nodes on a fabric of their own (the fleet's, or the partition's `fabric`), and
// wide_area = "..." connects the sites.
#pragma once

#include "subjects.hpp"

namespace fleetline {

/// Adds the subject "fleet" and, when the scenario has no [hardware], the hardware of its first partition as "hardware".
/// `own_hardware` is the [hardware] section: if there is one, it must be that of the first partition.
void add_fleet(Plan& plan, const Value& written, const Value* own_hardware, const std::vector<PlacedAxis>& axes, Session& session, Problems& problems);

/// The schema of the section: for `describe` and `schema`.
const AnySchema& fleet_schema();

}  // namespace fleetline
