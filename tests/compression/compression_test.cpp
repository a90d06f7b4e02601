#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "model.hpp"
#include "solver.hpp"

namespace fleetline::compression {
namespace {

Format format(const char* text) { return *parse_format(text).value; }

TEST(Compression, ScalesAddAnEighthOfABitAtGroup128) {
  EXPECT_DOUBLE_EQ(stored(1024, format("int4 g128"), Sparsity::none, 0).base(), 1024 * 4.125 / 8);
}

TEST(Compression, TwoOfFourKeepsHalfAndTwoBitsEach) {
  EXPECT_DOUBLE_EQ(stored(1024, format("fp16"), Sparsity::two_of_four, 0).base(), 512 * 18 / 8.0);
}

TEST(Compression, AMaskCostsABitAPosition) {
  EXPECT_DOUBLE_EQ(stored(1024, format("fp16"), Sparsity::unstructured, 0.75).base(), 256 * 2 + 128.0);
}

TEST(Compression, FewerBitsNeverWeighMore) {
  Bytes before(1e18);
  for (const char* f : {"fp32", "bf16", "int8", "int6", "int4 g32", "int4 g128", "int3 g128", "int2 g128"}) {
    const Bytes now = stored(1e9, format(f), Sparsity::none, 0);
    EXPECT_LT(now, before) << f;
    before = now;
  }
}

TEST(Compression, RangesComeFromScoresOfThatFormatAlone) {
  AccuracyStudy study;
  const auto add = [&](const char* f, Metric metric, double baseline, double value) {
    Score s;
    s.weights = format(f);
    s.metric = metric;
    s.baseline = baseline;
    s.value = value;
    study.score.push_back(s);
  };
  add("int4 g128", Metric::accuracy, 0.5, 0.48);
  add("int4 g64", Metric::accuracy, 0.8, 0.79);
  add("int8", Metric::accuracy, 0.5, 0.1);
  add("int4 g128", Metric::perplexity, 6, 6.6);
  const LossRange accuracy = loss_range(study, Metric::accuracy, format("int4 g128")), perplexity = loss_range(study, Metric::perplexity, format("int4 g128"));
  EXPECT_EQ(accuracy.n, 2);
  EXPECT_NEAR(accuracy.low, 0.0125, 1e-12);
  EXPECT_NEAR(accuracy.high, 0.04, 1e-12);
  EXPECT_NEAR(perplexity.high, 0.1, 1e-12);
  EXPECT_EQ(loss_range(study, Metric::accuracy, format("int3")).n, 0);
}

TEST(Compression, SparseWeightsTakeNoRangeFromScoresOfDenseOnes) {
  auto study = std::make_shared<AccuracyStudy>();
  Score score;
  score.weights = format("int4 g128");
  score.baseline = 0.5;
  score.value = 0.48;
  study->score.push_back(score);
  CompressionParams params;
  params.accuracy = {"study", study};
  CompressionState state;
  state.layer_parameters = 1024;
  state.native = format("bf16");
  CompressionOutputs dense, sparse;
  EXPECT_TRUE(Compression().evaluate(state, params, dense, nullptr));
  params.sparsity_kind = Sparsity::two_of_four;
  EXPECT_TRUE(Compression().evaluate(state, params, sparse, nullptr));
  ASSERT_TRUE(dense.accuracy_loss_low);
  EXPECT_NEAR(*dense.accuracy_loss_low, 0.04, 1e-12);
  EXPECT_FALSE(sparse.accuracy_loss_low);
}

}  // namespace
}  // namespace fleetline::compression
