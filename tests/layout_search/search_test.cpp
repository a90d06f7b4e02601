// Memory first, then time; ranks, counts, ties.
#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include "parallelism/search.hpp"

namespace fleetline::parallelism {
namespace {

/// 12 layers of 1 GB of states, half a GB of activations per sequence; full recomputation keeps a tenth.
MemoryTable memory() {
  ModelMemory m;
  m.layers = 12;
  MemoryTable table;
  for (const std::uint32_t t : {1u, 2u, 4u, 8u})
    for (const bool sp : {false, true}) {
      m.layer = {Bytes(0.2e9 / t), Bytes(0.2e9 / t), Bytes(0.6e9 / t)};
      ModelMemory none = m, full = m;
      none.kept = Bytes(0.5e9 / (sp ? t : 1));
      full.kept = Bytes(0.05e9 / (sp ? t : 1));
      full.working = none.kept;
      table.add(t, sp, {none, none, full});
    }
  return table;
}

LayoutSpace space() { return {.devices = 8, .batch = 16, .layers = 12, .tensor_degrees = {1, 2, 4, 8}}; }

/// Prefers replicas, then stages; recomputation costs a third.
Seconds time_of(const LayoutChoice& c) {
  return Seconds((1 + 0.1 * c.tensor + 0.01 * c.pipeline) * (c.recompute == Recompute::full ? 4 / 3.0 : 1));
}

Found run(Bytes usable) { return search(space(), memory(), usable, time_of); }

TEST(Search, OrdersSplitsByTime) {
  const Found found = run(Bytes(80e9));
  ASSERT_TRUE(found.any());
  EXPECT_EQ(found.splits.front().best.choice.data, 8u);
  for (std::size_t i = 1; i < found.splits.size(); ++i) EXPECT_LE(found.splits[i - 1].best.step, found.splits[i].best.step);
  EXPECT_EQ(found.rank({.tensor = 1, .pipeline = 1, .data = 8}), 1u);
  EXPECT_EQ(found.rank({.tensor = 3}), 0u);
}

TEST(Search, ExpertGroupsArePartsOfTheReplicas) {
  LayoutSpace s = space();
  s.expert_degrees = {1, 2, 4};
  std::uint64_t spread = 0;
  for_each_layout(s, [&](const LayoutChoice& c) {
    EXPECT_EQ(c.data % c.expert, 0u);
    spread += c.expert > 1;
  });
  EXPECT_GT(spread, 0u);
  s.expert_degrees = {3};
  EXPECT_GT(for_each_layout(s, [](const LayoutChoice&) { FAIL() << "no power of two has three parts"; }).experts, 0u);
}

TEST(Search, TimesOnlyWhatFits) {
  std::uint64_t calls = 0;
  const Found found = search(space(), memory(), Bytes(6e9), [&](const LayoutChoice& c) {
    ++calls;
    EXPECT_LE(memory().peak(c, 16), Bytes(6e9));
    return time_of(c);
  });
  EXPECT_GT(found.too_large, 0u);
  EXPECT_EQ(found.timed, calls);
  EXPECT_EQ(found.timed + found.too_large, found.searched);
}

TEST(Search, WhenNothingFitsTheFirstMissesLeast) {
  const Found found = run(Bytes(1e6));
  EXPECT_FALSE(found.any());
  EXPECT_EQ(found.timed, 0u);
  Bytes least(1e300);
  for_each_layout(space(), [&](const LayoutChoice& c) { least = min(least, memory().peak(c, 16)); });
  EXPECT_EQ(found.splits.front().best.memory, least);
}

RC_GTEST_PROP(Search, MoreMemoryNeverMakesTheBestWorse, ()) {
  const double less = *rc::gen::inRange(1, 60) * 1e9, more = less + *rc::gen::inRange(0, 40) * 1e9;
  const Found a = run(Bytes(less)), b = run(Bytes(more));
  RC_ASSERT(b.timed >= a.timed);
  if (a.any()) {
    RC_ASSERT(b.any());
    RC_ASSERT(b.splits.front().best.step <= a.splits.front().best.step);
  }
}

TEST(Search, OfEquallyFastLayoutsTheFirstEnumeratedWins) {
  const Found found = search(space(), memory(), Bytes(80e9), [](const LayoutChoice&) { return Seconds(1); });
  EXPECT_EQ(found.splits.front().best.choice.tensor, 1u);
  EXPECT_EQ(found.splits.front().best.choice.pipeline, 1u);
}

}  // namespace
}  // namespace fleetline::parallelism
