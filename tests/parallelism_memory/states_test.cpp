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

/// Four layers of width 1,024, with 8 experts of 2,048 columns: 8 x 2 x 1,024 x 2,048 = 33,554,432 parameters a layer.
ModelMemory mixture_memory(std::uint32_t e) {
  auto p = gpt(4, 1024, 8);
  p.ffn = {};
  p.biases = false;
  p.experts = 8;
  p.experts_per_token = 2;
  p.expert_ffn = 2048;
  Lowering arena;
  const MemoryConstants c = tensors_only();
  return model_memory(Transformer(p), training_step(1, 2048, Recompute::full, c), {.tensor = 1, .expert = e}, c, arena);
}

TEST(States, SpreadExpertsLeaveTheirShare) {
  const double experts = 4 * 33554432.0;
  const auto held = [](std::uint32_t e, Zero zero) { return stage_memory(mixture_memory(e), {.data = 8, .expert = double(e), .zero = zero}, 0).states; };
  for (const Zero zero : {Zero::none, Zero::optimizer})
    for (const std::uint32_t e : {2u, 4u, 8u})
      EXPECT_NEAR((held(1, zero).weights - held(e, zero).weights).base(), 2 * experts * (1 - 1.0 / e), 1) << e;
  for (const std::uint32_t e : {2u, 4u, 8u}) {
    EXPECT_NEAR(held(e, Zero::optimizer).optimizer / held(1, Zero::optimizer).optimizer, 1, 1e-12) << "d / e holders of 1 / e of them";
    EXPECT_NEAR(held(e, Zero::weights).optimizer / held(1, Zero::weights).optimizer, 1, 1e-12);
    EXPECT_NEAR(training_state(mixture_memory(e), 1, e) / training_state(mixture_memory(1), 1), 1, 1e-12) << "a checkpoint holds them all";
  }
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
