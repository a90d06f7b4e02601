// The loaded engine: what must hold for any constants, and the cycle by hand.
#include <gtest/gtest.h>

#include <cmath>

#include "support.hpp"

namespace fleetline::serving {
namespace {

constexpr double long_context = 131072;

ServingStack engine_like() {
  ServingStack s;
  s.compute_16 = 0.7, s.weights_16 = 0.85, s.kv_16 = 0.8, s.smoothness = 4;
  s.layer_overhead = Seconds(5e-6), s.step_overhead = Seconds(1e-3), s.sequence_overhead = Seconds(10e-6),
  s.request_overhead = Seconds(20e-3);
  s.token_budget = 8192, s.interleaving = 0.9, s.prompts_ahead = 2;
  return s;
}

StepCosts costs_of(const ServingStack& stack) { return StepCosts(llama(long_context), device(), in_bf16(), {}, stack); }

TEST(CountTable, IsExactAtSamplesAndStraightBetween) {
  CountTable table;
  for (std::size_t i = 0; i < CountTable::samples; ++i)
    table.set(i, {.time_s = CountTable::count(i) * 3 + 1, .compute_s = 1, .memory_s = 2});
  // A straight line is its own interpolation, below, at and between samples, and beyond the last (2^16).
  for (const double n : {1.0, 1.4142135623730951, 1.5, 2.0, 3.0, 1000.0, 65536.0, 3e6}) {
    EXPECT_NEAR(table.time_s(n), 3 * n + 1, 1e-9 * n) << n;
    EXPECT_NEAR(table(n).time_s, 3 * n + 1, 1e-9 * n) << n;
  }
  EXPECT_EQ(table.time_s(0), 0);
  EXPECT_EQ(table.time_s(0.5), 4);
}

TEST(Cycle, PromptsOfPeersDelayTheFirstTokenOrStretchTheOthersAndNoneIsLost) {
  const ServingStack stack = engine_like();
  const StepCosts costs = costs_of(stack);
  const Lengths n{1024, 256, true};
  const Engine engine(costs, stack, n);
  for (const double batch : {2.0, 3.0, 8.0, 64.0}) {
    const Cycle c = engine.at(batch);
    const double before_s = c.ttft_s - stack.request_overhead.base() - c.own_prefill_s - c.decode_s / 2;
    const double after_s = (c.tpot_s - c.decode_s) * (n.output - 1);
    EXPECT_NEAR(before_s + after_s, (batch - 1) * c.added_prefill_s, 1e-12) << batch;
    // ahead = min(B - 1, 2), before = ahead + 0.1 (B - 1 - ahead): 1, 2, 2 + 0.1 * 5 = 2.5, 2 + 0.1 * 61 = 8.1 prompts.
    const double expected = batch == 2 ? 1 : batch == 3 ? 2 : batch == 8 ? 2.5 : 8.1;
    EXPECT_NEAR(before_s / c.added_prefill_s, expected, 1e-9) << batch;
  }
}

TEST(Cycle, RequestsThatArriveAtAnyTimeWaitForPromptsAsInAnMD1Queue) {
  const ServingStack stack = engine_like();
  const StepCosts costs = costs_of(stack);
  const Engine engine(costs, stack, {1024, 256});
  const Cycle c = engine.at(16);
  const double u = 16 * c.added_prefill_s / c.cycle_s, ahead = u / (2 * (1 - u)), before = ahead + 0.1 * (15 - ahead);
  EXPECT_NEAR(c.ttft_s, 20e-3 + c.own_prefill_s + before * c.added_prefill_s + c.decode_s / 2, 1e-12);
  EXPECT_LT(ahead, 7.5);
}

TEST(Cycle, AStepOnlyHoldsSoManyPromptsAhead) {
  ServingStack stack = engine_like();
  stack.prompts_ahead = 16;
  const StepCosts costs = costs_of(stack);
  EXPECT_DOUBLE_EQ(costs.prompts_ahead(1024), 15);  // two steps of 8192 / 1024 = 8 prompts, but for its own
  EXPECT_DOUBLE_EQ(costs.prompts_ahead(4096), 3);
  EXPECT_DOUBLE_EQ(costs.prompts_ahead(32768), 1);  // the one that is being read
}

TEST(Cycle, TokensNeverComeFasterInALargerBatch) {
  for (const Scheduling scheduling : {Scheduling::mixed, Scheduling::prefill_first}) {
    ServingStack stack = engine_like();
    stack.scheduling = scheduling;
    const StepCosts costs = costs_of(stack);
    for (const bool in_trains : {false, true}) {
      const Engine engine(costs, stack, {2048, 256, in_trains});
      double last = 0, throughput = 0;
      for (double batch = 1; batch <= 1024; batch += 1) {
        const Cycle c = engine.at(batch);
        EXPECT_GE(c.tpot_s, last) << batch;
        last = c.tpot_s;
        if (batch <= 256) { EXPECT_GE(c.requests_per_s, throughput * 0.999) << batch; }
        throughput = c.requests_per_s;
      }
    }
  }
}

TEST(Cycle, AsManyRunAsArriveInTheTimeThatOneStays) {
  // Little 1961, B = X (ttft + (O - 1) tpot), whatever the lengths; and no request is done in less than a step.
  for (const Scheduling scheduling : {Scheduling::mixed, Scheduling::prefill_first}) {
    ServingStack stack = engine_like();
    stack.scheduling = scheduling;
    const StepCosts costs = costs_of(stack);
    for (const double output : {1.0, 2.0, 4.0, 16.0, 256.0})
      for (const double input : {16.0, 512.0, 4096.0})
        for (const bool in_trains : {false, true}) {
          const Engine engine(costs, stack, {input, output, in_trains});
          for (const double batch : {1.0, 2.0, 7.5, 16.0, 64.0, 300.0}) {
            const Cycle c = engine.at(batch);
            const double stay_s = c.ttft_s + (output - 1) * c.tpot_s;
            EXPECT_NEAR(c.requests_per_s * stay_s / batch, 1, 1e-9) << output << ' ' << input << ' ' << batch;
            EXPECT_NEAR(engine.cycle_s(batch) / c.cycle_s, 1, 1e-12);
            EXPECT_GT(c.cycle_s, c.own_prefill_s);
            if (output == 1) { EXPECT_EQ(c.tpot_s, 0); }
          }
        }
  }
}

TEST(Search, FindsTheLargestBatchThatTryingThemAllFinds) {
  const ServingStack stack = engine_like();
  const StepCosts costs = costs_of(stack);
  for (const Lengths n : {Lengths{128, 128}, Lengths{2048, 512}, Lengths{8192, 64}}) {
    const Engine engine(costs, stack, n);
    for (const Limits limits :
         {Limits{20e-3, 0}, Limits{50e-3, 0}, Limits{0, 0.5}, Limits{30e-3, 2}, Limits{7e-3, 0}, Limits{1e-3, 0}}) {
      double tried = 0;
      for (double b = 1; b <= 500; ++b) {
        const Cycle c = engine.at(b);
        if ((limits.tpot_s > 0 && c.tpot_s > limits.tpot_s) || (limits.ttft_s > 0 && c.ttft_s > limits.ttft_s)) break;
        tried = b;
      }
      EXPECT_EQ(engine.largest_within(limits, 500.7), tried) << n.input << ' ' << limits.tpot_s << ' ' << limits.ttft_s;
    }
  }
}

TEST(Search, TheBatchOfARateSatisfiesLittlesLaw) {
  const ServingStack stack = engine_like();
  const StepCosts costs = costs_of(stack);
  const Engine engine(costs, stack, {1024, 256});
  const double most = engine.at(200).requests_per_s;
  for (const double share : {0.5, 0.9, 0.999}) {
    const auto batch = engine.batch_for(share * most, 200);
    ASSERT_TRUE(batch);
    EXPECT_NEAR(*batch / engine.at(*batch).cycle_s, share * most, 1e-6 * most) << share;
  }
  EXPECT_FALSE(engine.batch_for(1.001 * most, 200));
  EXPECT_NEAR(*engine.batch_for(0.01, 200), 0.01 * engine.at(1).cycle_s, 1e-12);  // rarely one
}

ServingOutputs solved(const ServingParams& params, Seconds collective = Seconds(0)) {
  const Solved s = solve_on(EqualFleet(8, collective), device(), params, long_context);
  EXPECT_TRUE(static_cast<bool>(s.status));
  return s.out;
}

TEST(Serving, HalfTheCacheIsTwiceTheBatch) {
  const ServingParams wide{.input_tokens = 3072, .output_tokens = 1024};
  ServingParams narrow = wide;
  narrow.kv = *parse_format("fp8").value;
  const double a = static_cast<double>(solved(wide).max_batch), b = static_cast<double>(solved(narrow).max_batch);
  EXPECT_NEAR(b / a, 2, 0.02);
}

TEST(Serving, RequestsFewerThanReplicasLeaveTheOthersIdle) {
  // Eight replicas. One request in flight is served as one replica alone serves it; eight are eight times as much.
  for (const Arrivals arrivals : {Arrivals::steady, Arrivals::together}) {
    ServingParams p{
        .input_tokens = 512, .output_tokens = 256, .concurrency = 1, .replica_count = 1, .arrivals = arrivals};
    const ServingOutputs alone = solved(p);
    p.replica_count = 8;
    const ServingOutputs one = solved(p);
    EXPECT_NEAR(one.requests_per_second / alone.requests_per_second, 1, 1e-12);
    EXPECT_EQ(one.latency.base(), alone.latency.base());
    EXPECT_DOUBLE_EQ(one.batch, 1.0 / 8);
    EXPECT_DOUBLE_EQ(one.prefill_share, alone.prefill_share / 8);
    EXPECT_NEAR(one.requests_per_second.base() * one.latency.base(), 1, 0.01);
    // One is busy, seven idle at 100 W.
    EXPECT_NEAR(one.accelerator_power->base(), (alone.accelerator_power->base() + 7 * 100) / 8, 1e-9);
    p.concurrency = 8;
    EXPECT_NEAR(solved(p).requests_per_second / alone.requests_per_second, 8, 1e-9);
  }
}

TEST(Serving, AStaticBatchThatDoesNotDivideEndsWithItsFullestReplica) {
  ServingParams p{
      .input_tokens = 512, .output_tokens = 256, .concurrency = 2, .replica_count = 1, .arrivals = Arrivals::together};
  const double two = solved(p).latency.base();
  p.concurrency = 12, p.replica_count = 8;  // four replicas have two requests, four have one
  const ServingOutputs twelve = solved(p);
  EXPECT_DOUBLE_EQ(twelve.latency.base(), two);
  EXPECT_NEAR(twelve.requests_per_second.base(), 12 / two, 1e-9);
}

TEST(Stages, OfWholeLayersHoldAndPaceAsTheFullest) {
  // 32 layers in 5 stages: 7, 7, 6, 6, 6. The fullest holds 7 / 32, not 1 / 5.
  const auto of = [](std::int64_t stages) {
    return solved({.pipeline_parallel = stages,
                   .input_tokens = 512,
                   .output_tokens = 256,
                   .concurrency = 64,
                   .replica_count = 1});
  };
  const ServingOutputs one = of(1), four = of(4), five = of(5), eight = of(8);
  const double end = 2.0 * 128256 * 4096,
               layers = one.weight_memory.base() - 2 * end;  // embedding, head and the norm before it
  EXPECT_NEAR(five.weight_memory.base(), layers * 7 / 32 + end, 1e5);
  EXPECT_NEAR(four.weight_memory.base(), layers * 8 / 32 + end, 1e5);
  EXPECT_NEAR(five.kv_per_request / one.kv_per_request, 7.0 / 32, 1e-12);
  EXPECT_NEAR(eight.kv_per_request / one.kv_per_request, 1.0 / 8, 1e-12);
}

TEST(Stages, UnderWayTogetherWaitForTheFullest) {
  const ServingStack stack = engine_like();
  const auto of = [&](std::uint32_t stages) {
    Division d{.tensor = 1, .pipeline = stages};
    d.collective = [](const Collective&) { return Seconds(0); };
    return StepCosts(llama(long_context), device(), in_bf16(), d, stack);
  };
  const StepCosts one = of(1), sixteen = of(16),
                  seventeen = of(17);  // 2 layers in each; or 2 in each of the first fifteen
  const double fixed = stack.step_overhead.base(), per = stack.sequence_overhead.base();
  const auto kernels = [&](const StepCosts& c, double decodes) {
    return c.decode_s(decodes, c.decode_attention(1024)) - fixed - per * decodes;
  };
  // One token alone passes through all layers, however they are divided.
  EXPECT_NEAR(kernels(seventeen, 1), kernels(one, 1), 1e-9);
  // With all stages at work, 17 micro-batches of one go at the pace of two layers each: 17 * 2 / 32.
  EXPECT_NEAR(kernels(sixteen, 16), kernels(one, 1), 1e-9);
  EXPECT_NEAR(kernels(seventeen, 17), kernels(one, 1) * 17 * 2 / 32, 1e-9);
  EXPECT_DOUBLE_EQ(seventeen.stages_at_once(), 16);
}

TEST(Serving, DividingAModelPaysUntilCollectivesTakeMoreThanItSaves) {
  const auto itl = [](std::int64_t devices, double collective_s) {
    return solved({.tensor_parallel = devices,
                   .input_tokens = 512,
                   .output_tokens = 64,
                   .concurrency = 1,
                   .replica_count = 1},
                  Seconds(collective_s))
        .itl->base();
  };
  // Reading 15 GB at 3 TB/s takes 5 ms; two collectives in each of 32 layers and one more make 65.
  EXPECT_LT(itl(2, 10e-6), itl(1, 10e-6));
  EXPECT_LT(itl(8, 10e-6), itl(2, 10e-6));
  // At 200 us they take 13 ms, more than dividing by any number saves.
  EXPECT_GT(itl(2, 200e-6), itl(1, 200e-6));
  EXPECT_GT(itl(8, 200e-6), itl(1, 200e-6));
}

}  // namespace
}  // namespace fleetline::serving
