// What must be resident where, and what is missing when it does not fit.
#include <gtest/gtest.h>

#include "bench_top.hpp"

namespace fleetline::roofline {
namespace {

TEST(Memory, SumsWeightsAndSharesWorkingMemory) {
  // fp16: 100 MB of weights; the two layers follow one another, so 20 MB of activations at batch 20, not 40.
  const auto out = solve(two_layers(), round_gpu(), {.batch = 20}).out;
  EXPECT_DOUBLE_EQ(out.weight_memory.base(), 100e6);
  EXPECT_DOUBLE_EQ(out.activation_memory.base(), 20e6);
  EXPECT_DOUBLE_EQ(out.memory_footprint.base(), 120e6);
  EXPECT_DOUBLE_EQ(out.memory_utilization, 120e6 / 80e9);
  EXPECT_EQ(out.missing_memory.base(), 0);
}

TEST(Memory, TellsHowMuchIsMissing) {
  auto gpu = round_gpu();
  gpu.memory = Bytes(100e6);
  const auto [out, status, detail] = solve(two_layers(), gpu, {.batch = 20});
  EXPECT_EQ(status.code, Status::Code::infeasible);
  EXPECT_EQ(status.reason.text(), "weights and activations do not fit in device memory");
  EXPECT_DOUBLE_EQ(status.missing, 20e6);
  EXPECT_TRUE(status.dimension == Bytes::dimension);
  EXPECT_DOUBLE_EQ(out.missing_memory.base(), 20e6);
  EXPECT_DOUBLE_EQ(out.latency.base(), solve(two_layers(), round_gpu(), {.batch = 20}).out.latency.base())
      << "all times are filled in as if it fitted";
  EXPECT_EQ(detail.verdict.rfind("Does not fit: 120 MB needed, 20 MB too much.", 0), 0u) << detail.verdict;
}

TEST(Memory, NamesTheKvCacheWhenThereIsOne) {
  const auto [out, status, detail] = solve(decoder(), round_gpu(), {.batch = 1000, .context = 100000});
  EXPECT_EQ(status.reason.text(), "weights, activations and KV cache do not fit in device memory");
  EXPECT_DOUBLE_EQ(out.kv_memory.base(), 400e9);
}

TEST(Memory, TheReserveIsKeptFromTheWorkload) {
  auto gpu = round_gpu();
  gpu.memory = Bytes(125e6);
  EXPECT_TRUE(solve(two_layers(), gpu, {.batch = 20}).status);
  const auto [out, status, detail] = solve(two_layers(), gpu, {.batch = 20, .memory_reserve = 0.1});
  EXPECT_FALSE(status);
  EXPECT_NEAR(out.missing_memory.base(), 7.5e6, 1e-6);
}

/// 256 kB of SRAM, 1 MB of flash for weights.
accelerators::DatasheetParams microcontroller() {
  accelerators::DatasheetParams p;
  p.memory = Bytes(256e3);
  p.memory_bandwidth = Bandwidth(256e6);
  p.peak = {{"int8", FlopRate(256e6)}};
  p.level = {{"flash", Bytes(1e6), Bandwidth(64e6), true}};
  return p;
}

TestWorkload tiny(double weights, double activations) {
  TestWorkload w;
  w.layers = {{1e6, activations, weights}};
  w.about.native = all_in("int8");
  return w;
}

TEST(ReadOnlyMemory, HoldsTheWeightsAndNothingElse) {
  const auto [out, status, detail] = solve(tiny(900e3, 200e3), microcontroller(), {});
  EXPECT_TRUE(status) << status.reason.text();
  EXPECT_DOUBLE_EQ(out.memory_footprint.base(), 1.1e6);
  EXPECT_DOUBLE_EQ(out.memory_utilization, 0.9) << "of the fullest level";
  EXPECT_DOUBLE_EQ(out.memory_time.base(), 900e3 / 64e6 + 200e3 / 256e6);
}

TEST(ReadOnlyMemory, MayBeTooSmall) {
  const auto [out, status, detail] = solve(tiny(1.2e6, 100), microcontroller(), {});
  EXPECT_EQ(status.reason.text(), "weights do not fit in the read-only memory that holds them");
  EXPECT_NEAR(status.missing, 0.2e6, 1e-6);
  EXPECT_EQ(out.max_batch, 0);
}

TEST(ReadOnlyMemory, LeavesActivationsToDeviceMemory) {
  const auto [out, status, detail] = solve(tiny(100e3, 300e3), microcontroller(), {});
  EXPECT_EQ(status.reason.text(), "activations do not fit in device memory");
  EXPECT_NEAR(status.missing, 44e3, 1e-6);
}

TEST(ReadOnlyMemory, CannotBeTrained) {
  const auto [out, status, detail] = solve(tiny(100, 100), microcontroller(), {.mode = Mode::training});
  EXPECT_EQ(status.code, Status::Code::infeasible);
}

}  // namespace
}  // namespace fleetline::roofline
