// Model and hardware FLOPs utilisation of trained transformers: the causal convention.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "bench_top.hpp"
#include "transformer/transformer.hpp"

namespace fleetline::roofline {
namespace {

using workloads::transformer::AttentionKernel;
using workloads::transformer::Transformer;

// Llama 3 8B: layers, hidden, feed-forward width, vocabulary, width of keys or values.
constexpr double L = 32, h = 4096, f = 14336, V = 128256, g = 1024, s = 8192;

Transformer llama_8b(AttentionKernel kernel) {
  Transformer::Params p;
  p.layers = 32; p.hidden = 4096; p.heads = 32; p.kv_heads = 8; p.ffn = 14336; p.vocabulary = 128256; p.max_context = 8192;
  p.attention_kernel = kernel;
  return Transformer(p);
}

Solved train(AttentionKernel kernel, Recompute recompute = Recompute::none) {
  return solve(llama_8b(kernel), round_gpu(),
               {.batch = 1, .mode = Mode::training, .sequence = 8192, .recompute = recompute});
}

// Kaplan et al. 2020: 6 FLOPs per parameter of a matrix and trained token.
constexpr double matrices() { return 6 * s * (L * (2 * h * h + 2 * h * g + 3 * h * f) + h * V); }
// QK^T and PV, two FLOPs each, over the s^2 / 2 scores of the causal half.
constexpr double causal_forward() { return L * 2 * 2 * (s * s / 2) * h; }

double model_flops(const Solved& run) { return run.out.mfu * run.out.latency.base() * 100e12; }
double all_flops(const Solved& run) { return run.out.hfu * run.out.latency.base() * 100e12; }

TEST(Utilisation, OfLlama8BWithFlashAttentionIsFourHundredTwentyOneTeraflopOfModel) {
  const Solved run = train(AttentionKernel::flash);
  EXPECT_NEAR(model_flops(run) / (matrices() + 3 * causal_forward()), 1, 1e-12);
  EXPECT_NEAR(all_flops(run) / (matrices() + 3.5 * causal_forward()), 1, 1e-12);
  EXPECT_NEAR(model_flops(run), 421.6e12, 0.1e12);
  EXPECT_NEAR(all_flops(run), 430.4e12, 0.1e12);
  EXPECT_NEAR(run.out.hfu / run.out.mfu, 430.4 / 421.6, 1e-4);
}

TEST(Utilisation, OfAnUnfusedKernelDoesNotCountMaskedScores) {
  const Solved run = train(AttentionKernel::unfused);
  EXPECT_NEAR(model_flops(run) / (matrices() + 3 * causal_forward()), 1, 1e-12);
  EXPECT_NEAR(all_flops(run) / (matrices() + 6 * causal_forward()), 1, 1e-12) << "both halves of the square";
}

TEST(Utilisation, CountsTheSameModelFlopsForEveryKernelAndRecomputation) {
  const double expected = model_flops(train(AttentionKernel::flash));
  for (const auto kernel : {AttentionKernel::flash, AttentionKernel::unfused})
    for (const auto recompute : {Recompute::none, Recompute::selective, Recompute::full})
      EXPECT_NEAR(model_flops(train(kernel, recompute)) / expected, 1, 1e-12);
}

TEST(Utilisation, FullRecomputationIsWorkOfTheHardwareOnly) {
  const Solved kept = train(AttentionKernel::flash), again = train(AttentionKernel::flash, Recompute::full);
  const double layers = matrices() / 3 - 2 * s * h * V + causal_forward();  // forward, without the head
  EXPECT_NEAR((all_flops(again) - all_flops(kept)) / layers, 1, 1e-12);
  EXPECT_LT(again.out.mfu, kept.out.mfu);
}

TEST(Notes, SayThatSelectiveRecomputationOfAFlashKernelChangesNothing) {
  using testing::Contains;
  using testing::Not;
  const auto note = Contains("selective recomputation changes nothing: the flash kernel already recomputes its scores");
  EXPECT_THAT(train(AttentionKernel::flash, Recompute::selective).detail.notes, note);
  EXPECT_THAT(train(AttentionKernel::unfused, Recompute::selective).detail.notes, Not(note));
  EXPECT_THAT(train(AttentionKernel::flash).detail.notes, Not(note));
}

}  // namespace
}  // namespace fleetline::roofline
