// What is counted of a fleet, and which of its vertices look alike.
#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "test_fabrics.hpp"
#include "topology/alike.hpp"
#include "topology/fleet_report.hpp"

namespace fleetline::test {

namespace {

/// Eight-device nodes on a hub each, two to a leaf, leaves on one spine: 16 x 50 GB/s below a leaf, 400 GB/s above.
BuiltFleet pod(std::uint32_t nodes) {
  return BuiltFleet(fleet_spec(nodes, 8, std::make_shared<Star>(link(400, 1)), std::make_shared<LeafSpine>(2, link(50, 2), link(400, 3))));
}

std::size_t count(const std::vector<VertexCount>& counts, std::string_view name) {
  const auto found = std::find_if(counts.begin(), counts.end(), [&](const VertexCount& c) { return c.name.text() == name; });
  return found == counts.end() ? 0 : found->count;
}

std::size_t sorts(const TopologyView& graph) {
  const std::vector<std::uint32_t> numbers = alike(graph);
  return std::set(numbers.begin(), numbers.end()).size();
}

}  // namespace

TEST(FleetReport, CountsVerticesAndLinks) {
  const FleetReport r = report_on(pod(8));
  EXPECT_EQ(r.devices, 64u);
  EXPECT_EQ(r.nodes, 8u);
  ASSERT_EQ(r.vertices.size(), 5u);
  EXPECT_EQ(r.vertices[0].count, 64u);  // accelerators first, then hosts
  EXPECT_EQ(r.vertices[1].count, 8u);
  EXPECT_EQ(count(r.vertices, "leaf"), 4u);
  EXPECT_EQ(count(r.vertices, "spine"), 1u);
  ASSERT_EQ(r.links.size(), 3u);
  EXPECT_EQ(r.links[0].count, 64u);
  EXPECT_EQ(r.links[0].link.bandwidth.base(), 400e9);
  EXPECT_EQ(r.links[2].count, 4u);
  EXPECT_EQ(r.links[2].a.text(), "leaf");  // the nearer to the accelerators
  EXPECT_EQ(r.links[2].b.text(), "spine");
}

TEST(FleetReport, SaysWhatIsOversubscribed) {
  const FleetReport r = report_on(pod(8));
  const auto leaf = std::find_if(r.switches.begin(), r.switches.end(), [](const SwitchLoad& s) { return s.name.text() == "leaf"; });
  ASSERT_NE(leaf, r.switches.end());
  EXPECT_EQ(leaf->below.base(), 800e9);
  EXPECT_EQ(leaf->beyond.base(), 400e9);
  EXPECT_EQ(leaf->oversubscription(), 2);
  EXPECT_EQ(leaf->count, 4u);
}

TEST(FleetReport, BisectsEveryTier) {
  const FleetReport r = report_on(pod(8));
  ASSERT_EQ(r.tiers.size(), 2u);
  EXPECT_EQ(r.tiers[0].where, "inside a node");
  EXPECT_EQ(r.tiers[0].bisection.base(), 4 * 400e9);  // four devices send to the other four
  EXPECT_EQ(r.tiers[0].profile.units, 8u);
  EXPECT_EQ(r.tiers[1].where, "between nodes");
  EXPECT_EQ(r.tiers[1].bisection.base(), 2 * 400e9);  // two leaves' uplinks
  EXPECT_EQ(r.tiers[1].profile.bottleneck.base(), 25e9);
}

TEST(FleetReport, GroupsWhatFailsTogether) {
  const FleetReport r = report_on(pod(8));
  ASSERT_EQ(r.blasts.size(), 5u);
  EXPECT_EQ(r.blasts[0].kind, VertexKind::host);
  EXPECT_EQ(r.blasts[0].count, 8u);
  EXPECT_EQ(r.blasts[0].lost, 8u);
  EXPECT_EQ(r.blasts[1].kind, VertexKind::accelerator);
  EXPECT_EQ(r.blasts[1].lost, 1u);
  EXPECT_EQ(r.blasts.back().lost, 0u);
}

TEST(FleetReport, WalksFromTheFirstAcceleratorToTheLast) {
  const BuiltFleet fleet = pod(8);
  const Route route = report_on(fleet).route;
  std::vector<std::string_view> names;
  for (const Vertex v : route.way) names.push_back(fleet.graph().name(v).text());
  EXPECT_EQ(names, (std::vector<std::string_view>{"gpus", "leaf", "spine", "leaf", "gpus"}));
  ASSERT_EQ(route.links.size(), 4u);
  EXPECT_EQ(fleet.graph().links()[route.links[1]].bandwidth(), 400e9);
  EXPECT_EQ(route.path.bottleneck.base(), 50e9);
}

TEST(FleetReport, SaysWhatIsMissing) {
  const FleetReport r = report_on(BuiltFleet(fleet_spec(2, 8, std::make_shared<Star>(link(400, 1)), nullptr)));
  EXPECT_FALSE(r.everybody.connected);
  EXPECT_EQ(r.everybody.gap.text(), "nothing connects the 2 nodes");
  EXPECT_EQ(r.everybody.remedy.text(), "fabric in [fleet], which connects the nodes of a site");
  EXPECT_TRUE(r.route.way.empty());
}

TEST(Alike, IsOneOfEachSortInAnEvenFleet) { EXPECT_EQ(sorts(*pod(8).topology()), 5u); }

TEST(Alike, TellsTheNodeThatHasALeafForItself) {
  // Devices, hosts, hubs and leaves come in two sorts: those of full leaves and those of the seventh node. One spine.
  EXPECT_EQ(sorts(*pod(7).topology()), 9u);
}

TEST(Alike, TellsTheEndsOfAChainFromItsMiddle) {
  Wiring wiring;
  WiringSession session(wiring, {}, {});
  for (int i = 0; i < 5; ++i) session.add(VertexKind::other, Label("v"));
  for (std::uint32_t i = 0; i < 4; ++i) session.connect({i}, {i + 1}, link(1, 0));
  EXPECT_EQ(alike(FleetGraph(std::move(wiring))), (std::vector<std::uint32_t>{0, 1, 2, 1, 0}));
}

TEST(FleetGraph, NamesTheNeighboursOfAVertexAndWhatItTakesAlong) {
  const BuiltFleet fleet = pod(2);
  const TopologyView& graph = *fleet.topology();
  const auto near = graph.neighbours(graph.devices()[0]);
  ASSERT_EQ(near.size(), 2u);  // its hub, its leaf
  EXPECT_EQ(graph.name(near[0].vertex).text(), "hub");
  EXPECT_EQ(graph.links()[near[1].link].bandwidth(), 50e9);
  EXPECT_EQ(graph.failing_with({0}).size(), 8u);  // vertex 0 is the first host
  EXPECT_TRUE(graph.failing_with(graph.devices()[0]).empty());
  EXPECT_THROW(graph.neighbours({99}), std::invalid_argument);
}

}  // namespace fleetline::test
