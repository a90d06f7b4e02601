#include "group_members.hpp"

#include <algorithm>
#include <stdexcept>

#include "fleetline/text.hpp"

namespace fleetline {

namespace {

void check(const Group& group, std::uint32_t devices) {
  std::uint64_t last = group.start;
  for (std::size_t i = 0; i < group.counts.size(); ++i) {
    if (group.counts[i] == 0) throw std::invalid_argument("a group of no devices");
    // Neither factor reaches 2^32 and the sum is checked at each step: nothing overflows.
    if (group.counts[i] > 1) last += std::uint64_t{group.counts[i] - 1} * group.strides[i];
    if (last >= devices) throw std::invalid_argument(cat("a group reaches device ", last, " of a fleet of ", devices));
  }
}

/// Adds `count` copies of what is there, each `stride` further on.
void repeat(std::vector<std::uint32_t>& members, std::uint32_t count, std::uint32_t stride) {
  if (count == 1 || stride == 0) return;
  const std::size_t size = members.size();
  members.reserve(size * count);
  for (std::uint32_t copy = 1; copy < count; ++copy)
    for (std::size_t i = 0; i < size; ++i) members.push_back(members[i] + copy * stride);
  std::sort(members.begin(), members.end());
  members.erase(std::unique(members.begin(), members.end()), members.end());
}

}  // namespace

std::vector<std::uint32_t> members_of(const Group& group, std::uint32_t devices) {
  check(group, devices);
  std::vector<std::uint32_t> members{group.start};
  for (std::size_t i = 0; i < group.counts.size(); ++i) repeat(members, group.counts[i], group.strides[i]);
  return members;
}

}  // namespace fleetline
