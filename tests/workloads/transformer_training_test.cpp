#include <gtest/gtest.h>

#include "support.hpp"

namespace fleetline::workloads::transformer {
namespace {

double without_recomputation(const Lowering& l) {
  return sum(l, Pass::forward).flops + sum(l, Pass::backward_input).flops + sum(l, Pass::backward_weight).flops;
}
double rework(const Lowering& l, Pass pass) {
  double sum = 0;
  for (std::size_t i = 0; i < l.blocks().size(); ++i)
    for (const Operator& op : l.operators(i, pass)) sum += l.blocks()[i].count * op.repeat * op.rework.base();
  return sum;
}
double hardware_flops(const Lowering& l) { return without_recomputation(l) + sum(l, Pass::recompute).flops; }

constexpr double s = 2048, b = 4;
constexpr double L = 24, h = 2304, a = 24, V = 51200;  // GPT 1.7B of Narayanan et al. 2021, table 1

Transformer::Params gpt_1_7b(AttentionKernel kernel) {
  auto p = gpt(24, 2304, 24, 51200, 2048);
  p.attention_kernel = kernel;
  return p;
}

// Narayanan et al. 2021, eq. 3: 96 B s L h^2 (1 + s/6h + V/16Lh) with full recomputation. The logits are not computed again.
TEST(TransformerTraining, UnfusedWithFullRecomputationCostsTheMegatronFormula) {
  const Lowering l = lowered(Transformer(gpt_1_7b(AttentionKernel::unfused)), train_step(b, s, Recompute::full));
  const double expected = 96 * b * s * L * h * h * (1 + s / (6 * h) + V / (16 * L * h));
  EXPECT_NEAR(hardware_flops(l) / expected, 1, 1e-12);
}

// Korthikanti et al. 2022, eq. 7: 72 B s L h^2 (1 + s/6h + V/12Lh).
TEST(TransformerTraining, UnfusedWithoutRecomputationCostsTheModelFlops) {
  const Lowering l = lowered(Transformer(gpt_1_7b(AttentionKernel::unfused)), train_step(b, s));
  const double expected = 72 * b * s * L * h * h * (1 + s / (6 * h) + V / (12 * L * h));
  EXPECT_NEAR(without_recomputation(l) / expected, 1, 1e-12);
}

// Chowdhery et al. 2022 (PaLM), appendix B: 6N + 12 L h s per token, N being the matrices and the head.
TEST(TransformerTraining, UnfusedCostsSixNPlusTwelveLhsPerToken) {
  const Lowering l = lowered(Transformer(gpt_1_7b(AttentionKernel::unfused)), train_step(1, s));
  const double matrices = 12 * L * h * h + V * h;
  EXPECT_NEAR(without_recomputation(l) / (s * (6 * matrices + 12 * L * h * s)), 1, 1e-12);
}

TEST(TransformerTraining, FlashHalvesAttentionAndComputesItThreeAndAHalfTimes) {
  const Lowering l = lowered(Transformer(gpt_1_7b(AttentionKernel::flash)), train_step(1, s));
  const double matrices = 12 * L * h * h + V * h;
  EXPECT_NEAR(without_recomputation(l) / (s * (6 * matrices + 3.5 * 2 * L * h * s)), 1, 1e-12);
}

// What does not count as model FLOPs: flash computes QK^T again, half of what its forward pass does; unfused computes both halves.
TEST(TransformerTraining, ReworkIsWhatAKernelRepeatsOrMasksOut) {
  const double causal = 2 * L * h * s * s;
  const Lowering flash = lowered(Transformer(gpt_1_7b(AttentionKernel::flash)), train_step(1, s));
  EXPECT_EQ(rework(flash, Pass::forward), 0);
  EXPECT_NEAR(rework(flash, Pass::backward_input) / (0.5 * causal), 1, 1e-12);
  const Lowering unfused = lowered(Transformer(gpt_1_7b(AttentionKernel::unfused)), train_step(1, s));
  EXPECT_NEAR(rework(unfused, Pass::forward) / causal, 1, 1e-12);
  EXPECT_NEAR(rework(unfused, Pass::backward_input) / (2 * causal), 1, 1e-12);
  EXPECT_EQ(rework(flash, Pass::backward_weight) + rework(unfused, Pass::backward_weight), 0);
}

TEST(TransformerTraining, SaysThatFlashLeavesNothingToSelectiveRecomputation) {
  const auto notes = [](AttentionKernel kernel, Recompute recompute) {
    return lowered(Transformer(gpt_1_7b(kernel)), train_step(1, s, recompute)).notes().size();
  };
  EXPECT_EQ(notes(AttentionKernel::flash, Recompute::selective), 1u);
  EXPECT_EQ(notes(AttentionKernel::flash, Recompute::full), 0u);
  EXPECT_EQ(notes(AttentionKernel::unfused, Recompute::selective), 0u);
}

TEST(TransformerTraining, ComesInItsNativeFormatThroughout) {
  auto p = gpt_1_7b(AttentionKernel::flash);
  p.native = format_named("fp8");
  const PrecisionPolicy native = Transformer(p).facts().native;
  for (const Format f : {native.math, native.weights, native.activations, native.kv}) EXPECT_EQ(name_of(f), "fp8");
  EXPECT_FALSE(native.gradients);
}

// Korthikanti et al. 2022, section 5: hardware to model FLOPs is about 1 + s/6h with selective recomputation, 4/3 with full.
TEST(TransformerTraining, SelectiveRecomputationCostsOneAttentionForward) {
  const Lowering l = lowered(Transformer(gpt_1_7b(AttentionKernel::unfused)), train_step(b, s, Recompute::selective));
  EXPECT_NEAR(sum(l, Pass::recompute).flops / (4 * b * s * s * h * L), 1, 1e-12);
  const Lowering flash = lowered(Transformer(gpt_1_7b(AttentionKernel::flash)), train_step(b, s, Recompute::selective));
  EXPECT_EQ(sum(flash, Pass::recompute).flops, 0);
}

TEST(TransformerTraining, FullRecomputationRepeatsTheLayersOnly) {
  const Lowering l = lowered(Transformer(gpt_1_7b(AttentionKernel::flash)), train_step(b, s, Recompute::full));
  EXPECT_EQ(sum(l, Pass::recompute).flops, sum(l, Pass::forward, "decoder").flops);
  EXPECT_EQ(sum(l, Pass::recompute).bytes.activations, sum(l, Pass::forward, "decoder").bytes.activations);
}

double layer_activations(AttentionKernel kernel, Recompute recompute, const Sharding& sharding = {}) {
  const Lowering l = lowered(Transformer(gpt_1_7b(kernel)), train_step(b, s, recompute), sharding);
  return l.blocks()[1].memory.activations.base();
}

// Korthikanti et al. 2022, table 2.
TEST(TransformerTraining, KeepsTheActivationsOfKorthikantisTable) {
  using enum Recompute;
  using enum AttentionKernel;
  const double sbh = s * b * h, t = 8;
  const Sharding tensor{.tensor = 8}, sequence{.tensor = 8, .sequence_parallel = true};
  EXPECT_NEAR(layer_activations(unfused, none), sbh * (34 + 5 * a * s / h), 1);
  EXPECT_NEAR(layer_activations(unfused, none, tensor), sbh * (10 + 24 / t + 5 * a * s / (h * t)), 1);
  EXPECT_NEAR(layer_activations(unfused, none, sequence), sbh * (34 / t + 5 * a * s / (h * t)), 1);
  EXPECT_NEAR(layer_activations(unfused, selective, tensor), sbh * (10 + 24 / t), 1);
  EXPECT_NEAR(layer_activations(flash, none, sequence), sbh * 34 / t, 1);
  EXPECT_NEAR(layer_activations(flash, full), sbh * 2, 1);
  EXPECT_NEAR(layer_activations(flash, full, sequence), sbh * 2 / t, 1);
}

TEST(TransformerTraining, MixedPrecisionAdamKeepsSixteenOrEighteenBytesPerParameter) {
  const Transformer w(gpt_1_7b(AttentionKernel::flash));
  PrecisionPolicy policy = sixteen_bit();
  auto state = [&](const PrecisionPolicy& p, Optimizer optimizer) {
    Step step = train_step(1, s, Recompute::none, p);
    step.train.optimizer = optimizer;
    const Footprint f = resident(lowered(w, step));
    return (f.weights + f.gradients + f.optimizer).base() / w.facts().parameters;
  };
  EXPECT_DOUBLE_EQ(state(policy, Optimizer::adam), 16);
  EXPECT_DOUBLE_EQ(state(policy, Optimizer::momentum), 12);
  EXPECT_DOUBLE_EQ(state(policy, Optimizer::sgd), 8);
  policy.gradients = format_named("fp32");
  EXPECT_DOUBLE_EQ(state(policy, Optimizer::adam), 18);
  EXPECT_DOUBLE_EQ(state(all_in("fp32"), Optimizer::adam), 16);  // no master copy
}

TEST(TransformerTraining, AdamMovesTwentyEightBytesPerParameter) {
  const Transformer w(gpt_1_7b(AttentionKernel::flash));
  const Traffic t = sum(lowered(w, train_step(1, s)), Pass::update).bytes;
  EXPECT_DOUBLE_EQ(t.total().base(), 28 * w.facts().parameters);
}

TEST(TransformerTraining, AccumulatesEveryGradientOfALayerOnce) {
  const Transformer w(gpt_1_7b(AttentionKernel::flash));
  const Lowering l = lowered(w, train_step(1, s));
  const double moved = (sum(l, Pass::backward_input, "decoder").bytes.state + sum(l, Pass::backward_weight, "decoder").bytes.state).base();
  EXPECT_DOUBLE_EQ(moved, 2 * 2 * L * (12 * h * h + 13 * h));  // matrices; biases 9h, norms 4h
}

TEST(TransformerTraining, KeepsLogitsInFourBytes) {
  const Lowering l = lowered(Transformer(gpt_1_7b(AttentionKernel::flash)), train_step(b, s));
  EXPECT_EQ(l.blocks()[2].memory.activations.base(), 4 * s * b * h * (1 + V / h));  // Korthikanti et al. 2022, section 4.3
}

}  // namespace
}  // namespace fleetline::workloads::transformer
