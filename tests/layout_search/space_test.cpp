// Which layouts are enumerated, and in which order.
#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include "parallelism/layout_space.hpp"

namespace fleetline::parallelism {
namespace {

std::vector<LayoutChoice> all(const LayoutSpace& space) {
  std::vector<LayoutChoice> out;
  for_each_layout(space, [&](const LayoutChoice& c) { out.push_back(c); });
  return out;
}

std::uint32_t any(int low, int high) { return static_cast<std::uint32_t>(*rc::gen::inRange(low, high + 1)); }

LayoutSpace small() { return {.devices = 8, .batch = 16, .layers = 12, .tensor_degrees = {1, 2, 4, 8}}; }

RC_GTEST_PROP(LayoutSpace, EveryLayoutUsesAllDevicesAndDividesTheBatch, ()) {
  LayoutSpace space{.devices = any(1, 64), .batch = any(1, 64), .layers = any(1, 32), .tensor_degrees = {1, 2, 3, 4, 8}};
  for_each_layout(space, [&](const LayoutChoice& c) {
    RC_ASSERT(c.tensor * c.pipeline * c.data == space.devices);
    RC_ASSERT(space.batch % (c.data * c.micro_batch) == 0u);
    RC_ASSERT(c.pipeline <= space.layers);
    RC_ASSERT(!c.sequence_parallel || c.tensor > 1);
    RC_ASSERT(c.virtual_stages == 1 || (c.pipeline > 1 && (space.layers % (c.pipeline * c.virtual_stages) == 0 || (space.layers + 2) % (c.pipeline * c.virtual_stages) == 0)));
    RC_ASSERT(c.zero < Zero::gradients || c.pipeline == 1);
  });
}

TEST(LayoutSpace, NamesEachLayoutOnce) {
  const auto layouts = all(small());
  for (std::size_t i = 0; i < layouts.size(); ++i)
    for (std::size_t j = i + 1; j < layouts.size(); ++j) ASSERT_FALSE(layouts[i] == layouts[j]) << i << " and " << j;
}

TEST(LayoutSpace, WhatIsGivenIsNotChosen) {
  LayoutSpace space = small();
  space.tensor_degrees = {2};
  space.pipeline = 2;
  space.micro_batch = 4;
  space.recompute = Recompute::full;
  space.zero = Zero::optimizer;
  for (const LayoutChoice& c : all(space)) {
    EXPECT_EQ(c.tensor, 2u);
    EXPECT_EQ(c.data, 2u);
    EXPECT_EQ(c.micro_batch, 4u);
    EXPECT_EQ(c.recompute, Recompute::full);
  }
  EXPECT_EQ(all(space).size(), 2u * 5u) << "with and without sequence parallelism; 1, 2, 3 or 6 chunks of 12 layers on 2 stages, or 7 with embedding and head";
}

TEST(LayoutSpace, CountsSplitsThatDoNotDivide) {
  LayoutSpace space{.devices = 6, .batch = 4, .layers = 2, .tensor_degrees = {1}};
  const Undivided undivided = for_each_layout(space, [](const LayoutChoice&) {});
  EXPECT_EQ(undivided.stages, 2u) << "3 and 6 stages of 2 layers";
  EXPECT_EQ(undivided.batch, 2u) << "6 and 3 replicas of a batch of 4";
}

TEST(LayoutSpace, CountsSplitsThatWhatIsGivenLeavesWithoutALayout) {
  const auto undivided = [](const LayoutSpace& space) { return for_each_layout(space, [](const LayoutChoice&) {}); };
  LayoutSpace space{.devices = 4, .batch = 6, .layers = 8, .tensor_degrees = {1}};
  space.micro_batch = 4;  // 4 replicas do not divide 6; of 2 each has 3 sequences, of 1 six
  EXPECT_EQ(undivided(space).batch, 1u);
  EXPECT_EQ(undivided(space).micro_batch, 2u);
  space.micro_batch = 1;
  space.virtual_stages = 2;  // 2 stages: 3 micro-batches a replica are no groups of 2; 4 stages: 6 none of 4
  EXPECT_EQ(undivided(space).chunks, 2u);
  space.virtual_stages.reset();
  space.zero = Zero::weights;  // gathered for each micro-batch of a pipeline: only when both are asked for
  EXPECT_EQ(undivided(space).zero, 1u) << "2 stages of 2 replicas; one replica has nothing to divide, and says so by dividing nothing";
}

}  // namespace
}  // namespace fleetline::parallelism
