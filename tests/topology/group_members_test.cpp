#include <gtest/gtest.h>

#include "test_fabrics.hpp"
#include "topology/group_members.hpp"

namespace fleetline::test {

using Members = std::vector<std::uint32_t>;

TEST(GroupMembers, NestsStrides) {
  EXPECT_EQ(members_of(group(0, {2, 3, 1, 1}, {1, 8, 0, 0}), 64), (Members{0, 1, 8, 9, 16, 17}));
  EXPECT_EQ(members_of(group(5, {1, 1, 1, 1}, {1, 0, 0, 0}), 64), (Members{5}));
}

TEST(GroupMembers, SortsAndCountsEachDeviceOnce) {
  EXPECT_EQ(members_of(group(0, {2, 2, 1, 1}, {8, 1, 0, 0}), 64), (Members{0, 1, 8, 9}));
  EXPECT_EQ(members_of(group(0, {3, 2, 1, 1}, {1, 1, 0, 0}), 64), (Members{0, 1, 2, 3}));
}

TEST(GroupMembers, RefusesGroupsBeyondTheFleet) {
  EXPECT_THROW(members_of(group(0, {0, 1, 1, 1}, {1, 0, 0, 0}), 64), std::invalid_argument);
  EXPECT_THROW(members_of(group(64, {1, 1, 1, 1}, {1, 0, 0, 0}), 64), std::invalid_argument);
  EXPECT_THROW(members_of(group(0, {4000000000u, 4000000000u, 1, 1}, {4000000000u, 4000000000u, 0, 0}), 64), std::invalid_argument);
  try {
    members_of(group(0, {8, 1, 1, 1}, {10, 0, 0, 0}), 64);
    FAIL();
  } catch (const std::invalid_argument& e) {
    EXPECT_STREQ(e.what(), "a group reaches device 70 of a fleet of 64");
  }
}

}  // namespace fleetline::test
