// Training steps: passes, state, recomputation.
#include <gtest/gtest.h>

#include "bench_top.hpp"

namespace fleetline::roofline {
namespace {

TEST(Training, RunsForwardAndBothBackwardPasses) {
  const auto forward = solve(two_layers(), round_gpu(), {.batch = 20}).out;
  const auto training = solve(two_layers(), round_gpu(), {.batch = 20, .mode = Mode::training}).out;
  EXPECT_DOUBLE_EQ(training.flops.base(), 3 * forward.flops.base());
  EXPECT_DOUBLE_EQ(training.weight_traffic.base(), 3 * forward.weight_traffic.base());
  // Two layers, passes forward, backward for input, backward for weight, update: 10 us + 2 * 4 * 1 us.
  EXPECT_NEAR(training.overhead_time.base(), 18e-6, 1e-18);
}

TEST(Training, KeepsSixteenBytesPerParameterForAdamInMixedPrecision) {
  const auto out = solve(two_layers(), round_gpu(), {.batch = 1, .mode = Mode::training, .precision = format("fp16")}).out;
  EXPECT_DOUBLE_EQ((out.weight_memory + out.state_memory).base(), 16 * 50e6);
}

TEST(Training, NeedsNoMasterCopyOfFp32Weights) {
  const auto out = solve(two_layers(), round_gpu(), {.batch = 1, .mode = Mode::training, .precision = format("fp32")}).out;
  EXPECT_DOUBLE_EQ((out.weight_memory + out.state_memory).base(), 16 * 50e6) << "4 + 4 + 8";
}

TEST(Training, KeepsTheActivationsOfAllLayers) {
  const auto out = solve(two_layers(), round_gpu(), {.batch = 20, .mode = Mode::training}).out;
  EXPECT_DOUBLE_EQ(out.activation_memory.base(), 40e6);
}

TEST(Training, RecomputedArithmeticCountsForHardwareButNotForModelUtilisation) {
  const auto kept = solve(two_layers(), round_gpu(), {.batch = 20, .mode = Mode::training}).out;
  const auto again =
      solve(two_layers(), round_gpu(), {.batch = 20, .mode = Mode::training, .recompute = Recompute::full}).out;
  EXPECT_DOUBLE_EQ(kept.mfu, kept.hfu);
  EXPECT_NEAR(again.hfu / again.mfu, 4.0 / 3, 1e-12);
  EXPECT_DOUBLE_EQ(again.mfu * again.latency.base(), kept.mfu * kept.latency.base()) << "useful work is the same";
  EXPECT_GT(again.latency, kept.latency);
}

TEST(Training, SaysWhatDoesNotFit) {
  auto gpu = round_gpu();
  gpu.memory = Bytes(800e6);
  const auto [out, status, detail] = solve(two_layers(), gpu, {.batch = 20, .mode = Mode::training});
  EXPECT_EQ(status.reason.text(), "weights, gradients, optimizer state and activations do not fit in device memory");
  EXPECT_NEAR(status.missing, 40e6, 1e-6);
}

TEST(Training, CountsTokensPerSequence) {
  const auto out = solve(decoder(), round_gpu(), {.batch = 4, .mode = Mode::training, .sequence = 512}).out;
  EXPECT_DOUBLE_EQ(out.throughput.base(), 4 * 512 / out.latency.base());
}

}  // namespace
}  // namespace fleetline::roofline
