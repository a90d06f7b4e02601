// Several kinds of hardware in one fleet: each pool by its own prices, together what they add up to.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "fleetline/text.hpp"
#include "support.hpp"

namespace fleetline::serving {
namespace {

const accelerators::Datasheet fast = device(80, 3e12), slow = device(40, 1e12);

/// 64 replicas on one kind alone.
ServingOutputs alone(const Hardware& hardware, ServingParams p) {
  const Solved s = solve_on(EqualFleet(64), hardware, p);
  EXPECT_TRUE(static_cast<bool>(s.status)) << s.status.text();
  return s.out;
}

ServingOutputs mixed(const ServingParams& p) {
  const Solved s = solve_on(Nodes(fast, slow), fast, p);
  EXPECT_TRUE(static_cast<bool>(s.status)) << s.status.text();
  return s.out;
}

const ServingParams short_requests{.input_tokens = 512, .output_tokens = 128};

TEST(MixedFleet, CapacityWorkAndPowerAddUp) {
  const ServingOutputs all = mixed(short_requests), a = alone(fast, short_requests), b = alone(slow, short_requests);
  EXPECT_NEAR(all.capacity / (a.capacity + b.capacity), 1, 1e-12);
  EXPECT_NEAR(all.requests_per_second / (a.requests_per_second + b.requests_per_second), 1, 1e-12);
  EXPECT_NEAR(all.tokens_per_second / (a.tokens_per_second + b.tokens_per_second), 1, 1e-12);
  EXPECT_EQ(all.replicas, 128);
  EXPECT_EQ(all.accelerators, 128);
  EXPECT_NEAR(all.tokens_per_second_per_accelerator.base(), all.tokens_per_second.base() / 128, 1e-9);
  EXPECT_NEAR(all.accelerator_power->base(), (a.accelerator_power->base() + b.accelerator_power->base()) / 2, 1e-9);
  // What they draw together, over what they write together.
  EXPECT_NEAR(all.energy_per_token->base(), all.accelerator_power->base() * 128 / all.tokens_per_second.base(), 1e-12);
}

TEST(MixedFleet, MemoryIsThatOfTheFullestAndTimesThoseOfTheSlowest) {
  const ServingOutputs all = mixed(short_requests), a = alone(fast, short_requests), b = alone(slow, short_requests);
  ASSERT_GT(a.max_batch, b.max_batch);
  EXPECT_EQ(all.max_batch, b.max_batch);
  EXPECT_EQ(all.kv_memory.base(), b.kv_memory.base());
  EXPECT_EQ(all.latency.base(), std::max(a.latency, b.latency).base());
  EXPECT_EQ(all.itl_floor.base(), b.itl_floor.base());
}

TEST(MixedFleet, RequestsAreSharedInProportionToCapacity) {
  const double a = alone(fast, short_requests).capacity.base(), b = alone(slow, short_requests).capacity.base();
  ServingParams p = short_requests;
  p.replica_count = 128, p.request_rate = RequestRate(0.8 * (a + b));
  const ServingOutputs all = mixed(p);
  EXPECT_NEAR(all.requests_per_second.base(), 0.8 * (a + b), 1e-9 * a);
  // Each is as busy as the other, and answers what it does alone at 0.8 of what it can finish.
  ServingParams one = short_requests;
  one.replica_count = 64;
  one.request_rate = RequestRate(0.8 * a);
  const ServingOutputs at_a = alone(fast, one);
  one.request_rate = RequestRate(0.8 * b);
  const ServingOutputs at_b = alone(slow, one);
  EXPECT_NEAR(all.latency / std::max(at_a.latency, at_b.latency), 1, 1e-6);
  EXPECT_NEAR(all.batch, (at_a.batch + at_b.batch) / 2, 1e-4);

  p.request_rate.reset(), p.concurrency = 1280;
  one.request_rate.reset(), one.concurrency.reset();
  const ServingOutputs in_flight = mixed(p);
  EXPECT_NEAR(in_flight.batch, 10, 1e-9) << "on average over 128 replicas";
  EXPECT_LT(in_flight.requests_per_second.base(), a + b);
}

TEST(MixedFleet, TheFirstPartitionIsUsedUpBeforeTheNext) {
  const double one = alone(fast, short_requests).capacity.base() / 64;
  ServingParams p = short_requests;
  p.request_rate = RequestRate(9.5 * one);
  EXPECT_EQ(mixed(p).replicas, 10) << "all on the first";
  EXPECT_NEAR(mixed(p).capacity.base(), 10 * one, 1e-9);
  p.request_rate = RequestRate(64.5 * one);
  const double other = alone(slow, short_requests).capacity.base() / 64;
  EXPECT_EQ(mixed(p).replicas, 64 + static_cast<std::int64_t>(std::ceil(0.5 * one / other)));
  p.request_rate = RequestRate(64 * one + 65 * other);
  const Solved too_much = solve_on(Nodes(fast, slow), fast, p);
  EXPECT_EQ(too_much.status.text().find("the fleet has too few accelerators"), 0u) << too_much.status.text();
  EXPECT_EQ(too_much.status.missing, 1);
}

TEST(MixedFleet, SaysWhatEachPartitionTakesAndDraws) {
  ServingParams p = short_requests;
  p.replica_count = 80;
  const Solved s = solve_on(Nodes(fast, slow), fast, p);
  EXPECT_THAT(s.out.accelerators_by_partition, testing::ElementsAre(64, 16));
  // All run full, so that each draws what it does alone.
  const double a = alone(fast, short_requests).accelerator_power->base(),
               b = alone(slow, short_requests).accelerator_power->base();
  ASSERT_EQ(s.out.accelerator_power_by_partition.size(), 2u);
  EXPECT_NEAR(s.out.accelerator_power_by_partition[0].base(), a, 1e-9);
  EXPECT_NEAR(s.out.accelerator_power_by_partition[1].base(), b, 1e-9);
  EXPECT_NEAR(s.out.accelerator_power->base(), (64 * a + 16 * b) / 80, 1e-9);
}

TEST(MixedFleet, LikePartitionsShareBySize) {
  ServingParams p = short_requests;
  p.replica_count = 48;
  const Solved s = solve_on(Nodes(fast, fast, 32), fast, p);
  EXPECT_THAT(s.out.accelerators_by_partition, testing::ElementsAre(32, 16)) << "48 of 64 and 32";
}

TEST(MixedFleet, WhatServesNothingTakesNothing) {
  ServingParams p = short_requests;
  p.tensor_parallel = 8;
  const Solved s = solve_on(Nodes(fast, slow, 4), fast, p);
  EXPECT_THAT(s.out.accelerators_by_partition, testing::ElementsAre(64, 0));
  EXPECT_EQ(s.out.accelerator_power_by_partition[1].base(), 0);
}

TEST(MixedFleet, AStaticBatchEndsWithTheSlowestPool) {
  ServingParams p = short_requests;
  p.arrivals = Arrivals::together, p.concurrency = 1280, p.replica_count = 128;
  const ServingOutputs all = mixed(p);
  EXPECT_NEAR(all.requests_per_second.base(), 1280 / all.latency.base(), 1e-9);
  EXPECT_NEAR(all.total_tokens_per_second.base(), 1280 * 640 / all.latency.base(), 1e-6);
}

TEST(MixedFleet, WhereAModelDoesNotFitIsNamed) {
  const auto tiny = device(10, 1e12);
  const Solved s = solve_on(Nodes(fast, tiny), fast, short_requests);
  EXPECT_EQ(s.status.text().find(
                "weights, activations, runtime and one request's KV cache exceed device memory in partition 'west'"),
            0u)
      << s.status.text();
}

TEST(MixedFleet, APartitionTooSmallForAReplicaServesNothingAndIsNoted) {
  const Nodes fleet(fast, slow, 4);
  ServingParams p = short_requests;
  p.tensor_parallel = 8;
  const auto workload = llama();
  const Serving solver;
  const auto state = solver.setup({&workload, &fast, &fleet}, p);
  ServingOutputs out;
  ByPartition kept;
  Detail detail;
  ASSERT_TRUE(static_cast<bool>(solver.evaluate(*state, p, out, kept, &detail)));
  EXPECT_EQ(out.replicas, 8);
  EXPECT_EQ(detail.notes.back(), "'west' serves nothing: a replica takes 8 devices of one kind");
}

TEST(MixedFleet, IsShownPartitionByPartition) {
  const Nodes fleet(fast, slow);
  const auto workload = llama();
  const Serving solver;
  const auto state = solver.setup({&workload, &fast, &fleet}, short_requests);
  ServingOutputs out;
  ByPartition kept;
  Detail detail;
  ASSERT_TRUE(static_cast<bool>(solver.evaluate(*state, short_requests, out, kept, &detail)));
  const auto table = std::find_if(detail.tables.begin(), detail.tables.end(),
                                  [](const DetailTable& t) { return t.name == "partitions"; });
  ASSERT_NE(table, detail.tables.end());
  EXPECT_EQ(table->columns[0].texts, (std::vector<std::string>{"east", "west"}));
  const std::vector<double>& share = table->columns[2].numbers;
  EXPECT_NEAR(share[0] + share[1], 1, 1e-12);
  EXPECT_NEAR(share[0], alone(fast, short_requests).capacity / out.capacity, 1e-12);
}

}  // namespace
}  // namespace fleetline::serving
