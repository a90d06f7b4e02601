// Models that attend in some layers and scan a state in others: against published counts of parameters, FLOPs and memory.
#include <gtest/gtest.h>

#include "support.hpp"

namespace fleetline::workloads {
namespace {

using transformer::Transformer;
using Params = Transformer::Params;

/// Qwen3-Next 80B: 36 layers of the gated delta rule, 12 of gated attention, 512 experts.
Params qwen3_next() {
  Params p;
  p.layers = 48, p.hidden = 2048, p.heads = 16, p.kv_heads = 2, p.head_dim = 256, p.vocabulary = 151936;
  p.qk_norm = p.output_gate = p.shared_expert_gate = true;
  p.experts = 512, p.experts_per_token = 10, p.expert_ffn = 512, p.shared_experts = 1;
  p.recurrent = recurrent::Kind::gated_delta;
  p.recurrent_layers = 36, p.recurrent_heads = 32, p.recurrent_head_dim = 128, p.recurrent_groups = 16;
  p.recurrent_state = 128, p.recurrent_kernel = 4;
  return p;
}

/// Nemotron Nano 9B v2: 27 layers of Mamba-2, 4 of attention, 25 feed-forward networks, each a layer of its own.
Params nemotron() {
  Params p;
  p.layers = 56, p.hidden = 4480, p.heads = 40, p.kv_heads = 8, p.head_dim = 128, p.ffn = 15680, p.vocabulary = 131072;
  p.gated = false;
  p.feed_forward_layers = 25;
  p.recurrent = recurrent::Kind::mamba2;
  p.recurrent_layers = 27, p.recurrent_heads = 128, p.recurrent_head_dim = 80, p.recurrent_groups = 8;
  p.recurrent_state = 128, p.recurrent_kernel = 4;
  return p;
}

/// Jamba 0.1: 28 layers of Mamba, 4 of attention; 16 experts in every other.
Params jamba() {
  Params p;
  p.layers = 32, p.hidden = 4096, p.heads = 32, p.kv_heads = 8, p.ffn = 14336, p.vocabulary = 65536;
  p.experts = 16, p.experts_per_token = 2, p.expert_ffn = 14336, p.dense_layers = 16;
  p.recurrent = recurrent::Kind::mamba;
  p.recurrent_layers = 28, p.recurrent_channels = 8192, p.recurrent_state = 16, p.recurrent_kernel = 4;
  p.recurrent_norms = true;
  return p;
}

double one_layer_forward_flops(const Params& p, std::string_view block, double layers) {
  return sum(lowered(Transformer(p), train_step(1, 1024)), Pass::forward, block).flops / layers / 1024;
}

// The checkpoints' tensors, 8 888 227 328 elements; and 81 324 862 720 less the prediction module's 1 650 471 424.
TEST(Hybrids, HaveThePublishedParameters) {
  EXPECT_EQ(Transformer(nemotron()).facts().parameters, 8888227328);
  EXPECT_EQ(Transformer(qwen3_next()).facts().parameters, 81324862720 - 1650471424);
}

// A layer of Mamba: 4096 x 16384 in, 8192 x (4 + 1) convolved, 8192 x 288 chosen, 257 x 8192 steps, 8192 x 17 of A and D,
// 288 of norms, 8192 x 4096 out. One that attends: 2 x 4096 x 4096 + 2 x 4096 x 1024.
TEST(Hybrids, JambaHasItsClosedForm) {
  const double mamba = 4096.0 * 16384 + 8192 * 5 + 8192 * 288 + 257 * 8192 + 8192 * 17 + 288 + 8192.0 * 4096;
  const double attention = 2 * 4096.0 * 4096 + 2 * 4096 * 1024.0, network = 3 * 4096.0 * 14336;
  const double all = 28 * mamba + 4 * attention + 16 * network + 16 * (16 * network + 16 * 4096) + 65 * 4096 + 2 * 65536.0 * 4096;
  EXPECT_EQ(Transformer(jamba()).facts().parameters, all);
  EXPECT_EQ(all, 51570323328);
  // Lieber et al. 2024, table 1: 12 B of 52 B active.
  EXPECT_NEAR(Transformer(jamba()).facts().active_parameters / 12e9, 1, 0.03);
}

// Lieber et al. 2024 (arXiv:2403.19887), table 1: 4 GB of keys and values at 256K tokens, 16 bits; the states come to 0.01 GB.
TEST(Hybrids, JambaKeepsThePublishedCache) {
  const Lowering l = lowered(Transformer(jamba()), decode_step(1, 262143));
  double attending = 0, scanning = 0;
  for (const Block& b : l.blocks()) (b.label.text().find("recurrent") < 20 ? scanning : attending) += b.count * b.memory.kv.base();
  EXPECT_DOUBLE_EQ(attending, 4.0 * 1024 * 1024 * 1024);
  EXPECT_DOUBLE_EQ(scanning, 28 * 8192 * (16 + 3) * 2.0);
}

// Megatron-LM (megatron/training/training.py), gdn_layer_flops: 2 n (h (2 q + 2 v + 2 H) + k (2 q + v) + 4 H d d + h v).
TEST(Hybrids, AGatedDeltaLayerCostsWhatMegatronCounts) {
  Params p = qwen3_next();
  p.experts.reset(), p.experts_per_token.reset(), p.expert_ffn.reset(), p.shared_experts = 0, p.shared_expert_gate = false;
  p.ffn = 1;
  const double q = 16 * 128, v = 32 * 128, h = 2048;
  const double megatron = 2 * (h * (2 * q + 2 * v + 2 * 32) + 4 * (2 * q + v) + 32 * 128.0 * 128 * 4 + h * v);
  EXPECT_DOUBLE_EQ(one_layer_forward_flops(p, "decoder.recurrent", 36), megatron + 2 * 3 * h);
}

// ibid., mamba_layer_flops: 2 n h (2E + 2GN + H) + 7 n E N + 2 n E h, without the convolution.
TEST(Hybrids, AMamba2LayerCostsWhatMegatronCounts) {
  const double h = 4480, inner = 128 * 80, channels = inner + 2 * 8 * 128;
  const double megatron = 2 * h * (2 * inner + 2 * 8 * 128 + 128) + 7 * inner * 128 + 2 * inner * h;
  EXPECT_DOUBLE_EQ(one_layer_forward_flops(nemotron(), "decoder.recurrent", 27), megatron + 2 * 4 * channels);
}

TEST(Hybrids, BlocksAreTheLayers) {
  const auto layers = [](const Params& p) {
    double all = 0;
    const Lowering low = lowered(Transformer(p), decode_step(1, 10));
    for (const Block& b : low.blocks()) all += b.count * b.layers;
    return all;
  };
  EXPECT_EQ(layers(nemotron()), 56);
  EXPECT_EQ(layers(qwen3_next()), 48);
  EXPECT_EQ(layers(jamba()), 32);
}

/// What a decode step reads of weights is what the model has, but for rows of the embedding: with so many tokens that every expert has work.
TEST(Hybrids, DecodingReadsEveryWeightOnce) {
  for (const Params& p : {nemotron(), qwen3_next(), jamba()}) {
    const Transformer w(p);
    const double tokens = 4096, read = sum(lowered(w, decode_step(tokens, 10)), Pass::forward).bytes.weights.base() / 2;
    const double embedding = 1.0 * p.vocabulary * p.hidden;
    EXPECT_NEAR(read, w.facts().parameters - embedding + tokens * p.hidden, 1e-9 * read);
  }
}

TEST(Hybrids, OnlyTheAttendingLayersGrowWithTheContext) {
  const auto kept = [](double context) { return resident(lowered(Transformer(nemotron()), decode_step(1, context))).kv.base(); };
  const double state = 27 * (10240.0 * 128 + 3 * (10240 + 2048)) * 2;
  EXPECT_DOUBLE_EQ(kept(0), state + 4 * 2 * 8 * 128 * 2);
  EXPECT_DOUBLE_EQ(kept(1000) - kept(0), 1000 * 4 * 2 * 8 * 128 * 2);
}

// Products cost as much again for each gradient; the scan twice, and once more to compute the states again.
TEST(Hybrids, TrainingScansOnceMore) {
  const Lowering l = lowered(Transformer(nemotron()), train_step(1, 512));
  const double scan = 512 * 27 * 7 * 10240.0 * 128;
  const Sum forward = sum(l, Pass::forward, "decoder.recurrent");
  EXPECT_DOUBLE_EQ(sum(l, Pass::backward_input, "decoder.recurrent").flops, forward.flops + 2 * scan);
  EXPECT_DOUBLE_EQ(sum(l, Pass::backward_weight, "decoder.recurrent").flops, forward.flops - scan);
  EXPECT_DOUBLE_EQ(sum(l, Pass::update).bytes.total().base(), 28 * Transformer(nemotron()).facts().parameters);
}

TEST(Hybrids, DevicesTogetherDoTheWholeWork) {
  for (const Params& p : {nemotron(), qwen3_next(), jamba()}) {
    const Transformer w(p);
    const double whole = sum(lowered(w, train_step(1, 64)), Pass::forward, "decoder.recurrent").flops;
    const double half = sum(lowered(w, train_step(1, 64), {.tensor = 2}), Pass::forward, "decoder.recurrent").flops;
    EXPECT_NEAR(2 * half / whole, 1, p.experts ? 0.02 : 1e-12);  // every device has the router
    const Footprint all = resident(lowered(w, decode_step(1, 0))), part = resident(lowered(w, decode_step(1, 0), {.tensor = 2}));
    EXPECT_DOUBLE_EQ(2 * part.kv.base(), all.kv.base());
  }
}

TEST(Hybrids, WhatDoesNotDivideIsNamed) {
  Params p = nemotron();
  p.recurrent_heads = 12, p.recurrent_groups = 4;
  EXPECT_EQ(refusal([&] { lowered(Transformer(p), decode_step(1, 10), {.tensor = 8}); }),
            "sharding.tensor: a tensor degree of 8 does not divide 12 heads of the recurrence\n"
            "  expected 1, 2 or 4\n  did you mean '4'?");
}

}  // namespace
}  // namespace fleetline::workloads
