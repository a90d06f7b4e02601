#include "torus.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "fleetline/problem.hpp"
#include "fleets.hpp"

namespace fleetline::fabrics::test {
namespace {

TorusParams params(std::string shape, double link = 50e9) {
  TorusParams p;
  p.shape = std::move(shape);
  p.bandwidth = Bandwidth(link);
  p.efficiency = 1;
  p.latency = Seconds(0);
  return p;
}

/// Hosts of four chips.
BuiltFleet pod(std::uint32_t chips, const TorusParams& p) {
  FleetSpec spec;
  spec.partitions.push_back({.name = Label("chips"), .hardware = nullptr, .nodes = chips / 4, .devices_per_node = 4, .site = {}, .node = {}});
  spec.cluster_fabric = std::make_shared<const Torus>(p);
  return BuiltFleet(std::move(spec));
}

double microseconds(Seconds t) { return t.base() * 1e6; }

TEST(Torus, HasTheLinksOfItsSides) {
  EXPECT_EQ(pod(64, params("4x4x4")).topology()->link_count(), 64u * 3);  // three of each chip, with the ways round
  EXPECT_EQ(pod(16, params("4x4")).topology()->link_count(), 16u * 2);
  EXPECT_EQ(pod(8, params("2x4")).topology()->link_count(), 4u + 8);  // a side of two has no other way round
}

// TPU v4: 16 x 16 links each way through the middle, and the ways round: 512 of 50 GB/s. Google's documentation: 24 TB/s.
TEST(Torus, OfTpuV4HasItsPublishedBisection) {
  const BuiltFleet fleet = pod(4096, params("16x16x16"));
  EXPECT_NEAR(fleet.bisection_of_site(0).base(), 25.6e12, 1e6);
  EXPECT_NEAR(fleet.bisection_of_site(0).base() / 24e12, 1, 0.07);
}

// How to Scale Your Model, part 3: bf16[2048, 8192] over a ring of eight TPU v5e at 45 GB/s each way:
// 33.55 MB / 90 GB/s = 373 us to gather, twice that to reduce; all-to-all a quarter: each sends 4.19 MB, 8 / 8 of it over 45 GB/s.
TEST(Torus, RingOfEightTakesWhatTheScalingBookSays) {
  const BuiltFleet fleet = pod(8, params("8", 45e9));
  const double bytes = 2.0 * 2048 * 8192;
  EXPECT_NEAR(microseconds(time_of(fleet, CollectiveKind::all_gather, bytes, first(8))), 373, 0.5);
  EXPECT_NEAR(microseconds(time_of(fleet, CollectiveKind::reduce_scatter, bytes, first(8))), 373, 0.5);
  EXPECT_NEAR(microseconds(time_of(fleet, CollectiveKind::all_reduce, bytes, first(8))), 746, 1);
  EXPECT_NEAR(microseconds(time_of(fleet, CollectiveKind::all_to_all, bytes / 8, first(8))), 93.2, 0.1);
}

// The same: V / (W N) over N sides; 1 GB over 16 x 16 x 16 at 2 x 50 GB/s: 1e9 / 1e11 / 3 = 3333 us.
TEST(Torus, SidesShareThePayload) {
  const BuiltFleet fleet = pod(4096, params("16x16x16"));
  EXPECT_NEAR(microseconds(time_of(fleet, CollectiveKind::all_gather, 1e9, first(16))), 10000, 1e-3);
  EXPECT_NEAR(microseconds(time_of(fleet, CollectiveKind::all_gather, 1e9, first(256))), 5000, 1e-3);
  EXPECT_NEAR(microseconds(time_of(fleet, CollectiveKind::all_gather, 1e9, first(4096))), 10000.0 / 3, 1e-3);
  // All-to-all is as slow as the cut: 4096 / 2 senders x 1 GB / 2 over 25.6 TB/s = 40 ms, however many sides there are.
  EXPECT_NEAR(microseconds(time_of(fleet, CollectiveKind::all_to_all, 1e9, first(4096))), 40000, 1e-3);
}

// A side that the group does not fill has no way round: the member at the end has one link for all it gets.
TEST(Torus, PartOfASideIsALine) {
  const BuiltFleet fleet = pod(256, params("16x16"));
  EXPECT_NEAR(microseconds(time_of(fleet, CollectiveKind::all_gather, 8e9, first(8))), 7e9 / 50e9 * 1e6, 1e-3);
  EXPECT_NEAR(microseconds(time_of(fleet, CollectiveKind::all_to_all, 8e9, first(8))), 4.0 * 4 / 8 * 8e9 / 50e9 * 1e6, 1e-3);
}

// Tensor parallelism along the first side of 4x4x8, data parallelism over the others: 32 members with a stride of 4.
TEST(Torus, GroupsWithAStrideFillOtherSides) {
  bool good = false;
  const TorusShape shape = TorusShape::read("4x4x8", good);
  ASSERT_TRUE(good);
  const TorusPart part = part_of(shape, 32, 2 + 4);
  ASSERT_EQ(part.count, 2u);
  EXPECT_EQ(part.sides[0].extent, 4u);
  EXPECT_EQ(part.sides[1].extent, 8u);
  EXPECT_TRUE(part.sides[1].ring);
  const BuiltFleet fleet = pod(128, params("4x4x8"));
  EXPECT_NEAR(microseconds(time_of(fleet, CollectiveKind::all_gather, 1e9, first(32, 4))), 5000, 1e-3);
}

TEST(Torus, WhatFillsNoPartIsALine) {
  bool good = false;
  const TorusShape shape = TorusShape::read("16x16", good);
  const TorusPart part = part_of(shape, 7, 14);
  ASSERT_EQ(part.count, 1u);
  EXPECT_EQ(part.sides[0].extent, 7u);
  EXPECT_FALSE(part.sides[0].ring);
}

TEST(Torus, EveryHopOfTheFarthestWayCounts) {
  TorusParams p = params("16x16x16");
  p.latency = Seconds(1e-6);
  const BuiltFleet fleet = pod(4096, p);
  EXPECT_NEAR(microseconds(time_of(fleet, CollectiveKind::all_gather, 0, first(4096))), 24, 1e-6);
  EXPECT_NEAR(microseconds(time_of(fleet, CollectiveKind::point_to_point, 0, first(2))), 1, 1e-6);
}

TEST(Torus, MoreBytesNeverTakeLess) {
  const BuiltFleet fleet = pod(64, params("4x4x4"));
  for (const CollectiveKind kind : {CollectiveKind::all_reduce, CollectiveKind::all_to_all, CollectiveKind::broadcast, CollectiveKind::point_to_point})
    for (const std::uint32_t n : {2u, 3u, 4u, 16u, 64u}) EXPECT_LT(time_of(fleet, kind, 1e6, first(n)), time_of(fleet, kind, 2e6, first(n)));
}

TEST(Torus, RefusesShapesThatAreNone) {
  for (const char* wrong : {"", "4x", "x4", "4x0", "4,4", "4x4x4x4x4", "-4x4"}) {
    try {
      const Torus torus(params(wrong));
      ADD_FAILURE() << wrong;
    } catch (const InputError& e) {
      EXPECT_THAT(e.problems().front().expected, testing::HasSubstr("4x4x8")) << wrong;
    }
  }
}

TEST(Torus, SaysWhichShapeWouldHoldTheDevices) {
  try {
    pod(64, params("16x16x16"));
    FAIL();
  } catch (const InputError& e) {
    EXPECT_EQ(e.problems().front().what, "a torus of 16x16x16 connects 4096 devices, not 64");
    EXPECT_EQ(e.problems().front().expected, "a shape of 64 devices, such as 4x4x4");
  }
}

}  // namespace
}  // namespace fleetline::fabrics::test
