#include "wide_area.hpp"

#include <gtest/gtest.h>

#include "fleetline/problem.hpp"
#include "fleets.hpp"

namespace fleetline::fabrics::test {
namespace {

/// A line of 50 GB/s and 1 ms, with nothing lost.
WideAreaParams line() {
  WideAreaParams p;
  p.bandwidth = Bandwidth(50e9);
  p.latency = Seconds(1e-3);
  p.efficiency = 1;
  p.base = Seconds(0);
  return p;
}

/// Two nodes of eight at each site; their switches are quick, so that only the line has latency to speak of.
FleetSpec spec_at(const std::vector<const char*>& sites, const WideAreaParams& p) {
  ClosParams cluster = cluster_params();
  cluster.latency = Seconds(0);
  FleetSpec spec;
  for (const char* site : sites)
    spec.partitions.push_back({.name = Label("gpus"), .hardware = nullptr, .nodes = 2, .devices_per_node = 8, .node_fabric = node_of(), .site = {Label(site), {}, nullptr}, .node = {}});
  spec.cluster_fabric = cluster_of<FatTree>(cluster);
  spec.wide_area = std::make_shared<const WideArea>(p);
  return spec;
}
BuiltFleet fleet_at(const std::vector<const char*>& sites, const WideAreaParams& p) { return BuiltFleet(spec_at(sites, p)); }

constexpr double gigabyte = 1e9;

// Two sites: 2 (2 - 1)/2 = 1 payload leaves each at 50 GB/s, 20 ms; two steps of 1 ms; the rest is what either site does inside.
TEST(WideArea, AnAllReduceGoesInsideSitesThenBetweenThem) {
  const BuiltFleet fleet = fleet_at({"east", "west"}, line());
  const Seconds inside = time_of(fleet, CollectiveKind::reduce_scatter, gigabyte, first(16)) + time_of(fleet, CollectiveKind::all_gather, gigabyte, first(16));
  EXPECT_NEAR((time_of(fleet, CollectiveKind::all_reduce, gigabyte, first(32)) - inside).base(), 22e-3, 1e-9);
}

// Three sites, each with each: 2 (3 - 1)/3 = 4/3 payloads leave each over two lines, 13.33 ms at 100 GB/s, and four steps.
TEST(WideArea, EverySiteUsesAllItsLines) {
  const BuiltFleet fleet = fleet_at({"east", "west", "north"}, line());
  const Seconds inside = time_of(fleet, CollectiveKind::reduce_scatter, gigabyte, first(16)) + time_of(fleet, CollectiveKind::all_gather, gigabyte, first(16));
  EXPECT_NEAR((time_of(fleet, CollectiveKind::all_reduce, gigabyte, first(48)) - inside).base(), 4.0 / 3 / 100 + 4e-3, 1e-9);
}

// 16 members here and 8 there share a line of 50 GB/s; the larger site, which stands for both, has a sixteenth of it for each.
TEST(WideArea, TheLargerSiteSharesTheLineAmongMore) {
  FleetSpec spec = spec_at({"east", "west"}, line());
  spec.partitions[1].nodes = 1;
  const BuiltFleet fleet(std::move(spec));
  EXPECT_NEAR(fleet.profiles(first(24))[2].bottleneck.base(), 50e9 / 16, 1);
  const Seconds inside = time_of(fleet, CollectiveKind::reduce_scatter, gigabyte, first(16)) + time_of(fleet, CollectiveKind::all_gather, gigabyte, first(16));
  EXPECT_NEAR((time_of(fleet, CollectiveKind::all_reduce, gigabyte, first(24)) - inside).base(), 22e-3, 1e-9);
}

TEST(WideArea, ATransferTakesTheLineAndItsLatency) {
  const BuiltFleet fleet = fleet_at({"east", "west"}, line());
  // Of two members 16 apart. All 16 devices of a site send at once: 3.125 GB/s each.
  EXPECT_NEAR(time_of(fleet, CollectiveKind::point_to_point, gigabyte, first(2, 16)).base(), gigabyte / 3.125e9 + 1e-3, 1e-9);
}

// Half of what each of 16 members has leaves the site: 8 payloads at 50 GB/s, which is slower than what stays inside.
TEST(WideArea, AllToAllSendsWhatIsForTheOtherSites) {
  const BuiltFleet fleet = fleet_at({"east", "west"}, line());
  EXPECT_NEAR(time_of(fleet, CollectiveKind::all_to_all, 1e11, first(32)).base(), 8e11 / 50e9, 1e-2);
}

TEST(WideArea, ListedLinesAreTheOnlyOnes) {
  WideAreaParams p = line();
  p.lines = {{"east", "west", {}, {}}, {"west", "north", Bandwidth(25e9), Seconds(4e-3)}};
  const BuiltFleet fleet = fleet_at({"east", "west", "north"}, p);
  const TopologyView& graph = *fleet.topology();
  const Path path = graph.path(graph.devices().front(), graph.devices().back());
  EXPECT_DOUBLE_EQ(path.latency.base(), 5e-3);
  EXPECT_DOUBLE_EQ(path.bottleneck.base(), 25e9);
  EXPECT_NEAR(fleet.profiles(first(48))[2].bottleneck.base(), 25e9 / 16, 1);
}

TEST(WideArea, ALineToASiteThatIsNotThereIsRefused) {
  WideAreaParams p = line();
  p.lines = {{"east", "wset", {}, {}}};
  try {
    fleet_at({"east", "west"}, p);
    FAIL();
  } catch (const InputError& e) {
    EXPECT_EQ(e.problems().front().what, "no site of the fleet is called 'wset'");
  }
}

TEST(WideArea, ALineNeedsTwoEnds) {
  WideAreaParams p = line();
  p.lines = {{"east", "east", {}, {}}};
  EXPECT_THROW(WideArea{p}, InputError);
}

}  // namespace
}  // namespace fleetline::fabrics::test
