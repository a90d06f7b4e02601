// Mixture of experts: which experts a batch touches, what it reads and multiplies, what it sends.
#include <gtest/gtest.h>

#include <array>

#include "support.hpp"

namespace fleetline::workloads::transformer {
namespace {

/// 2 layers of 4 experts of 16 columns, 2 per token, over a width of 8 with 2 heads of 4.
Transformer::Params small() {
  Transformer::Params p;
  p.layers = 2;
  p.hidden = 8;
  p.heads = 2;
  p.vocabulary = 10;
  p.max_context = 100;
  p.experts = 4;
  p.experts_per_token = 2;
  p.expert_ffn = 16;
  return p;
}

Transformer::Params deepseek_v3() {
  Transformer::Params p;
  p.layers = 61;
  p.hidden = 7168;
  p.heads = 128;
  p.ffn = 18432;
  p.vocabulary = 129280;
  p.kv_rank = 512;
  p.q_rank = 1536;
  p.nope_head_dim = 128;
  p.rope_head_dim = 64;
  p.value_head_dim = 128;
  p.experts = 256;
  p.experts_per_token = 8;
  p.expert_ffn = 2048;
  p.shared_experts = 1;
  p.dense_layers = 3;
  return p;
}

const Operator* find(const Lowering& l, std::string_view label, Pass pass = Pass::forward) {
  for (std::size_t b = 0; b < l.blocks().size(); ++b)
    for (const Operator& op : l.operators(b, pass))
      if (op.label.text() == label) return &op;
  return nullptr;
}

TEST(Experts, OneTokenTouchesItsOwnAndManyTouchAll) {
  const Experts x{.routed = 256, .per_token = 8, .ffn = 2048};
  EXPECT_DOUBLE_EQ(distinct_experts(x, 1), 8);
  EXPECT_NEAR(distinct_experts(x, 2), 15.75, 1e-9);  // 8 + 8 (1 - 8/256)
  EXPECT_NEAR(distinct_experts(x, 64), 256 * (1 - std::pow(31.0 / 32, 64)), 1e-9);
  EXPECT_NEAR(distinct_experts(x, 1e5), 256, 1e-9);
}

TEST(Experts, AGroupOfDevicesTouchesTogetherWhatItsTokensTouch) {
  const Experts x{.routed = 256, .per_token = 8, .ffn = 2048};
  const Routed alone = routed_work(x, 64, 1), shared = routed_work(x, 16, 4);
  EXPECT_DOUBLE_EQ(shared.groups * 4, alone.groups);  // 64 tokens in all, a quarter of the experts here
  EXPECT_DOUBLE_EQ(shared.groups * shared.tokens_each, 16 * 8);
  EXPECT_DOUBLE_EQ(alone.groups * alone.tokens_each, 64 * 8);
}

// Per layer: QKV 8x24, projection 8x8, router 8x4, norms 16; an expert 3x8x16 = 384. Embedding and head 80 each, last
// norm 8.
TEST(Experts, ParametersCountAllExpertsAndActiveOnesThoseOfAToken) {
  const Transformer w(small());
  const double around = 8 * 24 + 64 + 32 + 16;
  EXPECT_EQ(w.facts().parameters, 2 * (around + 4 * 384) + 168);
  EXPECT_EQ(w.facts().active_parameters, 2 * (around + 2 * 384) + 168);
  auto p = small();
  p.shared_experts = 3;
  p.dense_layers = 1;
  p.ffn = 100;
  EXPECT_EQ(Transformer(p).facts().parameters, (around + 7 * 384) + (around - 32 + 3 * 8 * 100) + 168);
  EXPECT_EQ(Transformer(p).facts().active_parameters, (around + 5 * 384) + (around - 32 + 3 * 8 * 100) + 168);
}

TEST(Experts, ATokenMultipliesWithItsExpertsAlone) {
  const Sum s = sum(lowered(Transformer(small()), decode_step(3, 10)), Pass::forward);
  const double matrices = 2 * (8 * 24 + 64 + 8 * 4 + 2 * 384);  // two experts of four
  const double attention = 4.0 * 2 * 3 * 10 * 8;
  EXPECT_DOUBLE_EQ(s.flops, 2 * 3 * (matrices + 80) + attention);
}

TEST(Experts, ABatchReadsTheExpertsItIsExpectedToTouch) {
  const Lowering l = lowered(Transformer(small()), decode_step(3, 10));
  const double touched = 4 * (1 - 0.5 * 0.5 * 0.5);  // each of three tokens misses an expert half of the time
  EXPECT_DOUBLE_EQ(find(l, "experts.gate_up")->bytes.weights.base(), 2 * touched * 256);
  EXPECT_DOUBLE_EQ(find(l, "experts.down")->bytes.weights.base(), 2 * touched * 128);
  const Gemm g = std::get<Gemm>(find(l, "experts.gate_up")->shape);
  EXPECT_DOUBLE_EQ(g.groups, touched);
  EXPECT_DOUBLE_EQ(g.m * g.groups, 3 * 2);
  EXPECT_EQ(resident(l).weights.base(), 2 * Transformer(small()).facts().parameters);  // all of them are held
}

TEST(Experts, TensorDegreesDivideColumnsAndExpertDegreesDivideExperts) {
  const Transformer w(deepseek_v3());
  const double all = resident(lowered(w, decode_step(1, 10))).weights.base();
  const double routed = 2 * 58 * 256 * 3.0 * 7168 * 2048;
  const double spread = resident(lowered(w, decode_step(1, 10), {.expert = 64})).weights.base();
  EXPECT_DOUBLE_EQ(all - spread, routed * 63 / 64);
  const Step step = decode_step(64, 1000);
  const Operator whole = *find(lowered(w, step), "experts.gate_up"),
                 half = *find(lowered(w, step, {.tensor = 2}), "experts.gate_up");
  EXPECT_DOUBLE_EQ(half.flops.base() * 2, whole.flops.base());
  EXPECT_DOUBLE_EQ(half.bytes.weights.base() * 2, whole.bytes.weights.base());
}

// Dispatch and combine: eight copies of each token's 7168 elements, 58 layers, forward; the same backward.
TEST(Experts, AnExpertGroupExchangesTokensTwice) {
  const Transformer w(deepseek_v3());
  const Lowering l = lowered(w, train_step(1, 4096), {.expert = 8});
  for (Pass pass : {Pass::forward, Pass::backward_input}) {
    double sent = 0;
    for (std::size_t b = 0; b < l.blocks().size(); ++b)
      for (const Collective& c : l.collectives(b, pass)) {
        EXPECT_EQ(c.kind, CollectiveKind::all_to_all);
        EXPECT_EQ(c.axis, Axis::expert);
        sent += l.blocks()[b].count * c.payload.base();
      }
    EXPECT_DOUBLE_EQ(sent, 58 * 2 * (8 * 4096 * 7168 * 2.0));
  }
  EXPECT_EQ(sum(lowered(w, train_step(1, 4096)), Pass::forward).comm, 0);
}

// 6 FLOPs per active parameter and token in training, beside attention: 12 L a (d_qk + d_v)/2 s/2 forward and backward
// by flash.
TEST(Experts, TrainingCostsSixFlopsPerActiveMatrixParameter) {
  auto p = small();
  const Lowering l = lowered(Transformer(p), train_step(2, 32));
  const double flops =
      sum(l, Pass::forward).flops + sum(l, Pass::backward_input).flops + sum(l, Pass::backward_weight).flops;
  const double matrices = 2 * (8 * 24 + 64 + 8 * 4 + 2 * 384) + 80;
  const double attention = 3.5 * 2 * (2.0 * 32 * 32 * 8);  // 3.5 times 2 layers of half of 4 s^2 h, two sequences below
  EXPECT_DOUBLE_EQ(flops, 6 * 64 * matrices + 2 * attention);
}

TEST(Experts, EveryGradientOfTouchedParametersIsAccumulatedOnce) {
  auto p = small();
  p.shared_experts = 1;
  p.qk_norm = true;
  p.post_norms = true;
  const Transformer w(p);
  const Lowering l = lowered(w, train_step(4, 64));  // 256 tokens touch all four experts, but for 1e-77
  const double moved =
      (sum(l, Pass::backward_input, "decoder").bytes.state + sum(l, Pass::backward_weight, "decoder").bytes.state)
          .base();
  EXPECT_DOUBLE_EQ(moved, 2 * 2 * (w.facts().parameters - 168));
}

// gpt-oss keeps its experts in mxfp4 and the rest in bf16 - until somebody quantises the weights.
TEST(Experts, MayBePublishedInAFormatOfTheirOwn) {
  auto p = small();
  p.expert_format = format_named("mxfp4");
  const Transformer w(p);
  const Lowering own = lowered(w, decode_step(3, 10));
  const double routed = 2 * 4 * 384, rest = w.facts().parameters - routed;
  EXPECT_DOUBLE_EQ(resident(own).weights.base(), 2 * rest + routed * 4.25 / 8);
  EXPECT_DOUBLE_EQ(find(own, "experts.down")->bytes.weights.base(), 3.5 * 128 * 4.25 / 8);
  EXPECT_DOUBLE_EQ(find(own, "attention.qkv")->bytes.weights.base(), 2 * 8 * 24);
  PrecisionPolicy eight = sixteen_bit();
  eight.weights = format_named("fp8");
  EXPECT_DOUBLE_EQ(resident(lowered(w, decode_step(3, 10, eight))).weights.base(), w.facts().parameters);
}

TEST(Experts, DenseLayersAreABlockOfTheirOwn) {
  const Lowering l = lowered(Transformer(deepseek_v3()), decode_step(8, 1000));
  ASSERT_EQ(l.blocks().size(), 4u);
  EXPECT_EQ(l.blocks()[1].label.text(), "decoder.dense");
  EXPECT_EQ(l.blocks()[1].count, 3);
  EXPECT_EQ(l.blocks()[2].label.text(), "decoder");
  EXPECT_EQ(l.blocks()[2].count, 58);
}

TEST(Experts, RefuseDegreesThatDoNotDivideThem) {
  const Transformer w(small());
  EXPECT_EQ(
      refusal([&] { lowered(w, decode_step(1, 10), {.expert = 3}); }),
      "sharding.expert: an expert degree of 3 does not divide 4 experts\n  expected 1, 2 or 4\n  did you mean '2'?");
  auto p = small();
  p.expert_ffn = 15;
  EXPECT_EQ(refusal([&] { lowered(Transformer(p), decode_step(1, 10), {.tensor = 2}); }),
            "sharding.tensor: a tensor degree of 2 does not divide 15 columns of an expert\n  expected 1\n  did you "
            "mean '1'?");
}

}  // namespace
}  // namespace fleetline::workloads::transformer
