// Weights, gradients and optimizer state: bytes per parameter.
#include <gtest/gtest.h>

#include "models.hpp"

namespace fleetline::parallelism {
namespace {

double bytes_per_parameter(Zero zero, double d, const MemoryConstants& c = tensors_only()) {
  const auto model = gpt(48, 6144, 64);
  const ModelMemory memory = memory_of(model, 1, 1, false, Recompute::full, c);
  const StageMemory one = stage_memory(memory, {.data = d, .micro_batches = 1, .zero = zero}, 0);
  States held = one.states;
  if (zero == Zero::weights && d > 1) {
    held.weights -= gathered_layers * memory.layer.weights;
    held.gradients -= memory.layer.gradients;
  }
  return held.total().base() / Transformer(model).facts().parameters;
}

TEST(States, AreThePublishedBytesPerParameter) {
  // Narayanan et al. 2021: 18 bytes with fp32 gradients; 6 + 12 / d with a distributed optimizer.
  EXPECT_NEAR(bytes_per_parameter(Zero::none, 8), 18, 1e-9);
  EXPECT_NEAR(bytes_per_parameter(Zero::optimizer, 8), 6 + 12 / 8.0, 1e-9);
  EXPECT_NEAR(bytes_per_parameter(Zero::gradients, 8), 2 + 16 / 8.0, 1e-9);
  EXPECT_NEAR(bytes_per_parameter(Zero::weights, 8), 18 / 8.0, 1e-9);
}

TEST(States, OfDeepSpeedAre16AndAShareOfGradients) {
  MemoryConstants c = tensors_only();
  c.gradients = format("fp16");
  EXPECT_NEAR(bytes_per_parameter(Zero::none, 4, c), 16, 1e-9) << "Rajbhandari et al. 2020, section 3.1";
  c.shard_bytes = 4;
  EXPECT_NEAR(bytes_per_parameter(Zero::optimizer, 4, c), 4 + 16 / 4.0, 1e-9);
}

TEST(States, ZeroThreeKeepsTwoLayersGathered) {
  const ModelMemory memory = memory_of(gpt(48, 6144, 64), 1, 1, false, Recompute::full);
  const StageMemory z3 = stage_memory(memory, {.data = 1e9, .zero = Zero::weights}, 0);
  EXPECT_NEAR(z3.states.weights / memory.layer.weights, 2, 1e-6);
  EXPECT_NEAR(z3.states.gradients / memory.layer.gradients, 1, 1e-6);
}

TEST(States, TheLastStageCopiesATiedEmbedding) {
  auto tied = gpt(48, 6144, 64), untied = tied;
  untied.tied_embeddings = false;
  const StageLayout two{.pipeline = 2};
  const auto last = [&](const Transformer::Params& model) {
    return stage_memory(memory_of(model, 1, 1, false, Recompute::full), two, 1).states.weights.base();
  };
  EXPECT_NEAR(last(tied) / last(untied), 1, 0.01);
}

}  // namespace
}  // namespace fleetline::parallelism
