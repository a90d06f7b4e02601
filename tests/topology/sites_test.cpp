// Fleets at several sites: numbers worked out by hand in the comments.
#include <gtest/gtest.h>

#include <algorithm>

#include "test_fabrics.hpp"

namespace fleetline::test {

namespace {

const auto nvlink = std::make_shared<Star>(link(400, 1));

/// A star whose hub is where the tier above connects.
class OpenStar final : public TestFabric {
 public:
  explicit OpenStar(Link cable) : cable_(cable) {}
  void wire(TopologyBuilder& builder) const override {
    const Vertex hub = builder.add(VertexKind::switch_, Label("top"));
    for (const Vertex v : builder.endpoints()) builder.connect(v, hub, cable_);
    builder.border(hub);
    builder.border(hub);  // said twice, meant once
  }

 private:
  Link cable_;
};

PartitionSpec part(const char* name, std::uint32_t nodes, const char* site) {
  return {.name = Label(name), .hardware = nullptr, .nodes = nodes, .devices_per_node = 8, .node_fabric = nvlink, .site = {Label(site), {}, nullptr}, .node = {}};
}

/// 32 devices in the east and 16 in the west; 50 GB/s each to their site's hub, 100 GB/s from each hub to that between them.
FleetSpec two_sites(std::shared_ptr<const Fabric> wide_area) {
  FleetSpec spec;
  spec.partitions = {part("big", 4, "east"), part("small", 2, "west")};
  spec.cluster_fabric = std::make_shared<OpenStar>(link(50, 2));
  spec.wide_area = std::move(wide_area);
  return spec;
}

const auto wan = std::make_shared<Star>(link(100, 1000));
Group everybody(std::uint32_t n) { return group(0, {n, 1, 1, 1}, {1, 0, 0, 0}); }

}  // namespace

TEST(Sites, AreATierOfTheirOwn) {
  const Profiles p = BuiltFleet(two_sites(wan)).profiles(everybody(48));
  EXPECT_TRUE(p.connected);
  ASSERT_EQ(p.count, 3u);
  EXPECT_EQ(p[0].units, 8u);
  EXPECT_EQ(p[1].units, 4u);  // nodes of the larger site
  EXPECT_EQ(p[1].ranks, 8u);
  EXPECT_EQ(p[1].bottleneck.base(), 50e9);
  EXPECT_EQ(p[2].units, 2u);
  EXPECT_EQ(p[2].ranks, 32u);
  EXPECT_DOUBLE_EQ(p[2].bottleneck.base(), 100e9 / 32);  // the line of the larger site, shared
  EXPECT_EQ(p[2].hops, 4);                               // device, hub, the hub between, hub, device
  EXPECT_DOUBLE_EQ(p[2].latency.base(), 2004e-6);
}

TEST(Sites, PriceTierByTier) {
  // TestFabric: the payload at the bottleneck and the way, and a unit's share further in. Between two sites, 4 nodes, 8 devices.
  const double seconds = 1e9 / (100e9 / 32) + 2004e-6 + 0.5e9 / 50e9 + 4e-6 + 0.125e9 / 400e9 + 2e-6;
  EXPECT_DOUBLE_EQ(BuiltFleet(two_sites(wan)).price({.payload = Bytes(1e9)}, everybody(48)).time.base(), seconds);
}

TEST(Sites, AreNotCrossedByAGroupInsideOne) {
  const BuiltFleet fleet(two_sites(wan)), alone(two_sites(nullptr));
  const Group west = group(32, {16, 1, 1, 1}, {1, 0, 0, 0});
  EXPECT_EQ(fleet.profiles(west)[2].units, 1u);
  EXPECT_EQ(fleet.price({.payload = Bytes(1e9)}, west).time, alone.price({.payload = Bytes(1e9)}, west).time);
}

TEST(Sites, WithoutALineAreNotConnectedAndTheMessageSaysWhatWould) {
  const Profiles p = BuiltFleet(two_sites(nullptr)).profiles(everybody(48));
  EXPECT_FALSE(p.connected);
  EXPECT_EQ(p.gap.text(), "nothing connects the sites 'east', 'west'");
  EXPECT_EQ(p.remedy.text(), "wide_area in [fleet], which connects sites; or one site for all");
}

TEST(Sites, ThatAWideAreaLeavesOutAreNamed) {
  class NoLine final : public TestFabric {
    void wire(TopologyBuilder&) const override {}
  };
  const Profiles p = BuiltFleet(two_sites(std::make_shared<NoLine>())).profiles(everybody(48));
  EXPECT_FALSE(p.connected);
  EXPECT_EQ(p.gap.text(), "the wide area leaves some of the sites 'east', 'west' without a way to each other");
}

TEST(Sites, TakeTheirDevicesAlongWhenTheyFail) {
  const BuiltFleet fleet(two_sites(wan));
  const TopologyView& graph = *fleet.topology();
  std::vector<std::uint32_t> lost;
  for (std::uint32_t v = 0; v < graph.vertex_count(); ++v)
    if (graph.kind({v}) == VertexKind::site) lost.push_back(graph.blast_set_size({v}));
  EXPECT_EQ(lost, (std::vector<std::uint32_t>{32, 16}));
}

TEST(Sites, HoldPartitionsThatNameThem) {
  FleetSpec spec = two_sites(wan);
  spec.partitions.push_back(part("more", 1, "east"));  // devices 48 to 55, beside the first 32
  const BuiltFleet fleet(std::move(spec));
  EXPECT_EQ(fleet.layout().sites().size(), 2u);
  const Profiles p = fleet.profiles(everybody(56));
  EXPECT_EQ(p[1].units, 5u);
  EXPECT_EQ(p[2].ranks, 40u);
  // The first device and the last share a hub.
  EXPECT_EQ(fleet.topology()->path(fleet.topology()->devices()[0], fleet.topology()->devices()[55]).hops, 2u);
}

TEST(Sites, HaveOneFabricEach) {
  FleetSpec spec = two_sites(wan);
  spec.partitions.push_back(part("more", 1, "east"));
  spec.partitions.back().cluster_fabric = std::make_shared<Star>(link(25, 1));
  EXPECT_THROW(BuiltFleet(std::move(spec)), std::invalid_argument);
}

TEST(Sites, MayHaveFabricsOfDifferentSpeed) {
  FleetSpec spec = two_sites(wan);
  spec.partitions[1].cluster_fabric = std::make_shared<OpenStar>(link(25, 1));
  spec.partitions[1].nodes = 4;  // as many as in the east: the slower of the fullest counts
  EXPECT_EQ(BuiltFleet(std::move(spec)).profiles(everybody(64))[1].bottleneck.base(), 25e9);
}

TEST(Sites, OfOnePlaceAreNoTier) {
  FleetSpec spec = two_sites(nullptr);
  spec.partitions[1].site.name = Label("east");
  const BuiltFleet fleet(std::move(spec));
  EXPECT_TRUE(fleet.profiles(everybody(48)).connected);
  EXPECT_EQ(fleet.profiles(everybody(48)).count, 2u);
}

}  // namespace fleetline::test
