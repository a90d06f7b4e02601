// Scores: whose they are, and of what.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "cases.hpp"

namespace fleetline::compression {
namespace {

using testing::HasSubstr;

Score score(const char* weights, double value, const char* method = "HQQ", Metric metric = Metric::accuracy,
            double baseline = 0.5) {
  Score s;
  s.weights = format(weights);
  s.metric = metric;
  s.baseline = baseline;
  s.value = value;
  s.method = method;
  return s;
}

Ref<AccuracyStudy> study(double parameters, std::vector<Score> scores) {
  auto s = std::make_shared<AccuracyStudy>();
  s->model = "Some-Model";
  s->parameters = parameters;
  s->score = std::move(scores);
  return {"Some-Model", s};
}

TEST(Study, GivesTheRangeAndTheMeanOfItsScores) {
  const CompressionOutputs out =
      compressed(llama(), {.accuracy = study(8.03e9, {score("int4 g128", 0.48), score("int4 g128", 0.49, "AWQ"),
                                                      score("int4 g128", 6.6, "GPTQ", Metric::perplexity, 6)})});
  EXPECT_NEAR(*out.accuracy_loss_low, 0.02, 1e-12);
  EXPECT_NEAR(*out.accuracy_loss_high, 0.04, 1e-12);
  EXPECT_NEAR(*out.accuracy_loss_mean, 0.03, 1e-12);
  EXPECT_NEAR(*out.perplexity_increase_high, 0.1, 1e-12);
}

TEST(Study, CountsScoresOfExactlyThisTreatment) {
  Score with_activations = score("int8", 0.1), sparse = score("bf16", 0.2, "Wanda"), half = score("bf16", 0.3, "Wanda");
  with_activations.activations = format("int8");
  sparse.sparsity_kind = Sparsity::two_of_four;
  half.sparsity_kind = Sparsity::unstructured;
  const auto scores = study(8.03e9, {score("int4 g64", 0.4), with_activations, sparse, half});
  EXPECT_FALSE(compressed(llama(), {.accuracy = scores}).accuracy_loss_low) << "groups of 64 are not groups of 128";
  EXPECT_TRUE(compressed(llama(), {.weights = format("int4 g64"), .accuracy = scores}).accuracy_loss_low);
  EXPECT_FALSE(compressed(llama(), {.weights = format("int8"), .accuracy = scores}).accuracy_loss_low)
      << "weights alone are not W8A8";
  EXPECT_NEAR(
      *compressed(llama(), {.weights = format("int8"), .math = format("int8"), .accuracy = scores}).accuracy_loss_low,
      0.8, 1e-12);
  EXPECT_FALSE(compressed(llama(), {.weights = format("bf16"), .accuracy = scores}).accuracy_loss_low);
  EXPECT_NEAR(
      *compressed(llama(), {.weights = format("bf16"), .sparsity_kind = Sparsity::two_of_four, .accuracy = scores})
           .accuracy_loss_low,
      0.6, 1e-12);
  EXPECT_NEAR(
      *compressed(
           llama(),
           {.weights = format("bf16"), .sparsity_kind = Sparsity::unstructured, .sparsity = 0.5, .accuracy = scores})
           .accuracy_loss_low,
      0.4, 1e-12);
  EXPECT_FALSE(
      compressed(
          llama(),
          {.weights = format("bf16"), .sparsity_kind = Sparsity::unstructured, .sparsity = 0.6, .accuracy = scores})
          .accuracy_loss_low);
}

TEST(Study, MayBeNarrowedToAMethod) {
  const auto scores = study(8.03e9, {score("int4 g128", 0.48), score("int4 g128", 0.40, "RTN")});
  EXPECT_NEAR(*compressed(llama(), {.accuracy = scores, .method = "RTN"}).accuracy_loss_low, 0.2, 1e-12);
  const std::string said = refusal(llama(), {.accuracy = scores, .method = "RTM"});
  EXPECT_THAT(said, HasSubstr("no scores by 'RTM'"));
  EXPECT_THAT(said, HasSubstr("'RTN'"));
}

TEST(Study, OfAnotherModelIsRefused) {
  const std::string said = refusal(llama(), {.accuracy = study(70.55e9, {score("int4 g128", 0.48)})});
  EXPECT_THAT(said, HasSubstr("scored Some-Model with 70.5 G parameters; the workload has 8.03 G"));
}

TEST(Study, SaysNothingAboutWhatStructuredPruningCosts) {
  const auto scores = study(8.03e9, {score("int4 g128", 0.48)});
  EXPECT_FALSE(compressed(llama(), {.layers_pruned = 0.5, .accuracy = scores}).accuracy_loss_low);
}

}  // namespace
}  // namespace fleetline::compression
