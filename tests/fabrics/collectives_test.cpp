#include <gtest/gtest.h>

#include <algorithm>

#include "fleets.hpp"

namespace fleetline::fabrics::test {
namespace {

constexpr double huge = 1e13;  // bytes: launches and steps vanish

double bus(const Fleet& fleet, CollectiveKind kind, double bytes, double n, const Group& group) {
  return bytes * bus_factor(kind, n) / time_of(fleet, kind, bytes, group).base();
}

TEST(Collectives, LargeRingsReachTheLinkRate) {
  const BuiltFleet fleet = fleet_of(1, node_of(), nullptr);
  for (const auto kind : {CollectiveKind::all_reduce, CollectiveKind::all_gather, CollectiveKind::reduce_scatter})
    EXPECT_NEAR(bus(fleet, kind, huge, 8, first(8)) / 400e9, 1, 1e-3);
}

// 1 + 1/n against 2 (n - 1)/n: 14/9 for eight members.
TEST(Collectives, SwitchesThatReduceBeatTheLineRateOfRings) {
  const BuiltFleet with = fleet_of(1, node_of(true), nullptr), without = fleet_of(1, node_of(false), nullptr);
  const double ratio = time_of(without, CollectiveKind::all_reduce, huge, first(8)) / time_of(with, CollectiveKind::all_reduce, huge, first(8));
  EXPECT_NEAR(ratio, 14.0 / 9.0, 1e-3);
  EXPECT_EQ(time_of(with, CollectiveKind::all_gather, huge, first(8)), time_of(without, CollectiveKind::all_gather, huge, first(8)));
  EXPECT_EQ(time_of(with, CollectiveKind::all_reduce, huge, first(4)), time_of(without, CollectiveKind::all_reduce, huge, first(4)));
}

TEST(Collectives, SmallMessagesTakeTheStepsOfARing) {
  const BuiltFleet fleet = fleet_of(1, node_of(), nullptr);
  EXPECT_NEAR(time_of(fleet, CollectiveKind::all_reduce, 1, first(8)).base(), 24e-6, 0.1e-6);  // 10 us and fourteen steps of 1 us
  EXPECT_NEAR(time_of(fleet, CollectiveKind::all_gather, 1, first(8)).base(), 17e-6, 0.1e-6);
}

TEST(Collectives, EnginesUseOneShotForSmallAndTwoShotForLargerMessages) {
  const BuiltFleet fleet = fleet_of(1, node_of(), nullptr);
  Collective c;
  c.kernels = Kernels::engine;
  const auto cheapest = [&](double bytes) {
    c.payload = Bytes(bytes);
    const auto offers = fleet.offers(c, first(8));
    return std::min_element(offers.begin(), offers.end(), [](const Offer& a, const Offer& b) { return a.cost.time < b.cost.time; })->algorithm.text();
  };
  EXPECT_EQ(cheapest(1024), "one-shot");
  EXPECT_EQ(cheapest(1 << 20), "two-shot");
  EXPECT_EQ(cheapest(1e10), "ring");
}

TEST(Collectives, ThePriceIsTheCheapestOffer) {
  const BuiltFleet fleet = fleet_of(16, node_of(true), cluster_of<RailOptimised>(cluster_params()));
  for (double bytes = 1; bytes < 1e12; bytes *= 32) {
    Collective c;
    c.payload = Bytes(bytes);
    Seconds least(1e9);
    for (const Offer& o : fleet.offers(c, first(128))) least = min(least, o.cost.time);
    EXPECT_EQ(fleet.price(c, first(128)).time, least);
  }
}

TEST(Collectives, TreesWinAcrossManyNodesWhenMessagesAreSmall) {
  const BuiltFleet fleet = fleet_of(64, node_of(), cluster_of<FatTree>(cluster_params()));
  const auto steps = [&](std::uint32_t nodes) { return time_of(fleet, CollectiveKind::all_reduce, 1, first(8 * nodes)).base(); };
  EXPECT_NEAR(steps(64) - steps(8), 6 * 2.7e-6, 1e-9);  // log2 64 - log2 8 = 3 levels, up and down
}

TEST(Collectives, EveryCardOfANodeWorks) {
  const BuiltFleet fleet = fleet_of(4, node_of(), cluster_of<RailOptimised>(cluster_params()));
  // 32 members over 4 nodes of 8 cards of 50 GB/s: the bus is the node's 400 GB/s, not one card's 50.
  EXPECT_NEAR(bus(fleet, CollectiveKind::all_reduce, huge, 32, first(32)) / 400e9, 1, 0.02);
  // One member a node has one card.
  EXPECT_NEAR(bus(fleet, CollectiveKind::all_reduce, huge, 4, first(4, 8)) / 50e9, 1, 0.02);
}

TEST(Collectives, OversubscriptionNarrowsWhatCrossesLeaves) {
  ClosParams p = cluster_params();
  p.radix = 32;  // two nodes to a leaf
  const BuiltFleet full = fleet_of(8, node_of(), cluster_of<FatTree>(p));
  p.oversubscription = 4;
  p.radix = 20;  // sixteen ports below and four above: two nodes again
  const BuiltFleet narrow = fleet_of(8, node_of(), cluster_of<FatTree>(p));
  const double ratio = time_of(narrow, CollectiveKind::all_reduce, huge, first(64)) / time_of(full, CollectiveKind::all_reduce, huge, first(64));
  EXPECT_NEAR(ratio, 4, 0.1);
  EXPECT_NEAR(time_of(narrow, CollectiveKind::all_reduce, huge, first(16)) / time_of(full, CollectiveKind::all_reduce, huge, first(16)), 1, 1e-9);
}

TEST(Collectives, MoreIsNeverFaster) {
  const BuiltFleet fleet = fleet_of(16, node_of(true), cluster_of<RailOptimised>(cluster_params()));
  for (const auto kind : {CollectiveKind::all_reduce, CollectiveKind::all_gather, CollectiveKind::reduce_scatter, CollectiveKind::all_to_all,
                          CollectiveKind::broadcast, CollectiveKind::point_to_point})
    for (const std::uint32_t n : {2u, 8u, 16u, 128u}) {
      Seconds before(0);
      for (double bytes = 1; bytes < 1e12; bytes *= 4) {
        const Seconds now = time_of(fleet, kind, bytes, first(n));
        EXPECT_GE(now, before) << n << " members, " << bytes << " bytes";
        before = now;
      }
    }
}

}  // namespace
}  // namespace fleetline::fabrics::test
