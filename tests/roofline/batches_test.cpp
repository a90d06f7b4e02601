// Batches that are solved for, against a scan over all of them.
#include <gtest/gtest.h>

#include <optional>

#include "bench_top.hpp"

namespace fleetline::roofline {
namespace {

std::optional<std::int64_t> scan_ridge(const TestWorkload& w, RooflineParams p, std::int64_t limit) {
  p.batch = 1;
  const Bottleneck first = solve(w, round_gpu(), p).out.bottleneck;
  for (p.batch = 2; p.batch <= limit; ++p.batch)
    if (solve(w, round_gpu(), p).out.bottleneck != first) return p.batch;
  return std::nullopt;
}

TEST(RidgeBatch, IsTheOneAScanFinds) {
  // 11 us per sample against 100 us + 2 us per sample: compute overtakes at 100 / 9 = 11.1 -> 12.
  const auto solved = solve(two_layers(), round_gpu(), {}).out.ridge_batch;
  EXPECT_EQ(solved, 12);
  EXPECT_EQ(scan_ridge(two_layers(), {}, 50), 12);
}

TEST(RidgeBatch, DoesNotDependOnTheBatchAsked) {
  for (const std::int64_t batch : {1, 2, 11, 12, 13, 500})
    EXPECT_EQ(solve(two_layers(), round_gpu(), {.batch = batch}).out.ridge_batch, 12);
}

TEST(RidgeBatch, MovesWithTheEfficienciesAsTheScanDoes) {
  for (const double compute : {0.3, 0.5, 0.8, 1.0})
    for (const double memory : {0.4, 0.9, 1.0}) {
      const RooflineParams p{.batch = 7, .efficiency = compute, .memory_efficiency = memory};
      EXPECT_EQ(solve(two_layers(), round_gpu(), p).out.ridge_batch, scan_ridge(two_layers(), p, 200))
          << compute << ", " << memory;
    }
}

TEST(RidgeBatch, IsAbsentWhenTheBottleneckNeverChanges) {
  TestWorkload always_compute;
  always_compute.layers = {{1e9, 1e3, 1e3}};
  EXPECT_FALSE(solve(always_compute, round_gpu(), {}).out.ridge_batch);
  TestWorkload always_memory;
  always_memory.layers = {{1e3, 1e6, 1e6}};
  EXPECT_FALSE(solve(always_memory, round_gpu(), {}).out.ridge_batch);
  // A long KV cache grows with the batch as arithmetic does, and faster.
  EXPECT_FALSE(solve(decoder(), round_gpu(), {.context = 100000}).out.ridge_batch);
}

TEST(RidgeBatch, IsBisectedWhereTrafficIsNotAffine) {
  TestWorkload experts = two_layers();
  experts.experts = 6;  // weight traffic grows up to 6 samples: 600 us + 2 us per sample against 11 us
  EXPECT_EQ(solve(experts, round_gpu(), {.batch = 3}).out.ridge_batch, 67);
  EXPECT_EQ(scan_ridge(experts, {}, 100), 67);
}

TEST(RidgeBatch, IsAbsentWhenTheWorkloadRefusesOtherBatches) {
  TestWorkload w = two_layers();
  w.largest_batch = 4;
  const auto [out, status, detail] = solve(w, round_gpu(), {.batch = 2});
  EXPECT_TRUE(status);
  EXPECT_FALSE(out.ridge_batch);
  EXPECT_FALSE(out.max_batch);
}

TEST(MaxBatch, IsTheLastThatFits) {
  // Weights 8 GB; per sequence 1000 * 4 kB of KV and 20 kB of working memory shared by the layers: (80 - 8) GB / 4.02 MB.
  RooflineParams p{.batch = 3, .context = 1000};
  const auto most = solve(decoder(), round_gpu(), p).out.max_batch;
  ASSERT_TRUE(most);
  EXPECT_EQ(*most, static_cast<std::int64_t>(72e9 / 4.02e6));
  p.batch = *most;
  EXPECT_TRUE(solve(decoder(), round_gpu(), p).status);
  p.batch = *most + 1;
  EXPECT_FALSE(solve(decoder(), round_gpu(), p).status);
}

TEST(MaxBatch, ShrinksWithTheReserve) {
  const RooflineParams p{.context = 1000, .memory_reserve = 0.5};
  EXPECT_EQ(solve(decoder(), round_gpu(), p).out.max_batch, static_cast<std::int64_t>(32e9 / 4.02e6));
}

TEST(MaxBatch, IsZeroWhenNotEvenOneFits) {
  auto small = round_gpu();
  small.memory = Bytes(7e9);
  EXPECT_EQ(solve(decoder(), small, {}).out.max_batch, 0);
}

}  // namespace
}  // namespace fleetline::roofline
