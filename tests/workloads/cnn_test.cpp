#include "cnn/cnn.hpp"

#include <gtest/gtest.h>

#include "support.hpp"

namespace fleetline::workloads::cnn {
namespace {

/// 8x8x3 input: a 3x3 convolution to 4 channels, stride 2; depthwise 3x3; global pool; 10 classes.
Cnn::Params small() {
  Cnn::Params p;
  p.input_height = p.input_width = 8;
  p.layer = {{.name = "stem", .op = Op::conv, .channels = 4, .stride = 2},
             {.name = "dw", .op = Op::depthwise},
             {.name = "pool", .op = Op::global_pool},
             {.name = "fc", .op = Op::fully_connected, .channels = 10}};
  return p;
}

Step images(double samples) { return {.samples = samples, .precision = sixteen_bit()}; }

const Operator& only(const Lowering& l, std::size_t block, Pass pass) {
  EXPECT_EQ(l.operators(block, pass).size(), 1u);
  return l.operators(block, pass).front();
}

TEST(Cnn, ConvolutionsHaveTheirIm2colShape) {
  const Lowering l = lowered(Cnn(small()), images(5));
  const Gemm stem = std::get<Gemm>(only(l, 0, Pass::forward).shape);
  EXPECT_EQ(stem.m, 5 * 4 * 4);
  EXPECT_EQ(stem.n, 4);
  EXPECT_EQ(stem.k, 3 * 3 * 3);
  const Gemm depthwise = std::get<Gemm>(only(l, 1, Pass::forward).shape);
  EXPECT_EQ(depthwise.groups, 4);
  EXPECT_EQ(depthwise.n, 1);
  EXPECT_EQ(depthwise.k, 9);
  EXPECT_EQ(only(l, 0, Pass::forward).kind, OperatorKind::convolution);
  EXPECT_EQ(only(l, 3, Pass::forward).kind, OperatorKind::gemm);
}

TEST(Cnn, WeightsMoveOncePerStepAndActivationsOncePerSample) {
  const Cnn w(small());
  const Traffic one = sum(lowered(w, images(1)), Pass::forward).bytes;
  const Traffic many = sum(lowered(w, images(64)), Pass::forward).bytes;
  EXPECT_EQ(one.weights.base(), 2 * (108 + 4 + 36 + 4 + 40 + 10));  // batch norm folded into one bias per channel
  EXPECT_EQ(many.weights.base(), one.weights.base());
  const double moved = (8 * 8 * 3 + 4 * 4 * 4) + 2 * (4 * 4 * 4) + (4 * 4 * 4 + 4) + (4 + 10);
  EXPECT_EQ(one.activations.base(), 2 * moved);
  EXPECT_EQ(many.activations.base(), 64 * one.activations.base());
}

TEST(Cnn, TrainsAtThreeTimesTheForwardFlopsLessTheGradientOfTheImage) {
  const Lowering l = lowered(Cnn(small()), train_step(16, 0));
  const double forward = sum(l, Pass::forward).flops;
  const double stem = 16 * 2.0 * 16 * 4 * 27;
  EXPECT_EQ(sum(l, Pass::backward_weight).flops, forward);
  EXPECT_EQ(sum(l, Pass::backward_input).flops, forward - stem);
}

TEST(Cnn, AccumulatesEveryGradientAndUpdatesEveryParameterOnce) {
  const Cnn w(small());
  const Lowering l = lowered(w, train_step(16, 0));
  const double gradients = sum(l, Pass::backward_input).bytes.state.base() + sum(l, Pass::backward_weight).bytes.state.base();
  EXPECT_EQ(gradients, 2 * 2 * w.facts().parameters);
  EXPECT_EQ(sum(l, Pass::update).bytes.total().base(), 28 * w.facts().parameters);
  EXPECT_EQ(resident(l).weights.base() + resident(l).gradients.base() + resident(l).optimizer.base(), 16 * w.facts().parameters);
}

TEST(Cnn, KeepsLayerOutputsOrUnderFullRecomputationLayerInputs) {
  const double kept = 2 * 16 * (2 * 64 + 2 * 64 + 4 + 10);  // stem and depthwise with their batch norms, pool, classes
  EXPECT_EQ(resident(lowered(Cnn(small()), train_step(16, 0))).activations.base(), kept);
  const Lowering full = lowered(Cnn(small()), train_step(16, 0, Recompute::full));
  EXPECT_EQ(resident(full).activations.base(), 2 * 16 * (192 + 64 + 64 + 4));
  EXPECT_EQ(sum(full, Pass::recompute).flops, sum(full, Pass::forward).flops);
}

TEST(Cnn, ExplicitPaddingFollowsTheUsualRule) {  // AlexNet's first layer: floor((224 + 4 - 11) / 4) + 1 = 55
  const Network n = expand({224, 224, 3}, std::vector<LayerSpec>{{.channels = 64, .kernel = 11, .stride = 4, .padding = 2}});
  EXPECT_EQ(n.stages[0].out, (Tensor{55, 55, 64}));
}

TEST(Cnn, RepeatedModulesThatShrinkAreFollowedOneByOne) {
  const Network n = expand({9, 9, 2}, std::vector<LayerSpec>{{.channels = 2, .padding = 0, .repeat = 3}});
  EXPECT_EQ(n.stages[0].out, (Tensor{3, 3, 2}));
  EXPECT_EQ(n.macs(), (49 + 25 + 9) * 2 * 2 * 9);
}

// torchvision: resnet18 has 11 689 512 parameters and 1.814 G multiply-adds; resnext50_32x4d 25 028 904.
TEST(Cnn, BasicAndGroupedBlocksMatchPublishedNetworks) {
  std::vector<LayerSpec> rows{{.channels = 64, .kernel = 7, .stride = 2}, {.op = Op::pool, .stride = 2},
                              {.op = Op::basic_block, .channels = 64, .repeat = 2},
                              {.op = Op::basic_block, .channels = 128, .stride = 2, .repeat = 2},
                              {.op = Op::basic_block, .channels = 256, .stride = 2, .repeat = 2},
                              {.op = Op::basic_block, .channels = 512, .stride = 2, .repeat = 2},
                              {.op = Op::global_pool}, {.op = Op::fully_connected, .channels = 1000}};
  const Network resnet18 = expand({224, 224, 3}, rows);
  EXPECT_EQ(resnet18.trained_parameters(), 11689512);
  EXPECT_NEAR(resnet18.macs(), 1.814e9, 0.001e9);
  const int blocks[] = {3, 4, 6, 3};
  for (int i = 0; i < 4; ++i)
    rows[2 + i] = {.op = Op::bottleneck, .channels = 256 << i, .stride = i == 0 ? 1 : 2, .groups = 32, .expansion = 2,
                   .repeat = blocks[i]};
  EXPECT_EQ(expand({224, 224, 3}, rows).trained_parameters(), 25028904);
}

std::string refusal_of(LayerSpec row) {
  Cnn::Params p = small();
  p.layer = {row};
  return refusal([&] { Cnn w(p); });
}

TEST(Cnn, SaysWhatIsWrongWithARow) {
  EXPECT_EQ(refusal_of({.op = Op::conv}),
            "layer[0]: channels are not given for op = \"conv\"\n  expected channels = the number of output channels");
  EXPECT_EQ(refusal_of({.op = Op::conv, .channels = 4, .groups = 2}),
            "layer[0]: 3 channels do not divide by groups = 2\n  expected a divisor of 3");
  EXPECT_EQ(refusal_of({.op = Op::depthwise, .channels = 8}),
            "layer[0]: op = \"depthwise\" keeps its 3 channels, not 8\n  expected no channels here");
  EXPECT_EQ(refusal_of({.op = Op::conv, .channels = 4, .kernel = 11, .padding = 0}),
            "layer[0]: a kernel of 11 does not fit an input of 8 padded by 0\n  expected a smaller kernel or more padding");
}

TEST(Cnn, SaysWhyItCannotDoAStep) {
  const Cnn w(small());
  Lowering out;
  EXPECT_EQ(refusal([&] { w.lower(decode_step(1, 100), {}, out); }),
            "step: this workload has no token axis: it cannot decode or prefill\n"
            "  expected samples (inference) or training sequences");
  EXPECT_EQ(refusal([&] { w.lower(images(0), {}, out); }),
            "step.samples: the step asks for 0 samples\n  expected more than none");
  EXPECT_EQ(refusal([&] { w.lower(images(1), {.tensor = 2}, out); }),
            "sharding.tensor: this workload runs whole on one device: tensor sharding of 2 is not possible\n"
            "  expected 1 (spread samples over devices instead)\n  did you mean '1'?");
  EXPECT_EQ(refusal([&] { w.lower(train_step(1, 0, Recompute::selective), {}, out); }),
            "step.train.recompute: selective recomputation drops attention scores: a convolutional network has none\n"
            "  expected none or full\n  did you mean 'full'?");
  EXPECT_THROW(w.lower({.samples = 1}, {}, out), std::invalid_argument);
}

}  // namespace
}  // namespace fleetline::workloads::cnn
