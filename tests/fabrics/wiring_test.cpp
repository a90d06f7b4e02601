#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "fleetline/problem.hpp"
#include "fleets.hpp"

namespace fleetline::fabrics::test {
namespace {

std::size_t count(const TopologyView& graph, VertexKind kind) {
  std::size_t n = 0;
  for (std::uint32_t v = 0; v < graph.vertex_count(); ++v) n += graph.kind(Vertex{v}) == kind;
  return n;
}

/// Accelerators lost with each of the vertices of a kind.
std::vector<std::uint32_t> lost_with(const TopologyView& graph, VertexKind kind) {
  std::vector<std::uint32_t> lost;
  for (std::uint32_t v = 0; v < graph.vertex_count(); ++v)
    if (graph.kind(Vertex{v}) == kind) lost.push_back(graph.blast_set_size(Vertex{v}));
  return lost;
}

TEST(Wiring, EveryNodeHasItsSwitchesAndCards) {
  const BuiltFleet fleet = fleet_of(4, node_of(), cluster_of<RailOptimised>(cluster_params()));
  const TopologyView& graph = *fleet.topology();
  EXPECT_EQ(count(graph, VertexKind::nic), 32u);
  EXPECT_EQ(count(graph, VertexKind::switch_), 4 * 4 + 8 + 1u);  // NVSwitches, a leaf per rail, one spine
}

TEST(Wiring, RailsMeetOnTheirLeafAndOthersOnTheSpine) {
  const BuiltFleet fleet = fleet_of(2, nullptr, cluster_of<RailOptimised>(cluster_params()));
  const TopologyView& graph = *fleet.topology();
  const auto hops = [&](std::size_t a, std::size_t b) { return graph.path(graph.devices()[a], graph.devices()[b]).hops; };
  EXPECT_EQ(hops(0, 8), 4u);  // device, adapter, leaf, adapter, device
  EXPECT_EQ(hops(0, 1), 6u);  // over a spine
}

TEST(Wiring, SwitchesConnectNoMoreDevicesThanTheyHavePorts) {
  NvlinkParams p;
  p.bandwidth = Bandwidth(400e9);
  p.ports = 4;
  try {
    fleet_of(1, std::make_shared<const Nvlink>(p), nullptr);
    FAIL();
  } catch (const InputError& e) {
    EXPECT_EQ(e.problems().front().what, "NVSwitches for 4 devices cannot connect 8");
    EXPECT_EQ(e.problems().front().expected, "at most 4 devices in a node");
  }
}

TEST(Wiring, ARackTakesItsNodesAlong) {
  const BuiltFleet fleet = fleet_of(8, node_of(), cluster_of<FatTree>(cluster_params()));
  const TopologyView& graph = *fleet.topology();
  EXPECT_EQ(lost_with(graph, VertexKind::rack), (std::vector<std::uint32_t>{32, 32}));
}

TEST(Wiring, PcieDevicesBelowOneSwitchShareItsSlot) {
  PcieParams p;
  p.bandwidth = Bandwidth(32e9);
  p.root_bandwidth = Bandwidth(64e9);
  const BuiltFleet fleet = fleet_of(1, std::make_shared<const Pcie>(p), nullptr);
  EXPECT_NEAR(fleet.profiles(first(8)).tiers[0].bottleneck.base() / 16e9, 1, 1e-6);
}

TEST(Wiring, CardsFailWithTheirNode) {
  const BuiltFleet fleet = fleet_of(2, node_of(), cluster_of<FatTree>(cluster_params()));
  const TopologyView& graph = *fleet.topology();
  EXPECT_EQ(lost_with(graph, VertexKind::host), (std::vector<std::uint32_t>{8, 8}));
}

TEST(Wiring, ANodeWithMoreCardsThanALeafHasPortsIsRefused) {
  ClosParams p = cluster_params();
  p.radix = 8;
  try {
    fleet_of(2, node_of(), cluster_of<FatTree>(p));
    FAIL();
  } catch (const InputError& e) {
    EXPECT_THAT(e.problems().front().what, testing::HasSubstr("8 ports have room for 4 adapters below, and a node has 8"));
    EXPECT_EQ(e.problems().front().expected, "at least 16");
  }
}

// Pods of two nodes, 7:1 between them: inside a pod all 50 GB/s, between pods a seventh.
TEST(Wiring, PodsAreFullInsideAndNarrowBetweenThem) {
  ClosParams p = cluster_params();
  p.pod_nodes = 2;
  p.oversubscription = 7;
  const BuiltFleet fleet = fleet_of(6, node_of(), cluster_of<FatTree>(p));
  EXPECT_EQ(count(*fleet.topology(), VertexKind::switch_), 6 * 4 + 3 + 1u);  // NVSwitches, a vertex for each pod, one spine for 3 * 16 / 7 cables
  EXPECT_NEAR(fleet.profiles(first(16)).tiers[1].bottleneck.base() / 50e9, 1, 1e-6);
  EXPECT_NEAR(fleet.profiles(first(48)).tiers[1].bottleneck.base() / (50e9 / 7), 1, 1e-6);
}

TEST(Wiring, AMeshOfEachWithEachHasALinkForEveryPair) {
  MeshParams p;
  p.bandwidth = Bandwidth(64e9);
  p.lanes = 1;
  const BuiltFleet fleet = fleet_of(1, std::make_shared<const Mesh>(p), nullptr);
  EXPECT_EQ(fleet.topology()->link_count(), 28u);
  EXPECT_NEAR(fleet.profiles(first(8)).tiers[0].per_device.base() / (7 * 64e9), 1, 1e-6);
  EXPECT_NEAR(fleet.bisection_of_node(0).base() / (16 * 64e9), 1, 1e-6);  // four on either side
}

TEST(Wiring, AMeshWithoutACableIsRefused) {
  MeshParams p;
  p.bandwidth = Bandwidth(64e9);
  EXPECT_THROW(Mesh{p}, InputError);
  p.cables = {{0, 8, 1}};
  try {
    const Mesh mesh(p);
    FAIL();
  } catch (const InputError& e) {
    EXPECT_EQ(e.problems().front().what, "a cable between devices 0 and 8 of 8");
    EXPECT_EQ(e.problems().front().expected, "two different devices from 0 to 7");
  }
}

TEST(Wiring, SharedCardsDivideTheirBandwidth) {
  ClosParams p = cluster_params();
  p.adapters = 4;
  const BuiltFleet fleet = fleet_of(4, node_of(), cluster_of<FatTree>(p));
  EXPECT_NEAR(fleet.profiles(first(32)).tiers[1].bottleneck.base() / 25e9, 1, 1e-6);
}

}  // namespace
}  // namespace fleetline::fabrics::test
