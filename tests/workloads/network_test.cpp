// Networks as tables, and the kinds made of them: against published counts and counts by hand.
#include "common/network.hpp"

#include <gtest/gtest.h>

#include "diffusion_transformer/diffusion_transformer.hpp"
#include "encoder/encoder.hpp"
#include "encoder_decoder/encoder_decoder.hpp"
#include "layers/layers.hpp"
#include "recommendation/recommendation.hpp"
#include "support.hpp"
#include "vision_transformer/vision_transformer.hpp"

namespace fleetline::workloads {
namespace {

Step samples(double n) { return {.samples = n, .precision = sixteen_bit()}; }

/// One layer of 4 inputs and 6 outputs on 3 rows, with a norm before it, twice.
class Small : public NetworkWorkload {
 public:
  Small() : NetworkWorkload(network(), "sample", format_named("fp32")) {}
  static Network network() {
    Network n;
    NetworkSection& s = n.add("body", 2, 1, 12);
    s.nodes.push_back(normalisation("norm", 12, 8));
    s.nodes.push_back(dense("linear", 3, 4, 6));
    return n;
  }
};

TEST(Network, WeightsMoveOncePerStepAndActivationsOncePerSample) {
  const Traffic one = sum(lowered(Small(), samples(1)), Pass::forward).bytes,
                many = sum(lowered(Small(), samples(10)), Pass::forward).bytes;
  EXPECT_EQ(one.weights.base(), 2 * 2 * (8 + 30));
  EXPECT_EQ(many.weights, one.weights);
  EXPECT_EQ(one.activations.base(), 2 * 2 * (24 + 12 + 18));
  EXPECT_EQ(many.activations.base(), 10 * one.activations.base());
  EXPECT_EQ(sum(lowered(Small(), samples(10)), Pass::forward).flops, 10 * 2 * 2 * 3 * 4 * 6);
}

TEST(Network, TrainingAccumulatesEveryGradientAndUpdatesEveryParameterOnce) {
  const Small w;
  const Lowering l = lowered(w, train_step(5, 0));
  EXPECT_EQ(w.facts().parameters, 2 * (8 + 30));
  EXPECT_EQ(sum(l, Pass::backward_input).flops, sum(l, Pass::forward).flops);
  EXPECT_EQ(sum(l, Pass::backward_weight).flops, sum(l, Pass::forward).flops);
  const double gradients =
      (sum(l, Pass::backward_input).bytes.state + sum(l, Pass::backward_weight).bytes.state).base();
  EXPECT_EQ(gradients, 2 * 2 * w.facts().parameters);
  EXPECT_EQ(sum(l, Pass::update).bytes.total().base(), 28 * w.facts().parameters);
  EXPECT_EQ(resident(l).activations.base(), 2 * 5 * 2 * (12 + 12));  // what norm and layer read
  EXPECT_EQ(resident(lowered(w, train_step(5, 0, Recompute::full))).activations.base(), 2 * 5 * 2 * 12);
  EXPECT_EQ(refusal([&] { lowered(w, train_step(5, 0, Recompute::selective)); }),
            "step.train.recompute: selective recomputation drops attention scores: attention keeps none here\n"
            "  expected none or full\n  did you mean 'full'?");
}

// torchvision, vit_b_16: 17.564 G multiply-adds. By hand: 12 layers of 12 h^2 n + 2 n^2 h with n = 197, patches 196 *
// 768 * 768, classes 768 000.
TEST(VisionTransformer, CostsThePublishedFlops) {
  vision_transformer::Params p;
  p.layers = 12;
  p.hidden = 768;
  p.heads = 12;
  p.ffn = 3072;
  const vision_transformer::VisionTransformer w(p);
  EXPECT_EQ(w.facts().parameters, 86567656);
  const double n = 197, h = 768, macs = 12 * (12 * h * h * n + 2 * n * n * h) + 196 * h * h + h * 1000;
  EXPECT_EQ(sum(lowered(w, samples(1)), Pass::forward).flops, 2 * macs);
  EXPECT_NEAR(macs, 17.564e9, 0.001e9);
}

// Peebles & Xie 2023: DiT-XL/2 takes 119 G multiply-adds a step: 28 layers of 12 h^2 n + 2 n^2 h + 6 h^2 with n = 256.
TEST(DiffusionTransformer, RunsOncePerStepAndTwiceAsWideUnderGuidance) {
  diffusion_transformer::Params p;
  p.layers = 28;
  p.hidden = 1152;
  p.heads = 16;
  p.ffn = 4608;
  p.steps = 1;
  p.guidance = false;
  const double once = sum(lowered(diffusion_transformer::DiffusionTransformer(p), samples(1)), Pass::forward).flops;
  const double n = 256, h = 1152;
  const double layer = 12 * h * h * n + 2 * n * n * h + 6 * h * h;
  const double ends = n * 16 * h + 256 * h + h * h + 2 * h * h + n * h * 32;
  EXPECT_EQ(once, 2 * (28 * layer + ends));
  EXPECT_NEAR(once / 2, 118.6e9, 0.1e9);
  p.steps = 250;
  p.guidance = true;
  const diffusion_transformer::DiffusionTransformer w(p);
  const Lowering image = lowered(w, samples(1));
  EXPECT_EQ(sum(image, Pass::forward).flops, 250 * 2 * once);
  EXPECT_NEAR(sum(image, Pass::forward).bytes.weights.base() / 250, 2 * w.facts().parameters,
              2 * 2e6);  // of 1001 classes one is read
  EXPECT_EQ(sum(lowered(w, train_step(1, 0)), Pass::forward).flops, once);
}

// Jiao et al. 2020 (TinyBERT, arXiv:1909.10351), table 1: BERT-base takes 22.5 G FLOPs at 128 tokens; 22.35 by hand
// without the pooler.
TEST(Encoder, CostsTwoFlopsPerParameterAndTokenPlusTheSquare) {
  encoder::Params p;
  p.layers = 12;
  p.hidden = 768;
  p.heads = 12;
  p.ffn = 3072;
  p.vocabulary = 30522;
  p.tokens = 128;
  const encoder::Encoder w(p);
  EXPECT_EQ(w.facts().parameters, 109482240);
  const double h = 768, n = 128;
  EXPECT_EQ(sum(lowered(w, samples(1)), Pass::forward).flops, 12 * (24 * h * h * n + 4 * n * n * h) + 2 * h * h);
  const Lowering l = lowered(w, train_step(1, 0));  // flash computes the scores again backward
  const double attention = 12 * 4 * n * n * h, matrices = 12 * 24 * h * h * n + 2 * h * h;
  EXPECT_EQ(sum(l, Pass::backward_input).flops, matrices + 2.5 * attention);
  EXPECT_EQ(sum(l, Pass::backward_weight).flops, matrices);
}

encoder_decoder::Params t5_base() {
  encoder_decoder::Params p;
  p.encoder_layers = p.decoder_layers = 12;
  p.hidden = 768;
  p.heads = 12;
  p.ffn = 3072;
  p.vocabulary = 32128;
  p.source_tokens = 512;
  p.target_tokens = 100;
  return p;
}

TEST(EncoderDecoder, HasThePublishedParametersHoweverItRuns) {
  EXPECT_EQ(encoder_decoder::generating(t5_base()).parameters(), 222903552);
  EXPECT_EQ(encoder_decoder::training(t5_base()).parameters(), 222903552);
}

// Generating reads the decoder once for every token; keys and values of the source are computed once.
TEST(EncoderDecoder, GeneratesTokenByToken) {
  const encoder_decoder::EncoderDecoder w(t5_base());
  const Lowering l = lowered(w, samples(4));
  const double h = 768, n = 512, t = 100, ffn = 2 * h * 3072;
  const double encoder = 2 * 12 * (n * (4 * h * h + ffn) + 2 * n * n * h);
  const double of_source = 2 * 12 * n * 2 * h * h;
  const double per_token = 2 * 12 * (4 * h * h + 2 * h * h + ffn + 2 * (t + 1) / 2 * h + 2 * n * h) + 2 * h * 32128;
  EXPECT_DOUBLE_EQ(sum(l, Pass::forward).flops, 4 * (encoder + of_source + t * per_token));
  const double decoder_weights = 12 * (6 * h * h + ffn + 3 * h), source_weights = 12 * 2 * h * h;
  EXPECT_DOUBLE_EQ(sum(l, Pass::forward, "decoder").bytes.weights.base(), 2 * (t * decoder_weights + source_weights));
}

TEST(EncoderDecoder, TrainsOnTheWholeTargetAtOnce) {
  const Lowering l = lowered(encoder_decoder::EncoderDecoder(t5_base()), train_step(1, 0));
  const double h = 768, n = 512, t = 100, ffn = 2 * h * 3072;
  const double decoder = 2 * 12 * (t * (6 * h * h + ffn) + n * 2 * h * h + t * t * h + 2 * t * n * h);
  EXPECT_DOUBLE_EQ(sum(l, Pass::forward, "decoder").flops, decoder);
}

/// 2 dense features to 8 to 4; two tables of 1000 rows and one of 3, vectors of 4; 3 pairs of 4 vectors... top 5 to 1.
recommendation::Params small_dlrm() {
  recommendation::Params p;
  p.dense_features = 2;
  p.dimension = 4;
  p.bottom = {8, 4};
  p.top = {5, 1};
  p.table = {{.name = "big", .rows = 1000, .count = 2, .lookups = 10}, {.name = "small", .rows = 3}};
  return p;
}

TEST(Recommendation, HoldsItsTablesAndReadsTheirRows) {
  const recommendation::Recommendation w(small_dlrm());
  const double networks = (2 * 8 + 8) + (8 * 4 + 4) + ((6 + 4) * 5 + 5) + (5 + 1);  // 4 vectors make 6 pairs
  EXPECT_EQ(w.facts().parameters, networks + 2003 * 4);
  const Lowering l = lowered(w, samples(7));
  EXPECT_EQ(sum(l, Pass::forward, "tables").bytes.weights.base(), 2 * 7 * (2 * 10 + 1) * 4);
  EXPECT_EQ(resident(l).weights.base(), 2 * w.facts().parameters);
  EXPECT_EQ(sum(l, Pass::forward).flops, 7 * 2 * (2 * 8 + 8 * 4 + 4 * 4 * 4 + 10 * 5 + 5));
}

TEST(Recommendation, UpdatesTheRowsItRead) {
  const recommendation::Recommendation w(small_dlrm());
  const Lowering l = lowered(w, train_step(7, 0));
  const double rows = 2 * 7 * 10 * 4 + 3 * 4;  // the small table is smaller than what seven samples look up
  EXPECT_EQ(sum(l, Pass::update, "tables").bytes.total().base(), 28 * rows);
  EXPECT_EQ(l.blocks()[1].memory.gradients.base(), 2 * rows);
  EXPECT_EQ(l.blocks()[1].memory.optimizer.base(), 12 * 2003 * 4);
}

TEST(Layers, EveryRowSaysItsOwnInput) {
  layers::Params p;
  p.layer = {{.op = layers::Op::conv, .height = 8, .in = 3, .out = 4, .kernel = 3, .stride = 2, .batch_norm = true},
             {.op = layers::Op::linear, .repeat = 2, .in = 10, .out = 10, .tokens = 5, .bias = true},
             {.op = layers::Op::attention, .tokens = 12, .context = 4.0, .heads = 2, .head_dim = 3},
             {.op = layers::Op::gather, .out = 6, .rows = 50, .lookups = 2}};
  const layers::Layers w(p);
  EXPECT_EQ(w.facts().parameters, (27 * 4 + 8) + 2 * 110 + 300);
  EXPECT_EQ(sum(lowered(w, samples(1)), Pass::forward).flops, 2 * (16 * 27 * 4 + 2 * 5 * 100) + 4 * 12 * 4 * 6);
  EXPECT_EQ(sum(lowered(w, samples(1)), Pass::forward, "gather-4").bytes.weights.base(), 2 * 12);
  EXPECT_EQ(w.facts().layers, 3);
}

// 12 queries in windows of 4 read 12 keys and values; 12 queries against 4 keys of another sequence read 4.
TEST(Layers, WindowsReadTheirOwnKeysAndCrossAttentionThoseOfAnother) {
  layers::Params p;
  p.layer = {{.op = layers::Op::attention, .tokens = 12, .context = 4.0, .head_dim = 3},
             {.op = layers::Op::attention, .tokens = 12, .context = 4.0, .keys = 4.0, .head_dim = 3}};
  const Lowering l = lowered(layers::Layers(p), samples(1));
  EXPECT_EQ(l.operators(0, Pass::forward)[0].bytes.activations.base(), 2 * 3 * (12 + 24 + 12));
  EXPECT_EQ(l.operators(1, Pass::forward)[0].bytes.activations.base(), 2 * 3 * (12 + 8 + 12));
  EXPECT_EQ(l.operators(0, Pass::forward)[0].flops, l.operators(1, Pass::forward)[0].flops);
}

}  // namespace
}  // namespace fleetline::workloads
