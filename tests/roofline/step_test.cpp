// One inference step against figures worked out by hand.
#include <gtest/gtest.h>

#include <cmath>
#include <iostream>

#include "bench_top.hpp"

namespace fleetline::roofline {
namespace {

/// Compares with an oracle and prints the deviation, so that a reader of the log sees how close it is.
void expect_near(std::string_view what, double measured, double expected) {
  const double deviation = expected == 0 ? measured : measured / expected - 1;
  std::cout << what << ": expected " << expected << ", computed " << measured << ", deviation " << 100 * deviation << " %\n";
  EXPECT_LE(std::abs(deviation), 1e-12) << what;
}

TEST(Step, AddsOperatorsAndOverheads) {
  // Batch 1 on the round GPU, fp16. Layer 1: 1e9/100e12 = 10 us against (10 + 1) MB / 1 TB/s = 11 us -> 11 us.
  // Layer 2: 1 us against 91 us -> 91 us. Overheads: 10 us + 2 layers * 1 us.
  const auto [out, status, detail] = solve(two_layers(), round_gpu(), {});
  EXPECT_TRUE(status);
  expect_near("compute_time", out.compute_time.base(), 11e-6);
  expect_near("memory_time", out.memory_time.base(), 102e-6);
  expect_near("overhead_time", out.overhead_time.base(), 12e-6);
  expect_near("latency", out.latency.base(), 114e-6);
  expect_near("roofline_latency", out.roofline_latency.base(), 114e-6);
  expect_near("throughput", out.throughput.base(), 1 / 114e-6);
  expect_near("flops", out.flops.base(), 1.1e9);
  expect_near("mfu", out.mfu, 1.1e9 / 100e12 / 114e-6);
  expect_near("weight_traffic", out.weight_traffic.base(), 100e6);
  expect_near("activation_traffic", out.activation_traffic.base(), 2e6);
  EXPECT_EQ(out.bottleneck, Bottleneck::memory);
  EXPECT_EQ(out.dominant, Dominant::memory);
}

TEST(Step, PerOperatorIsSlowerThanTheWholeModelWhenOperatorsDisagree) {
  // Batch 20. Layer 1: 200 us against 30 us; layer 2: 20 us against 110 us. Sum of the longer: 310 us; whole model: 220 us.
  const auto [out, status, detail] = solve(two_layers(), round_gpu(), {.batch = 20});
  expect_near("latency", out.latency.base(), 310e-6 + 12e-6);
  expect_near("roofline_latency", out.roofline_latency.base(), 220e-6 + 12e-6);
  EXPECT_EQ(out.bottleneck, Bottleneck::compute);
}

TEST(Step, EfficienciesStretchTheirEngine) {
  // Batch 20, half the peak, a quarter of the bandwidth: max(400, 120) + max(40, 440) = 840 us.
  const auto [out, status, detail] =
      solve(two_layers(), round_gpu(), {.batch = 20, .efficiency = 0.5, .memory_efficiency = 0.25});
  expect_near("latency", out.latency.base(), 840e-6 + 12e-6);
  expect_near("compute_time", out.compute_time.base(), 440e-6);
  expect_near("memory_time", out.memory_time.base(), 560e-6);
  expect_near("mfu", out.mfu, 22e9 / 100e12 / 852e-6);
}

TEST(Step, OverheadCanDominateWithoutBeingTheBottleneck) {
  auto gpu = round_gpu();
  gpu.layer_overhead = Seconds(200e-6);
  const auto [out, status, detail] = solve(two_layers(), gpu, {.batch = 20});
  EXPECT_EQ(out.bottleneck, Bottleneck::compute);
  EXPECT_EQ(out.dominant, Dominant::overhead);
  EXPECT_NE(detail.verdict.find("compute-bound"), std::string::npos);
  EXPECT_NE(detail.verdict.find("dominated by overhead"), std::string::npos);
}

TEST(Step, TiesCountAsComputeBound) {
  TestWorkload w;
  w.layers = {{100e6, 0, 0.5e6}};  // 1 us against 1 us
  const auto [out, status, detail] = solve(w, round_gpu(), {});
  EXPECT_DOUBLE_EQ(out.compute_time.base(), out.memory_time.base());
  EXPECT_EQ(out.bottleneck, Bottleneck::compute);
}

TEST(Step, IntensityLiesAboveTheRidgeExactlyWhenComputeBound) {
  for (const std::int64_t batch : {1, 5, 8, 9, 10, 11, 12, 20, 100}) {
    const auto [out, status, detail] =
        solve(two_layers(), round_gpu(), {.batch = batch, .efficiency = 0.5, .memory_efficiency = 0.8});
    expect_near("ridge_point", out.ridge_point.base(), 100e12 * 0.5 / (1e12 * 0.8));
    EXPECT_EQ(compute_bound(out.arithmetic_intensity.base(), out.ridge_point.base()),
              out.bottleneck == Bottleneck::compute) << batch;
  }
}

TEST(Step, CountsTokensOfWorkloadsThatHaveThem) {
  // Decode, batch 8, context 1000: weights 8 GB, KV 8 * 1000 * 4 kB = 32 MB, activations 8 * 4 * 20 kB.
  const auto decode = solve(decoder(), round_gpu(), {.batch = 8, .context = 1000}).out;
  expect_near("kv_traffic", decode.kv_traffic.base(), 32e6);
  expect_near("weight_traffic", decode.weight_traffic.base(), 8e9);
  expect_near("tokens per second", decode.throughput.base(), 8 / decode.latency.base());
  const auto prefill = solve(decoder(), round_gpu(), {.batch = 2, .phase = Phase::prefill, .prompt = 512}).out;
  expect_near("prefill flops", prefill.flops.base(), 1024 * 8e9);
  expect_near("prefill tokens per second", prefill.throughput.base(), 1024 / prefill.latency.base());
}

TEST(Step, EachTensorFamilyHasItsOwnFormat) {
  RooflineParams p{.batch = 8, .context = 1000, .precision = format("fp16")};
  p.weights = format("int4");
  p.kv = format("int8");
  const auto mixed = solve(decoder(), round_gpu(), p);
  expect_near("int4 weights", mixed.out.weight_traffic.base(), 2e9);
  expect_near("int8 KV", mixed.out.kv_traffic.base(), 16e6);
  expect_near("fp16 arithmetic", mixed.out.compute_time.base(), 8 * 8e9 / 100e12);
}

TEST(Step, ANativePolicyIsOverriddenWholeOrInParts) {
  auto quantised = decoder();  // 8 GB of weights in fp16, 2 in int4; 32 MB of KV
  quantised.about.native.weights = format("int4");
  const RooflineParams p{.batch = 8, .context = 1000};
  const auto traffic = [&](RooflineParams asked) {
    const auto out = solve(quantised, round_gpu(), asked).out;
    return std::pair(out.weight_traffic.base(), out.kv_traffic.base());
  };
  EXPECT_EQ(traffic(p), std::pair(2e9, 32e6));
  RooflineParams kv = p, whole = p;
  kv.kv = format("int8");
  EXPECT_EQ(traffic(kv), std::pair(2e9, 16e6));
  whole.precision = format("fp16");
  EXPECT_EQ(traffic(whole), std::pair(8e9, 32e6));
}

TEST(Energy, IsDynamicWorkPlusIdleTime) {
  // Batch 20: operators draw 400 W above idle while busy; layer 1 min(200, 200 + 30) us, layer 2 min(110, 20 + 110) us.
  const auto [out, status, detail] = solve(two_layers(), round_gpu(), {.batch = 20});
  const double latency = 322e-6, dynamic = 400 * (200e-6 + 110e-6);
  ASSERT_TRUE(out.energy);
  expect_near("energy", out.energy->base(), dynamic + 100 * latency);
  expect_near("average power", out.average_power->base(), (dynamic + 100 * latency) / latency);
  expect_near("energy per sample", out.energy_per_sample->base(), (dynamic + 100 * latency) / 20);
  EXPECT_LE(out.average_power->base(), 500);
}

TEST(Energy, LessEfficientKernelsDrawTheSamePowerForLonger) {
  // Half the peak: layer 1 takes 400 us, layer 2 stays memory-bound at 110 us; both draw 400 W above idle.
  const auto [out, status, detail] = solve(two_layers(), round_gpu(), {.batch = 20, .efficiency = 0.5});
  expect_near("energy", out.energy->base(), 400 * (400e-6 + 110e-6) + 100 * (510e-6 + 12e-6));
  EXPECT_LE(out.average_power->base(), 500);
}

TEST(Energy, IsNotGivenWithoutPowerFigures) {
  auto gpu = round_gpu();
  gpu.peak_power.reset();
  const auto [out, status, detail] = solve(two_layers(), gpu, {});
  EXPECT_FALSE(out.energy);
  EXPECT_FALSE(out.average_power);
  EXPECT_FALSE(out.energy_per_sample);
}

TEST(Step, WithoutArithmeticForAFormatIsInfeasible) {
  const auto [out, status, detail] = solve(two_layers(), round_gpu(), {.precision = format("fp64")});
  EXPECT_EQ(status.code, Status::Code::infeasible);
  EXPECT_EQ(status.reason.text(), "this device has no arithmetic for fp64 and nothing to fall back to");
  EXPECT_TRUE(std::isfinite(out.latency.base()));
}

}  // namespace
}  // namespace fleetline::roofline
