// Fleets and the profiles of groups: numbers worked out by hand in the comments.
#include <gtest/gtest.h>

#include "test_fabrics.hpp"

namespace fleetline::test {

namespace {

const auto nvlink = std::make_shared<Star>(link(400, 1));
const auto leaf_spine = std::make_shared<LeafSpine>(2, link(50, 2), link(400, 3));  // 16 devices a leaf: 2 to 1 oversubscribed

BuiltFleet pod() { return BuiltFleet(fleet_spec(8, 8, nvlink, leaf_spine)); }

}  // namespace

TEST(BuiltFleet, NumbersDevicesPartitionByPartition) {
  FleetSpec spec = fleet_spec(2, 8, nullptr, nullptr);
  spec.partitions.push_back({Label("cpus"), nullptr, 3, 2, nullptr, {Label("there")}, {}});
  const BuiltFleet fleet(std::move(spec));
  ASSERT_EQ(fleet.partitions().size(), 2u);
  EXPECT_EQ(fleet.device_count(), 22u);
  EXPECT_EQ(fleet.partitions()[1].first_device, 16u);
  EXPECT_EQ(fleet.partitions()[1].devices, 6u);
  EXPECT_EQ(fleet.topology(), nullptr);
}

TEST(BuiltFleet, RefusesFleetsWithoutDevices) {
  EXPECT_THROW(BuiltFleet(FleetSpec{}), std::invalid_argument);
  EXPECT_THROW(BuiltFleet(fleet_spec(0, 8, nullptr, nullptr)), std::invalid_argument);
  EXPECT_THROW(BuiltFleet(fleet_spec(4000000000u, 4000000000u, nullptr, nullptr)), std::invalid_argument);
}

TEST(BuiltFleet, OneDeviceNeedsNoFabric) {
  const auto fleet = fleet_of_one(nullptr);
  EXPECT_EQ(fleet->device_count(), 1u);
  EXPECT_EQ(fleet->topology(), nullptr);
  EXPECT_TRUE(fleet->profiles(Group{}).connected);
  EXPECT_EQ(fleet->price(Collective{.payload = Bytes(1e9)}, Group{}).time.base(), 0);
  EXPECT_THROW(fleet->price({}, group(0, {2, 1, 1, 1}, {1, 0, 0, 0})), std::invalid_argument);
}

TEST(BuiltFleet, WiresTierByTier) {
  const BuiltFleet fleet = pod();
  const TopologyView& graph = *fleet.topology();
  EXPECT_EQ(graph.devices().size(), 64u);
  EXPECT_EQ(graph.vertex_count(), 64u + 8 /* hosts */ + 8 /* hubs */ + 4 /* leaves */ + 1 /* spine */);
  EXPECT_EQ(graph.link_count(), 64u /* to hubs */ + 64 /* to leaves */ + 4 /* up */);
  EXPECT_EQ(graph.path(graph.devices()[0], graph.devices()[7]).bottleneck.base(), 400e9);  // the hub, not the leaf
}

TEST(BuiltFleet, LosesTheDevicesOfANodeWithItsHost) {
  const BuiltFleet fleet = pod();
  const TopologyView& graph = *fleet.topology();
  std::uint32_t lost = 0;
  for (std::uint32_t v = 0; v < graph.vertex_count(); ++v)
    if (graph.kind({v}) == VertexKind::host) lost += graph.blast_set_size({v});
  EXPECT_EQ(lost, 64u);
}

TEST(GroupProfiles, InsideANodeOnlyTheNodeTierCarries) {
  const Profiles p = pod().profiles(group(8, {8, 1, 1, 1}, {1, 0, 0, 0}));
  ASSERT_EQ(p.count, 2u);
  EXPECT_EQ(p[0].units, 8u);
  EXPECT_EQ(p[0].ranks, 1u);
  EXPECT_EQ(p[0].per_device.base(), 400e9);
  EXPECT_EQ(p[0].bottleneck.base(), 400e9);
  EXPECT_EQ(p[0].hops, 2);
  EXPECT_DOUBLE_EQ(p[0].latency.base(), 2e-6);
  EXPECT_EQ(p[1].units, 1u);
  EXPECT_EQ(p[1].ranks, 8u);
}

TEST(GroupProfiles, UnderOneLeafNothingIsShared) {
  const Profiles p = pod().profiles(group(0, {16, 1, 1, 1}, {1, 0, 0, 0}));
  EXPECT_EQ(p[0].units, 8u);
  EXPECT_EQ(p[1].units, 2u);
  EXPECT_EQ(p[1].ranks, 8u);
  EXPECT_EQ(p[1].bottleneck.base(), 50e9);
  EXPECT_DOUBLE_EQ(p[1].latency.base(), 4e-6);
}

TEST(GroupProfiles, AcrossLeavesTheUplinksAreShared) {
  // Sixteen devices under a leaf share 400 GB/s upwards: 25 GB/s each.
  const Profiles p = pod().profiles(group(0, {64, 1, 1, 1}, {1, 0, 0, 0}));
  EXPECT_EQ(p[1].units, 8u);
  EXPECT_EQ(p[1].per_device.base(), 50e9);
  EXPECT_EQ(p[1].bottleneck.base(), 25e9);
  EXPECT_EQ(p[1].hops, 4);
  EXPECT_DOUBLE_EQ(p[1].latency.base(), 10e-6);
}

TEST(GroupProfiles, AGroupOfOneDeviceANodeSharesWithItsNeighbours) {
  const Profiles p = pod().profiles(group(3, {8, 1, 1, 1}, {8, 0, 0, 0}));
  EXPECT_EQ(p[0].units, 1u);
  EXPECT_EQ(p[1].ranks, 1u);
  EXPECT_EQ(p[1].units, 8u);
  EXPECT_EQ(p[1].bottleneck.base(), 25e9);
}

TEST(GroupProfiles, CountTheFullestNodeOfAnUnevenGroup) {
  const Profiles p = pod().profiles(group(6, {8, 1, 1, 1}, {1, 0, 0, 0}));  // two in node 0, six in node 1
  EXPECT_EQ(p[0].units, 6u);
  EXPECT_EQ(p[1].ranks, 6u);
  EXPECT_EQ(p[1].units, 2u);
}

TEST(GroupProfiles, DevicesShareTheCardOfTheirHost) {
  // Four devices behind one 50 GB/s card: 12.5 GB/s each, whatever the bus does.
  const BuiltFleet fleet(fleet_spec(4, 4, nvlink, std::make_shared<SharedCard>(link(60, 1), link(50, 2))));
  const Profiles p = fleet.profiles(group(0, {16, 1, 1, 1}, {1, 0, 0, 0}));
  EXPECT_EQ(p[1].per_device.base(), 60e9);
  EXPECT_EQ(p[1].bottleneck.base(), 12.5e9);
  EXPECT_EQ(p[1].hops, 4);
}

TEST(GroupProfiles, ARingIsNarrowAcrossItsMiddle) {
  // Two of the eight cables cross between its halves of four: half a cable each. Four links to the far side.
  const BuiltFleet fleet(fleet_spec(1, 8, std::make_shared<Ring>(link(100, 1)), nullptr));
  const Profiles p = fleet.profiles(group(0, {8, 1, 1, 1}, {1, 0, 0, 0}));
  ASSERT_EQ(p.count, 1u);
  EXPECT_EQ(p[0].per_device.base(), 200e9);
  EXPECT_EQ(p[0].bottleneck.base(), 50e9);
  EXPECT_EQ(p[0].hops, 4);
}

TEST(GroupProfiles, WithoutANodeFabricTheClusterConnectsDevices) {
  const BuiltFleet fleet(fleet_spec(4, 2, nullptr, std::make_shared<Star>(link(50, 1))));
  const Profiles p = fleet.profiles(group(0, {8, 1, 1, 1}, {1, 0, 0, 0}));
  ASSERT_EQ(p.count, 1u);
  EXPECT_EQ(p[0].ranks, 1u);
  EXPECT_EQ(p[0].units, 8u);
}

TEST(GroupProfiles, SayWhenNothingConnectsTheNodes) {
  const BuiltFleet fleet(fleet_spec(2, 8, nvlink, nullptr));
  EXPECT_TRUE(fleet.profiles(group(0, {8, 1, 1, 1}, {1, 0, 0, 0})).connected);
  EXPECT_FALSE(fleet.profiles(group(0, {16, 1, 1, 1}, {1, 0, 0, 0})).connected);
}

TEST(GroupProfiles, ReachAcrossPartitions) {
  FleetSpec spec = fleet_spec(2, 8, nvlink, std::make_shared<Star>(link(50, 1)));
  spec.partitions.push_back({Label("more"), nullptr, 2, 4, nvlink, {Label("here")}, {}});
  const Profiles p = BuiltFleet(std::move(spec)).profiles(group(0, {24, 1, 1, 1}, {1, 0, 0, 0}));
  EXPECT_TRUE(p.connected);
  EXPECT_EQ(p[1].units, 4u);
  EXPECT_EQ(p[1].ranks, 8u);
}

}  // namespace fleetline::test
