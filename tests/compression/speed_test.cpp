// Speed: bytes at small batches, arithmetic and the widening of weights at large ones.
#include <gtest/gtest.h>

#include "cases.hpp"

namespace fleetline::compression {
namespace {

Ref<WeightOnlyKernel> kernel(double arithmetic, double bandwidth, bool unstructured = false) {
  auto k = std::make_shared<WeightOnlyKernel>();
  k->arithmetic = arithmetic, k->bandwidth = bandwidth, k->unstructured = unstructured;
  return {"kernel", k};
}

TEST(Speed, OfWeightOnlyFormatsIsBytesAtBatchOne) {
  // Every byte of matrices at 4.125 bits instead of 16, the rest as it was; nothing else takes time on this device.
  const CompressionOutputs out = compressed(llama(), {.keep_ends = false, .context = 0});
  EXPECT_NEAR(out.speedup, 16 / 4.125, 0.02 * out.speedup);
  EXPECT_FALSE(out.native_arithmetic);
}

TEST(Speed, OfWeightOnlyFormatsIsWhatWideningLeavesAtLargeBatches) {
  // At 4096 sequences without context the products are compute-bound: 0.9 of the dense rate is 0.9 of the speed of the
  // layers.
  const CompressionOutputs out = compressed(llama(), {.kernel = kernel(0.9, 1), .batch = 4096, .context = 0});
  EXPECT_LT(out.speedup, 0.95);
  EXPECT_GT(out.speedup, 0.9);
}

TEST(Speed, OfMarlinKeepsItsGainToBatchesOfTensAndLosesItBeyond) {
  const auto speedup = [](std::int64_t batch) {
    return compressed(llama(), {.keep_ends = false, .kernel = kernel(0.9, 1), .batch = batch, .context = 0}).speedup;
  };
  EXPECT_GT(speedup(16), 3.4);
  EXPECT_GT(speedup(32), 3);
  EXPECT_LT(speedup(512), 1.5);
  EXPECT_LT(speedup(4096), 1);
  for (std::int64_t batch = 1; batch < 8192; batch *= 2) EXPECT_GE(speedup(batch) + 1e-9, speedup(2 * batch));
}

TEST(Speed, OfKernelsForOneRowIsLostSoonerThanThatOfMarlin) {
  const auto speedup = [](double arithmetic) {
    return compressed(llama(), {.kernel = kernel(arithmetic, 1), .batch = 64, .context = 0}).speedup;
  };
  EXPECT_LT(speedup(0.1), 1);
  EXPECT_GT(speedup(0.9), 2);
}

TEST(Speed, OfEightBitProductsNeedsNoWidening) {
  const CompressionParams params{
      .weights = format("fp8"), .math = format("fp8"), .kernel = kernel(0.1, 0.1), .batch = 1024, .context = 0};
  // Layers twice as fast, the head (7 % of the products) and element-wise traffic as before.
  EXPECT_GT(compressed(llama(), params).speedup, 1.6);
}

TEST(Speed, OfTwoOfFourNeedsTensorCoresThatSkip) {
  const CompressionParams params{
      .weights = format("bf16"), .sparsity_kind = Sparsity::two_of_four, .batch = 4096, .context = 0};
  const CompressionOutputs with = compressed(llama(), params, true), without = compressed(llama(), params, false);
  EXPECT_TRUE(with.sparse_arithmetic);
  EXPECT_GT(with.speedup, 1.6);  // the head and element-wise traffic stay
  EXPECT_LE(with.speedup, 2);
  EXPECT_FALSE(without.sparse_arithmetic);
  EXPECT_DOUBLE_EQ(without.speedup, 1);
  // Traffic: 9 of 16 bits.
  EXPECT_NEAR(
      compressed(llama(),
                 {.weights = format("bf16"), .keep_ends = false, .sparsity_kind = Sparsity::two_of_four, .context = 0})
          .speedup,
      16 / 9.0, 0.12);
}

TEST(Speed, OfUnstructuredZerosNeedsAKernelThatLeavesThemOut) {
  const auto speedup = [](Ref<WeightOnlyKernel> k) {
    return compressed(llama(), {.weights = format("bf16"),
                                .sparsity_kind = Sparsity::unstructured,
                                .sparsity = 0.7,
                                .kernel = std::move(k),
                                .context = 0})
        .speedup;
  };
  EXPECT_DOUBLE_EQ(speedup({}), 1);
  EXPECT_DOUBLE_EQ(speedup(kernel(1, 1)), 1);
  EXPECT_LT(speedup(kernel(1, 0.5, true)), 0.6 * speedup(kernel(1, 1, true)));
  EXPECT_GT(speedup(kernel(1, 1, true)), 1.9);  // 0.3 of 16 bits and one of mask
}

TEST(Speed, OfStructuredPruningIsFewerFlopsAndBytes) {
  const CompressionOutputs out =
      compressed(llama(), {.weights = format("bf16"), .layers_pruned = 0.5, .batch = 4096, .context = 0});
  // The head of half a gigaparameter stays: 2 x 4096 x (6.98 + 0.53) G before, (3.49 + 0.53) G after.
  EXPECT_NEAR(out.flops.base() / out.original_flops.base(),
              (32 * llama_layer / 2 + llama_end) / (32 * llama_layer + llama_end), 1e-9);
  EXPECT_GT(out.speedup, 1.7);
}

}  // namespace
}  // namespace fleetline::compression
