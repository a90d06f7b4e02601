// What an operator costs on a datasheet device, against figures worked out by hand.
#include <gtest/gtest.h>

#include <cmath>

#include "devices.hpp"

namespace fleetline::accelerators {
namespace {

TEST(Pricing, TheLongerEngineDecides) {
  const Datasheet gpu(round_gpu());
  // 1e12 FLOP at 100 TFLOP/s is 10 ms; 2e9 bytes at 1 TB/s are 2 ms.
  const Cost bound = gpu.price(work("fp16", 1e12, {.weights = Bytes(1.5e9), .activations = Bytes(0.5e9)}));
  EXPECT_DOUBLE_EQ(bound.compute.base(), 10e-3);
  EXPECT_DOUBLE_EQ(bound.memory.base(), 2e-3);
  EXPECT_DOUBLE_EQ(bound.time.base(), 10e-3);
  EXPECT_EQ(bound.bound, Bound::compute);
  // 1e10 FLOP is 0.1 ms against 20 GB in 20 ms.
  const Cost starved = gpu.price(work("fp16", 1e10, {.kv = Bytes(20e9)}));
  EXPECT_DOUBLE_EQ(starved.time.base(), 20e-3);
  EXPECT_EQ(starved.bound, Bound::memory);
}

TEST(Pricing, CostsAtLeastTheMaximumAndAtMostTheSum) {
  const Datasheet gpu(round_gpu());
  for (double flops = 1e6; flops < 1e16; flops *= 7)
    for (double bytes = 1e3; bytes < 1e12; bytes *= 5) {
      const Cost c = gpu.price(work("fp16", flops, {.activations = Bytes(bytes)}));
      EXPECT_GE(c.time, max(c.compute, c.memory));
      EXPECT_LE(c.time, c.compute + c.memory + c.floor);
    }
}

TEST(Pricing, NoWorkTakesNoTimeAtAnyRate) {
  const Datasheet gpu(round_gpu());
  EXPECT_EQ(gpu.price(Operator{}).time.base(), 0);
  EXPECT_EQ(gpu.price(work("fp64", 0, {})).time.base(), 0);
}

TEST(Pricing, WorkWithoutArithmeticNeverEnds) {
  EXPECT_TRUE(std::isinf(Datasheet(round_gpu()).price(work("fp64", 1, {})).time.base()));
}

TEST(Pricing, WeightsStreamFromTheReadOnlyLevel) {
  const Datasheet board(round_microcontroller());
  // 64 kB from flash at 64 MB/s: 1 ms; 256 kB from SRAM at 256 MB/s: 1 ms.
  const Cost cost = board.price(work("int8", 0, {.weights = Bytes(64e3), .activations = Bytes(256e3)}));
  EXPECT_DOUBLE_EQ(cost.memory.base(), 2e-3);
  ASSERT_EQ(board.levels().size(), 2u);
  EXPECT_EQ(board.levels()[0].name.text(), "memory");
  EXPECT_TRUE(board.levels()[1].read_only);
}

TEST(Energy, IsIdleAtRestAndPeakWhenBothEnginesAreBusy) {
  const Datasheet gpu(round_gpu());
  // Saturated arithmetic for 10 ms: (500 - 100) W * 10 ms = 4 J above idle; traffic cannot push it above the peak draw.
  EXPECT_DOUBLE_EQ(gpu.price(work("fp16", 1e12, {})).dynamic.base(), 4.0);
  EXPECT_DOUBLE_EQ(gpu.price(work("fp16", 1e12, {.kv = Bytes(10e9)})).dynamic.base(), 4.0);
}

TEST(Energy, FollowsTheActivityOfEachEngine) {
  DatasheetParams p = round_gpu();
  p.compute_activity = 0.75;
  p.memory_activity = 0.5;
  const Datasheet gpu(p);
  // 10 ms of arithmetic, 4 ms of traffic: 400 W * (0.75 * 10 + 0.5 * 4) ms = 3.8 J.
  EXPECT_DOUBLE_EQ(gpu.price(work("fp16", 1e12, {.kv = Bytes(4e9)})).dynamic.base(), 3.8);
  // Traffic alone: 400 W * 0.5 * 4 ms = 0.8 J.
  EXPECT_DOUBLE_EQ(gpu.price(work("fp16", 0, {.kv = Bytes(4e9)})).dynamic.base(), 0.8);
}

TEST(Energy, HasAFloorWhileAnyKernelRuns) {
  DatasheetParams p = round_gpu();
  p.running_activity = 0.5;
  p.compute_activity = 0.25;
  p.memory_activity = 0.1;
  const Datasheet gpu(p);
  // 10 ms of arithmetic, 4 ms of traffic: 400 W * (0.5 * 10 + 0.25 * 10 + 0.1 * 4) ms = 3.16 J; traffic alone: 400 W * (0.5 + 0.1) * 4 ms = 0.96 J.
  EXPECT_NEAR(gpu.price(work("fp16", 1e12, {.kv = Bytes(4e9)})).dynamic.base(), 3.16, 1e-12);
  EXPECT_NEAR(gpu.price(work("fp16", 0, {.kv = Bytes(4e9)})).dynamic.base(), 0.96, 1e-12);
  // The three together never exceed the peak draw: 400 W for 10 ms.
  p.compute_activity = 2;
  EXPECT_DOUBLE_EQ(Datasheet(p).price(work("fp16", 1e12, {})).dynamic.base(), 4.0);
}

TEST(Energy, IsNotGivenWhenAPowerFigureIsMissing) {
  DatasheetParams p = round_gpu();
  p.idle_power.reset();
  const Datasheet gpu(p);
  EXPECT_FALSE(gpu.facts().has_power);
  EXPECT_EQ(gpu.price(work("fp16", 1e12, {})).dynamic.base(), 0);
}

TEST(Monotony, AFasterDeviceIsNeverSlower) {
  for (double flops = 1e8; flops < 1e14; flops *= 10)
    for (double bytes = 1e4; bytes < 1e11; bytes *= 10) {
      const Operator op = work("fp16", flops, {.weights = Bytes(bytes)});
      double last = INFINITY;
      for (double speed = 0.5; speed < 8; speed *= 1.3) {
        DatasheetParams p = round_gpu();
        p.memory_bandwidth *= speed;
        for (auto& peak : p.peak) peak.value *= speed;
        const double time = Datasheet(p).price(op).time.base();
        EXPECT_LT(time, last);
        last = time;
      }
    }
}

}  // namespace
}  // namespace fleetline::accelerators
