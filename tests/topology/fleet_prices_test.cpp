// How prices of tiers compose.
#include <gtest/gtest.h>

#include <thread>

#include "test_fabrics.hpp"

namespace fleetline::test {

namespace {

const Collective gigabyte{.payload = Bytes(1e9)};

BuiltFleet small() {
  return BuiltFleet(fleet_spec(4, 8, std::make_shared<Star>(link(400, 1)), std::make_shared<Star>(link(50, 2))));
}

}  // namespace

TEST(FleetPrice, OfAGroupInANodeIsTheNodesAlone) {
  EXPECT_DOUBLE_EQ(small().price(gigabyte, group(0, {8, 1, 1, 1}, {1, 0, 0, 0})).time.base(), 1e9 / 400e9 + 2e-6);
}

TEST(FleetPrice, OfAGroupAcrossNodesHandsTheRestInwards) {
  // The cluster sends it all at 50 GB/s; each of the four nodes moves a quarter at 400 GB/s inside.
  EXPECT_DOUBLE_EQ(small().price(gigabyte, group(0, {32, 1, 1, 1}, {1, 0, 0, 0})).time.base(),
                   1e9 / 50e9 + 4e-6 + 0.25e9 / 400e9 + 2e-6);
}

TEST(FleetPrice, SkipsTheNodeWhereTheGroupHasOneDeviceEach) {
  EXPECT_DOUBLE_EQ(small().price(gigabyte, group(0, {4, 1, 1, 1}, {8, 0, 0, 0})).time.base(), 1e9 / 50e9 + 4e-6);
}

TEST(FleetPrice, OfOneDeviceIsNothing) {
  EXPECT_EQ(small().price(gigabyte, Group{}).time.base(), 0);
}

TEST(FleetPrice, RefusesWhatIsNotConnected) {
  const BuiltFleet fleet(fleet_spec(2, 8, std::make_shared<Star>(link(400, 1)), nullptr));
  try {
    fleet.price(gigabyte, group(0, {16, 1, 1, 1}, {1, 0, 0, 0}));
    FAIL();
  } catch (const std::invalid_argument& e) {
    EXPECT_STREQ(e.what(), "a group of 16 devices from device 0 on is not connected: nothing connects the 2 nodes; expected fabric in [fleet], which connects the nodes of a site");
  }
}

TEST(FleetPrice, IsTheSameFromEveryThread) {
  const BuiltFleet fleet = small();
  std::vector<double> first, second;
  const auto ask = [&fleet](std::vector<double>& out) {
    for (std::uint32_t count = 1; count <= 32; ++count)
      out.push_back(fleet.price(gigabyte, group(0, {count, 1, 1, 1}, {1, 0, 0, 0})).time.base());
  };
  std::thread other(ask, std::ref(first));
  ask(second);
  other.join();
  EXPECT_EQ(first, second);
}

}  // namespace fleetline::test
