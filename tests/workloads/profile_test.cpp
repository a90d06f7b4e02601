#include "profile/profile.hpp"

#include <gtest/gtest.h>

#include "support.hpp"

namespace fleetline::workloads::profile {
namespace {

Profile::Params sample() {
  Profile::Params p;
  p.parameters = 1e6;
  p.flops_per_sample = Flops(3e9);
  p.activation_bytes_per_sample = Bytes(8e6);
  p.layers = 4;
  return p;
}

TEST(Profile, WeightsMoveOncePerStepTheRestOncePerSample) {
  Step step{.samples = 10, .precision = all_in("fp32")};
  const Lowering l = lowered(Profile(sample()), step);
  const Sum s = sum(l, Pass::forward);
  EXPECT_EQ(s.flops, 3e10);
  EXPECT_EQ(s.bytes.weights.base(), 4e6);
  EXPECT_EQ(s.bytes.activations.base(), 8e7);
  EXPECT_EQ(resident(l).weights.base(), 4e6);
  EXPECT_EQ(resident(l).activations.base(), 2e7);
  EXPECT_EQ(l.blocks()[0].layers, 4);
}

TEST(Profile, ActivationBytesScaleFromTheNativeFormat) {
  Step step{.samples = 10, .precision = sixteen_bit()};
  EXPECT_EQ(sum(lowered(Profile(sample()), step), Pass::forward).bytes.activations.base(), 4e7);
}

TEST(Profile, TrainsAtThreeTimesTheForwardFlops) {
  const Lowering l = lowered(Profile(sample()), train_step(2, 0));
  EXPECT_EQ(sum(l, Pass::backward_input).flops + sum(l, Pass::backward_weight).flops, 2 * sum(l, Pass::forward).flops);
  EXPECT_EQ(sum(l, Pass::backward_weight).bytes.state.base(), 4e6);
  EXPECT_EQ(sum(l, Pass::update).bytes.total().base(), 28e6);
  EXPECT_EQ(resident(l).activations.base(), 2 * 8e6 / 2 / 2);  // two samples, half the traffic, half the width
}

TEST(Profile, HasNoTokens) {
  Lowering out;
  EXPECT_EQ(refusal([&] { Profile(sample()).lower(decode_step(1, 10), {}, out); }),
            "step: this workload has no token axis: it cannot decode or prefill\n"
            "  expected samples (inference) or training sequences");
  EXPECT_EQ(refusal([&] { Profile(sample()).lower(train_step(1, 0, Recompute::full), {}, out); }),
            "step.train.recompute: a profile does not know its layers: it cannot recompute some of them\n"
            "  expected none\n  did you mean 'none'?");
}

}  // namespace
}  // namespace fleetline::workloads::profile
