// What is not a straight line: experts that a batch touches, windows, recurrent states.
#include <gtest/gtest.h>

#include <cmath>

#include "state_space/state_space.hpp"
#include "support.hpp"

namespace fleetline::serving {
namespace {

using workloads::transformer::Transformer;

Transformer::Params small() {
  Transformer::Params p;
  p.layers = 4, p.hidden = 1024, p.heads = 8, p.kv_heads = 8, p.ffn = 4096, p.vocabulary = 32000, p.max_context = 65536;
  return p;
}

StepCosts costs_of(const Workload& workload) { return StepCosts(workload, device(), in_bf16(), {}, ServingStack{}); }

// Shazeer et al. 2017: of 8 experts, 2 a token, B tokens touch 8 (1 - (3/4)^B).
TEST(Mixtures, ReadTheExpertsThatABatchTouches) {
  Transformer::Params p = small();
  p.experts = 8, p.experts_per_token = 2, p.expert_ffn = 4096;
  const Transformer mixture(p);
  const StepCosts costs = costs_of(mixture);
  const double expert_s = 4 * 3.0 * 1024 * 4096 * 2 / 3e12;  // in every layer three matrices of two bytes
  const auto read_s = [&](double batch) { return costs.decode(batch, {}).memory_s; };
  const auto touched = [](double batch) { return 8 * (1 - std::pow(0.75, batch)); };
  for (const double batch : {2.0, 4.0, 8.0, 16.0, 64.0}) {
    // What else grows with the batch is activations: a few hundred kilobytes a token.
    EXPECT_NEAR((read_s(batch) - read_s(1)) / expert_s, touched(batch) - touched(1), 0.02 * batch) << batch;
  }
  EXPECT_GT(costs.memory().weights.base(), 8 * expert_s * 3e12) << "all of them are held";
}

TEST(Mixtures, OfGroupsThatShareExpertsReadWhatAllOfTheirTokensTouch) {
  Transformer::Params p = small();
  p.experts = 8, p.experts_per_token = 2, p.expert_ffn = 4096;
  const Transformer mixture(p);
  Division shared{.expert = 2};
  shared.collective = [](const Collective&) { return Seconds(0); };
  const StepCosts apart = costs_of(mixture), costs(mixture, device(), in_bf16(), shared, ServingStack{});
  const double expert_s = 4 * 3.0 * 1024 * 4096 * 2 / 3e12;
  const auto touched = [](double batch) { return 8 * (1 - std::pow(0.75, batch)); };
  // Each of two groups brings B tokens and holds four experts.
  const double read = costs.decode(8, {}).memory_s - costs.decode(1, {}).memory_s;
  EXPECT_NEAR(read / expert_s, (touched(16) - touched(2)) / 2, 0.2);
  EXPECT_NEAR((apart.memory().weights - costs.memory().weights).base(), 4 * expert_s * 3e12, 1e3);
}

TEST(Mixtures, GroupsThatShareExpertsServeRequestsOfTheirOwn) {
  Transformer::Params p = small();
  p.experts = 8, p.experts_per_token = 2, p.expert_ffn = 4096;
  const Transformer mixture(p);
  const auto hardware = device();
  const EqualFleet four(4);
  const ServingParams params{.expert_parallel = 2, .input_tokens = 512, .output_tokens = 128, .concurrency = 64};
  const Serving solver;
  ServingOutputs out;
  ByPartition kept;
  ASSERT_TRUE(static_cast<bool>(
      solver.evaluate(*solver.setup({&mixture, &hardware, &four}, params), params, out, kept, nullptr)));
  EXPECT_EQ(out.replicas, 2);
  EXPECT_EQ(out.accelerators, 4);
  EXPECT_DOUBLE_EQ(out.batch, 32) << "of a replica: 16 in each of its groups";
  EXPECT_NEAR(out.requests_per_second.base() * out.latency.base(), 64, 1e-6) << "Little";
}

// One layer of eight experts of 1024 x 4096 and back, two a token; what a stack takes from grouped products stands
// beside the same step without it.
TEST(Mixtures, GroupedProductsHaveSharesTilesAndOverheadsOfTheirOwn) {
  Transformer::Params p = small();
  p.experts = 8, p.experts_per_token = 2, p.expert_ffn = 4096;
  const Transformer mixture(p), dense(small());
  const auto step_s = [](const Workload& workload, const ServingStack& stack, double batch) {
    return StepCosts(workload, device(), in_bf16(), {}, stack).decode(batch, {}).time_s;
  };
  const ServingStack ideal{.smoothness = 64};
  // A batch of 4 is bound by the weights of 8 (1 - 0.75^4) = 5.47 experts, 25.2 MB each: 45.9 us a layer at 3 TB/s,
  // four layers; at half the bandwidth twice that.
  ServingStack slow = ideal;
  slow.grouped_16 = 0.5;
  const double touched = 8 * (1 - std::pow(0.75, 4)), read_s = 4 * touched * 3 * 1024 * 4096 * 2 / 3e12;
  EXPECT_NEAR(step_s(mixture, slow, 4) - step_s(mixture, ideal, 4), read_s, 0.03 * read_s);
  EXPECT_DOUBLE_EQ(step_s(dense, slow, 4), step_s(dense, ideal, 4)) << "no groups";
  // 8192 tokens are bound by arithmetic: 2048 rows an expert and half a tile of 1024, 1.25 times as much.
  ServingStack tiled = ideal;
  tiled.grouped_tile = 1024;
  const double arithmetic_s = 4 * 8 * 2048 * 6.0 * 1024 * 4096 / 1000e12;
  EXPECT_NEAR(step_s(mixture, tiled, 8192) - step_s(mixture, ideal, 8192), 0.25 * arithmetic_s, 0.03 * arithmetic_s);
  tiled.grouped_compute = 0.5;
  EXPECT_NEAR(step_s(mixture, tiled, 8192) - step_s(mixture, ideal, 8192), 1.5 * arithmetic_s, 0.05 * arithmetic_s);
  // And what routing takes, in each of four layers.
  ServingStack routed = ideal;
  routed.routing_overhead = Seconds(10e-6);
  EXPECT_NEAR(step_s(mixture, routed, 4) - step_s(mixture, ideal, 4), 40e-6, 1e-12);
  EXPECT_DOUBLE_EQ(step_s(dense, routed, 4), step_s(dense, ideal, 4));
}

// 100 rows of tiles of 64: 100 + 32; a single row fills one tile.
TEST(Mixtures, RowsFillWholeTiles) {
  EXPECT_DOUBLE_EQ(rows_in_tiles(100, 64), 132);
  EXPECT_DOUBLE_EQ(rows_in_tiles(1, 64), 64);
  EXPECT_DOUBLE_EQ(rows_in_tiles(7, 1), 7);
}

// Experts of GPT-OSS on Blackwell: 4-bit weights, multiplied at the rate of fp8, everything else at that of bf16.
TEST(Mixtures, ExpertsMultiplyInAFormatOfTheirOwn) {
  Transformer::Params p = small();
  p.experts = 8, p.experts_per_token = 2, p.expert_ffn = 4096;
  const Transformer plain(p);
  p.expert_math = *parse_format("fp8").value;
  const Transformer fast(p);
  const double saved = costs_of(plain).decode(8192, {}).compute_s - costs_of(fast).decode(8192, {}).compute_s;
  EXPECT_NEAR(saved, 4 * 8 * 2048 * 6.0 * 1024 * 4096 * (1 / 1000e12 - 1 / 2000e12), 1e-9);
}

// Norm, qkv, rope, attention, projection, norm, up, activation, down, residual: ten operators in each of four layers,
// and lookup, norm and logits. A prompt that is read alone waits for the launch of all 43, a long one for the device.
TEST(Prompts, ReadAloneTakeAtLeastTheLaunchesOfTheirOperators) {
  const Transformer model(small());
  ServingStack eager;
  eager.launch_overhead = Seconds(100e-6);
  const StepCosts costs(model, device(), in_bf16(), {}, eager), graphs = costs_of(model);
  EXPECT_DOUBLE_EQ(costs.launches_s(), 43 * 100e-6);
  const auto first_s = [](const StepCosts& c, const ServingStack& s, double input) {
    return Engine(c, s, {.input = input, .output = 16}).at(1).ttft_s;
  };
  EXPECT_DOUBLE_EQ(first_s(costs, eager, 16), 43 * 100e-6);
  EXPECT_DOUBLE_EQ(first_s(costs, eager, 65000), first_s(graphs, ServingStack{}, 65000));
}

TEST(Windows, BendCacheAndAttentionWhereTheyAreFull) {
  Transformer::Params p = small();
  const Transformer full(p);
  p.window = 1024, p.window_layers = 3;  // of four
  const Transformer windowed(p);
  const StepCosts a = costs_of(full), b = costs_of(windowed);
  for (const double context : {64.0, 1000.0, 1024.0})
    EXPECT_NEAR(b.decode_attention(context).memory_s / a.decode_attention(context).memory_s, 1, 1e-9) << context;
  // Beyond it one layer of four goes on: at 16 windows 1/4 + 3/4 / 16.
  for (const double context : {4096.0, 5000.0, 16384.0, 60000.0}) {
    const double share = 0.25 + 0.75 * 1024 / context;
    // Queries, results and what is written are a thousandth beside it.
    EXPECT_NEAR(b.decode_attention(context).memory_s / a.decode_attention(context).memory_s, share, 2e-3) << context;
    EXPECT_NEAR(b.decode_attention(context).compute_s / a.decode_attention(context).compute_s, share, 1e-9) << context;
    EXPECT_NEAR(b.cache(context) / a.cache(context), share, 1e-9) << context;
  }
  // A prompt n beyond the window w: w n - w^2 / 2 pairs in a windowed layer, n^2 / 2 in a full one.
  const double n = 16384, w = 1024, pairs = 0.25 * n * n / 2 + 0.75 * (w * n - w * w / 2);
  EXPECT_NEAR(b.prompt(n).attention.compute_s / a.prompt(n).attention.compute_s, pairs / (n * n / 2), 1e-9);
}

TEST(RecurrentStates, AreHeldWhateverTheLength) {
  workloads::state_space::StateSpace::Params p;
  p.layers = 24, p.hidden = 1024, p.state = 16, p.vocabulary = 50280;
  const workloads::state_space::StateSpace mamba(p);
  const StepCosts costs = costs_of(mamba);
  EXPECT_GT(costs.cache(1).base(), 0);
  EXPECT_DOUBLE_EQ(costs.cache(65536).base(), costs.cache(1).base());
  EXPECT_EQ(costs.decode_attention(4096).time_s, 0);
  // A decoded token reads and writes the state; a prompt of n tokens writes it once.
  const double one = costs.prefill(1, costs.prompt(1)).memory_s, many = costs.prefill(1, costs.prompt(1024)).memory_s;
  const double decoded = 1024 * (costs.decode(2, {}).memory_s - costs.decode(1, {}).memory_s);
  EXPECT_LT(many - one, decoded);
}

TEST(Windows, HoldMoreRequests) {
  Transformer::Params p = small();
  p.window = 1024, p.window_layers = 4;
  const Transformer windowed(p), full(small());
  const auto hardware = device();
  const EqualFleet one(1);
  const auto most = [&](const Workload& workload, std::int64_t input) {
    const ServingParams params{.input_tokens = input, .output_tokens = 1024};
    const Serving solver;
    ServingOutputs out;
    ByPartition kept;
    EXPECT_TRUE(static_cast<bool>(
        solver.evaluate(*solver.setup({&workload, &hardware, &one}, params), params, out, kept, nullptr)));
    return static_cast<double>(out.max_batch);
  };
  EXPECT_NEAR(most(windowed, 15360) / most(full, 15360), 16, 0.1);
  EXPECT_EQ(most(windowed, 15360), most(windowed, 31744));
}

}  // namespace
}  // namespace fleetline::serving
