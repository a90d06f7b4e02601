#include "dragonfly.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "dragonfly_model.hpp"
#include "fleetline/problem.hpp"
#include "fleets.hpp"

namespace fleetline::fabrics::test {
namespace {

/// Groups of two nodes of eight on four switches, two cables between any two groups, 50 GB/s everywhere.
DragonflyParams groups_of_two() {
  DragonflyParams p;
  p.bandwidth = Bandwidth(50e9);
  p.group_nodes = 2;
  p.group_switches = 4;
  p.global_links = 2;
  const auto library = std::make_shared<ClusterLibrary>();
  library->base = library->hop = library->chunk = Seconds(0);
  library->efficiency = library->gather = library->pairwise = library->tree = 1;
  p.library.record = library;
  return p;
}

BuiltFleet fleet_on(const DragonflyParams& p, std::uint32_t nodes) {
  return fleet_of(nodes, nullptr, std::make_shared<const Dragonfly>(p));
}

/// GB/s of each of the first so many accelerators, when all send through the narrowest cut.
double bottleneck(const BuiltFleet& fleet, std::uint32_t devices) {
  const Profiles found = fleet.profiles(first(devices));
  return found[found.count - 1].bottleneck.base() / 1e9;
}

std::uint32_t hops(const BuiltFleet& fleet, std::size_t a, std::size_t b) {
  const TopologyView& graph = *fleet.topology();
  return graph.path(graph.devices()[a], graph.devices()[b]).hops;
}

std::string refusal(const DragonflyParams& p, std::uint32_t nodes) {
  try {
    fleet_on(p, nodes);
  } catch (const InputError& e) { return e.problems().front().what; }
  return "";
}

}  // namespace

// Four groups: of 2 x 2 pairs across the middle 2 cables each, 8 x 50 GB/s for 32 accelerators. One group sends over 3
// x 2 cables.
TEST(Dragonfly, HasTheBisectionOfTheCablesCounted) {
  const BuiltFleet fleet = fleet_on(groups_of_two(), 8);
  EXPECT_NEAR(fleet.bisection_of_site(0).base(), 8 * 50e9, 1);
  EXPECT_NEAR(bottleneck(fleet, 64), 8 * 50.0 / 32, 1e-6);
  EXPECT_NEAR(bottleneck(fleet, 16), 50, 1e-6);  // a group
}

// One group of two sends to the other over two cables, and as many by each of two idle groups: 6 x 50 GB/s for 16
// accelerators.
TEST(Dragonfly, GroupsInUseBorrowTheCablesOfOthers) {
  EXPECT_NEAR(bottleneck(fleet_on(groups_of_two(), 8), 32), 6 * 50.0 / 16, 1e-6);
  EXPECT_NEAR(bottleneck(fleet_on(groups_of_two(), 4), 32), 2 * 50.0 / 16, 1e-6);  // there are no others
}

// Kim et al. 2008, their example: p = 2, a = 4, h = 2, so nine groups of eight. Four against five: 20 cables for 32.
TEST(Dragonfly, IsThatOfKimWhereItIsBalanced) {
  DragonflyParams p = groups_of_two();
  p.group_nodes = 1;
  p.global_links = 1;
  const DragonflyShape shape{.endpoints = 8, .switches = 4, .groups = 9, .global_links = 1};
  EXPECT_DOUBLE_EQ(shape.taper(), 1);
  EXPECT_DOUBLE_EQ(shape.ports_of_switch(), 2 + 3 + 2);
  EXPECT_DOUBLE_EQ(balanced_endpoints(7, false), 2);
  EXPECT_NEAR(bottleneck(fleet_on(p, 9), 72), 20 * 50.0 / 32, 1e-6);
}

// Frontier: 74 groups of 512 adapters on 32 switches, four cables between any two groups: 4 x 73 / 512 leave a group,
// and a switch has 16 adapters, 31 others and a 32nd of 292 cables.
TEST(Dragonfly, CountsThePortsOfFrontier) {
  const DragonflyShape shape{.endpoints = 512, .switches = 32, .groups = 74, .global_links = 4};
  EXPECT_NEAR(shape.taper(), 0.5703, 1e-4);
  EXPECT_DOUBLE_EQ(shape.ports_of_switch(), 16 + 31 + 10);
  EXPECT_DOUBLE_EQ(balanced_endpoints(64, false), 16);
  EXPECT_NEAR(global_links_for(shape.taper(), shape), 4, 1e-12);
  EXPECT_NEAR(shape.groups * (shape.groups - 1) / 2 * shape.global_links * 25e9 * 2 / 540e12, 1, 0.001);  // published: 270 + 270 TB/s
}

// Aurora: 166 groups of 512 adapters on 32 switches, two cables between any two groups, published as 1.38 PB/s in both directions.
TEST(Dragonfly, CountsTheCablesOfAurora) {
  const DragonflyShape shape{.endpoints = 512, .switches = 32, .groups = 166, .global_links = 2};
  EXPECT_NEAR(shape.groups * (shape.groups - 1) / 2 * shape.global_links * 25e9 * 2 / 1.38e15, 1, 0.01);
  EXPECT_DOUBLE_EQ(shape.ports_of_switch(), 16 + 31 + 11);
}

// Leonardo: 23 cells of 720 adapters of 100 Gbit/s on 18 leaves and 18 spines of 40 ports of 200, 18 cables between any two cells: all ports of
// a spine are taken.
TEST(Dragonfly, CountsThePortsOfLeonardo) {
  const DragonflyShape shape{.endpoints = 720, .endpoint = 0.5, .switches = 18, .spines = 18, .groups = 23, .global_links = 18};
  EXPECT_DOUBLE_EQ(shape.ports_of_switch(), 20 + 18);
  EXPECT_DOUBLE_EQ(shape.ports_of_spine(), 18 + 22);
  EXPECT_NEAR(shape.taper(), 1.1, 1e-9);
}

// The i-th adapters of both nodes of a group share a switch; another switch of the group is one cable further, another
// group three.
TEST(Dragonfly, IsAtMostThreeCablesBetweenSwitchesWide) {
  const BuiltFleet fleet = fleet_on(groups_of_two(), 8);
  EXPECT_EQ(hops(fleet, 0, 8), 4u);
  EXPECT_EQ(hops(fleet, 0, 9), 5u);
  EXPECT_EQ(hops(fleet, 0, 16), 7u);
}

// 1 GB from each to all others: half of it crosses the middle, where each has 12.5 GB/s: 7/8 of 40 ms. Inside a group
// 50 GB/s: half of 20 ms. An all-reduce over a group of two nodes sends 2 x 15/16 GB over eight adapters of 50 GB/s.
TEST(Dragonfly, CollectivesTakeWhatTheirCutTakes) {
  const BuiltFleet fleet = fleet_of(8, node_of(), std::make_shared<const Dragonfly>(groups_of_two()));
  const double starting = 20e-6;  // of the node's library
  EXPECT_NEAR(time_of(fleet, CollectiveKind::all_to_all, 1e9, first(64)).base(), 7.0 / 8 * 40e-3, starting);
  EXPECT_NEAR(time_of(fleet, CollectiveKind::all_to_all, 1e9, first(16)).base(), 1.0 / 2 * 20e-3, starting);
  EXPECT_NEAR(time_of(fleet, CollectiveKind::all_gather, 64e9, first(16)).base(), 64e9 * 15 / 16 / 8 / 50e9, starting);
  EXPECT_NEAR(time_of(fleet, CollectiveKind::all_gather, 64e9, first(64)).base(), 64e9 * 63 / 64 / 8 / 12.5e9, starting);
}

// 0.375 of 16 adapters over three other groups are two cables to each; over seven of a machine of eight groups, fewer.
TEST(Dragonfly, ATaperSaysWhatCablesSay) {
  DragonflyParams p = groups_of_two();
  p.global_links.reset();
  p.taper = 0.375;
  EXPECT_NEAR(bottleneck(fleet_on(p, 8), 64), 8 * 50.0 / 32, 1e-6);
  p.groups = 8;
  EXPECT_NEAR(bottleneck(fleet_on(p, 8), 64), 8 * 50.0 / 32 * 3 / 7, 1e-6);
}

// Dragonfly+: two leaves of eight adapters, four cables to each of two spines: nothing is lost inside, and the cables
// between groups are as many.
TEST(Dragonfly, SpinesHoldTheCablesBetweenGroups) {
  DragonflyParams p = groups_of_two();
  p.group_switches = p.spines = 2;
  p.local_links = 4;
  const BuiltFleet fleet = fleet_on(p, 8);
  EXPECT_NEAR(bottleneck(fleet, 16), 50, 1e-6);
  EXPECT_NEAR(bottleneck(fleet, 64), 8 * 50.0 / 32, 1e-6);
  EXPECT_EQ(hops(fleet, 0, 1), 4u);     // one leaf
  EXPECT_EQ(hops(fleet, 0, 8), 6u);     // by a spine
  p.link_bandwidth = Bandwidth(100e9);  // cables of twice the adapters' rate: half as many do the same
  p.local_links = 2;
  p.global_links = 1;
  EXPECT_NEAR(bottleneck(fleet_on(p, 8), 64), 8 * 50.0 / 32, 1e-6);
}

TEST(Dragonfly, RefusesWhatCannotBeWired) {
  DragonflyParams p = groups_of_two();
  p.taper = 0.5;
  EXPECT_EQ(refusal(p, 8), "global_links and taper, which say the same");
  p.taper.reset();
  p.groups = 3;
  EXPECT_EQ(refusal(p, 8), "8 nodes, which fill 4 groups of 2, not 3");
  p = groups_of_two();
  p.group_nodes = 32;
  EXPECT_EQ(refusal(p, 64), "switches of 68 ports in groups of 256 adapters and 4 switches");
  p.group_switches = 0;  // sixteen adapters to a switch
  EXPECT_EQ(refusal(p, 64), "");
}

}  // namespace fleetline::fabrics::test
