// The members of a symbolic group.
#pragma once

#include <cstdint>
#include <vector>

#include "fleetline/collective.hpp"

namespace fleetline {

/// The devices of `group`, ascending, each once. Throws std::invalid_argument when the group is empty or reaches beyond
/// `devices`.
std::vector<std::uint32_t> members_of(const Group& group, std::uint32_t devices);

}  // namespace fleetline
