// What stands on which stage, and how many micro-batches it has in flight.
#include <gtest/gtest.h>

#include "models.hpp"

namespace fleetline::parallelism {
namespace {

TEST(InFlight, Of1F1BFallsFromStageToStage) {
  EXPECT_EQ(in_flight(8, 1, 64, 0), 8);
  EXPECT_EQ(in_flight(8, 1, 64, 7), 1);
  EXPECT_EQ(in_flight(8, 1, 3, 0), 3) << "never more than there are";
  EXPECT_EQ(in_flight(1, 1, 64, 0), 1);
}

TEST(InFlight, InterleavedIsThePublishedFormOnTheFirstStage) {
  for (double p : {2., 4., 8., 16.})
    for (double v : {2., 3., 5.}) {
      EXPECT_NEAR(in_flight(p, v, 1024, 0), p * (1 + (p - 1) / (p * v)), 1e-12) << "Korthikanti et al. 2022, section 4.2.3";
      EXPECT_GE(in_flight(p, v, 1024, 0), in_flight(p, 1, 1024, 0));
    }
}

TEST(Stages, ShareLayersAsEvenlyAsCanBe) {
  double sum = 0;
  for (double i = 0; i < 8; ++i) sum += layers_of_stage(126, 8, i);
  EXPECT_EQ(sum, 126);
  EXPECT_EQ(layers_of_stage(126, 8, 0), 16);
  EXPECT_EQ(layers_of_stage(126, 8, 7), 15);
}

TEST(Stages, TheLastIsTheFullestWhenTheVocabularyIsLarge) {
  MemoryConstants c = tensors_only();
  c.logit_bytes = 16;
  auto model = gpt(48, 6144, 64);
  const StageLayout layout{.tensor = 8, .pipeline = 4, .data = 8, .micro_batches = 32};
  EXPECT_EQ(peak_memory(memory_of(model, 4, 8, true, Recompute::selective, c), layout).stage, 0);
  model.vocabulary = 1'000'000;
  EXPECT_EQ(peak_memory(memory_of(model, 4, 8, true, Recompute::full, c), layout).stage, 3);
}

TEST(Overhead, GrowsWithTheGroupsADeviceTalksIn) {
  MemoryConstants c = tensors_only();
  c.context = Bytes(1e9);
  c.communicator = Bytes(2e8);
  const ModelMemory m = memory_of(gpt(48, 6144, 64), 1, 8, false, Recompute::full, c);
  EXPECT_DOUBLE_EQ(stage_memory(m, {}, 0).overhead.base(), 1e9);
  EXPECT_DOUBLE_EQ(stage_memory(m, {.tensor = 8, .pipeline = 2, .data = 4}, 0).overhead.base(), 1.6e9);
}

}  // namespace
}  // namespace fleetline::parallelism
