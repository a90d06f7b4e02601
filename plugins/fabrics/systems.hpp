// Which machine a row of measurements is about: read from what it says of the system, by rules that hold for unseen rows.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace fleetline::fabrics {

struct System {
  std::string skipped;          ///< why it cannot be told, or is outside the model
  std::string hardware, node_fabric, fabric;
  std::int64_t nodes = 1, devices_per_node = 8;
  double issue_us = 0;          ///< how long the host takes to issue one collective

  /// The record whose constants say most about it: of the network, where there is one.
  std::string library() const;
};

/// `system` and `source` as in the table; `ranks`: of the group, 0 when not given.
System system_of(std::string_view system, std::string_view source, std::int64_t ranks);

}  // namespace fleetline::fabrics
