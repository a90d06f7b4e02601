// Parts and blast sets from the fleet graph.
#include "rates.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>

#include "fleetline/text.hpp"
#include "scenario/world.hpp"

namespace fleetline::reliability {
namespace {

// Partition of 8 accelerators in one host: rates of parts in series add.
TEST(Rates, PartsInSeriesAdd) {
  Failures f;
  f.accelerator = Seconds(1000);
  f.host = Seconds(500);
  f.nic = Seconds(4000);
  PerPart parts;
  parts[Part::accelerator] = 8, parts[Part::host] = 1, parts[Part::nic] = 8, parts[Part::spine_switch] = 4;
  EXPECT_NEAR(total(rates_of(parts, f)), 8 / 1000.0 + 1 / 500.0 + 8 / 4000.0, 1e-15);
}

TEST(Rates, LeavesAndSpinesFailAsSwitchesUnlessToldApart) {
  Failures f;
  f.switch_ = Seconds(100);
  f.leaf_switch = Seconds(50);
  EXPECT_EQ(mean_time(f, Part::leaf_switch), Seconds(50));
  EXPECT_EQ(mean_time(f, Part::spine_switch), Seconds(100));
  EXPECT_EQ(mean_time(f, Part::other_switch), Seconds(100));
  EXPECT_FALSE(mean_time(f, Part::node_switch)) << "an NVSwitch is no switch of the cluster";
}

// Ten failures of 100 parts in 30 days, two of 200 in 15: (100 * 30 + 200 * 15) / 12 = 500 days each.
TEST(Rates, WhatWasCountedMakesTheMeanTime) {
  constexpr double day = 86400;
  Failures f;
  f.counted = {{Part::host, 10, 100, Seconds(30 * day)}, {Part::host, 2, 200, Seconds(15 * day)}, {Part::other_switch, 1, 1, Seconds(day)}};
  EXPECT_NEAR(mean_time(f, Part::host)->base(), 500 * day, 1e-6);
  EXPECT_EQ(mean_time(f, Part::spine_switch), Seconds(day)) << "counted as a switch of whatever kind";
  EXPECT_FALSE(mean_time(f, Part::accelerator));
}

// 54 d * 16,384 / 268 = 3,301 d, and 419 interruptions of all kinds make one every 54 d / 419 = 3.09 h.
TEST(Records, LlamaThreeFailsAsItDid) {
  const auto r = test::run("[fleet]\nnode = 'DGX_H100'\nnodes = 2048\nfabric = 'RoCE_400'\n[solve.reliability]\nfailures = 'Llama-3'\nduration = '54 d'\n"
                           "[show]\ncolumns = ['reliability.*']\n");
  EXPECT_NEAR(test::at(r, "reliability.expected_failures"), 419, 1e-6);
  EXPECT_NEAR(test::at(r, "reliability.job_mtbf") / 3600, 54.0 * 24 / 419, 1e-6);
}

TEST(Records, EachIsSourcedAndItsPartsFailInAPlausibleTime) {
  test::World& w = test::world();
  ASSERT_GE(w.registry.names("failures").size(), 16U);
  for (const std::string& name : w.registry.names("failures")) {
    SCOPED_TRACE(name);
    Problems problems;
    const RegistryEntry* entry = w.registry.find("failures", name, {}, name, problems);
    problems.raise();
    Failures f;
    ReadContext context{problems};
    Table fields = *entry->root.table();
    for (const char* key : {"kind", "title"}) fields.erase(key);
    Failures::schema().read(&f, fields, entry->root.where, context);
    problems.raise();
    for (std::size_t i = 0; i < part_count; ++i)
      if (const auto time = mean_time(f, static_cast<Part>(i))) {
        EXPECT_GT(time->base(), 10 * 86400.0) << name_of(static_cast<Part>(i)) << ": ten days, less than the worst fleet on record";
        EXPECT_LT(time->base(), 1000 * 365 * 86400.0);
      }
    const Value* counted = fields.find("counted");
    if (counted == nullptr) continue;
    for (const Value& count : *counted->array()) EXPECT_NE(count.table()->find("failures")->provenance, nullptr);
  }
}

TEST(Records, AMeanTimeThatIsStatedAndCountedIsRefused) {
  Problems problems;
  const Value both = test::tree("accelerator = '1 yr'\ncounted = [{ part = 'accelerator', failures = 1, parts = 2, period = '1 d' }]\n");
  Failures f;
  ReadContext context{problems};
  Failures::schema().read(&f, *both.table(), both.where, context);
  ASSERT_EQ(problems.list().size(), 1U);
  EXPECT_THAT(problems.list().front().text(), testing::HasSubstr("the mean time of accelerators is stated beside what was counted"));
}

TEST(Records, WhatIsCountedOfLeavesStandsBesideWhatIsStatedOfAnySwitch) {
  Problems problems;
  const Value both = test::tree("switch = '100 d'\ncounted = [{ part = 'leaf_switch', failures = 1, parts = 2, period = '1 d' }]\n");
  Failures f;
  ReadContext context{problems};
  Failures::schema().read(&f, *both.table(), both.where, context);
  EXPECT_TRUE(problems.list().empty());
  EXPECT_EQ(mean_time(f, Part::leaf_switch), Seconds(2 * 86400.0));
  EXPECT_EQ(mean_time(f, Part::spine_switch), Seconds(100 * 86400.0));
}

const Fleet& fleet_of(std::string_view section, Scenario& keep) {
  keep = test::plan(cat("[fleet]\n", section, "\n[solve.reliability]\nmtbf = '100 h'\n"));
  return *keep.plans.front().subject("fleet")->instances.front().fleet;
}

// 32 DGX H100 on 400 Gbit/s: 4 NVSwitches and 8 adapters a node; 64 ports, half of them below, so that a leaf of a tree
// holds 32 adapters.
TEST(Parts, AreCountedByKind) {
  Scenario keep;
  const PerPart parts = parts_of(fleet_of("node = 'DGX_H100'\nnodes = 32\nfabric = 'RoCE_400'", keep));
  EXPECT_EQ(parts[Part::accelerator], 256);
  EXPECT_EQ(parts[Part::host], 32);
  EXPECT_EQ(parts[Part::nic], 256);
  EXPECT_EQ(parts[Part::node_switch], 32 * 4);
  EXPECT_GT(parts[Part::leaf_switch], 0);
  EXPECT_GT(parts[Part::spine_switch], 0);
  EXPECT_EQ(parts[Part::other_switch], 0) << "every switch of ours says where it stands";
  EXPECT_GT(parts[Part::rack], 0);
}

// Four NVSwitches in a node of H100, six in one of A100; what hangs on neither is divided by accelerators, 16 to 8.
TEST(Parts, OfAPartitionAreThoseOfItsHostsAndItsShareOfWhatAllUse) {
  Scenario keep;
  const Fleet& fleet = fleet_of("fabric = 'RoCE_400'\n[[fleet.partition]]\nnode = 'DGX_H100'\nnodes = 2\n[[fleet.partition]]\nname = 'b'\nnode = 'DGX_A100'", keep);
  const std::vector<PerPart> parts = parts_by_partition(fleet);
  const PerPart all = parts_of(fleet);
  ASSERT_EQ(parts.size(), 2U);
  EXPECT_EQ(parts[0][Part::accelerator], 16);
  EXPECT_EQ(parts[0][Part::host], 2);
  EXPECT_EQ(parts[0][Part::nic], 16);
  EXPECT_EQ(parts[0][Part::node_switch], 8);
  EXPECT_EQ(parts[1][Part::node_switch], 6);
  EXPECT_NEAR(parts[0][Part::leaf_switch], 2 * parts[1][Part::leaf_switch], 1e-12);
  ASSERT_GT(all[Part::leaf_switch], 0);
  for (std::size_t i = 0; i < part_count; ++i) EXPECT_NEAR(parts[0].values[i] + parts[1].values[i], all.values[i], 1e-12) << name_of(static_cast<Part>(i));
}

TEST(Blast, ANodeTakesEightARackItsNodes) {
  Scenario keep;
  const Fleet& fleet = fleet_of("node = 'DGX_H100'\nnodes = 16\nfabric = 'RoCE_400'", keep);
  const Blast blast = largest_blast(fleet);
  EXPECT_EQ(blast.size % 8, 0u);
  EXPECT_GE(blast.size, 8u);
  EXPECT_EQ(common_causes(fleet).nodes_per_rack * 8, blast.size);
}

// 64 ports, half of them down: 32 adapters, so four nodes of eight hang on one leaf of a tree. Of rails each adapter of a node has its own.
TEST(Blast, ALeafOfATreeTakesItsNodesARailNone) {
  Scenario keep;
  EXPECT_EQ(common_causes(fleet_of("node = 'DGX_H100'\nnodes = 16\nfabric = 'Slingshot_200'", keep)).nodes_per_leaf, 4);
  EXPECT_EQ(common_causes(fleet_of("node = 'DGX_H100'\nnodes = 16\nfabric = 'InfiniBand_NDR'", keep)).nodes_per_leaf, 0);
}

TEST(Blast, OfALargeFleetIsFoundInNoTime) {
  Scenario keep;
  const Fleet& fleet = fleet_of("node = 'DGX_H100'\nnodes = 2048\nfabric = 'RoCE_400'", keep);
  const auto begin = std::chrono::steady_clock::now();
  largest_blast(fleet);
  common_causes(fleet);
  EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::milliseconds(500)) << "one pass, not one per pair";
}

}  // namespace
}  // namespace fleetline::reliability
