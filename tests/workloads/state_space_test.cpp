#include "state_space/state_space.hpp"

#include <gtest/gtest.h>

#include <array>

#include "support.hpp"

namespace fleetline::workloads::state_space {
namespace {

StateSpace::Params mamba_130m() {
  StateSpace::Params p;
  p.layers = 24;
  p.hidden = 768;
  p.vocabulary = 50280;
  return p;
}

constexpr double h = 768, E = 1536, N = 16, k = 4, R = 48, V = 50280, L = 24;
constexpr double matrices =
    2 * h * E + E * k + E * (R + 2 * N) + R * E + E * h;  ///< multiply-adds of a token, beside the scan

TEST(StateSpace, HasThePublishedParameters) { EXPECT_EQ(StateSpace(mamba_130m()).facts().parameters, 129135360); }

TEST(StateSpace, DecodeCostsItsMatricesAndTheScan) {
  const Sum s = sum(lowered(StateSpace(mamba_130m()), decode_step(4, 1000)), Pass::forward);
  EXPECT_DOUBLE_EQ(s.flops, 4 * (L * (2 * matrices + 9 * E * N) + 2 * V * h));
}

TEST(StateSpace, RemembersTheSameHoweverLongTheContext) {
  const StateSpace w(mamba_130m());
  const double state = L * E * (N + k - 1) * 2;
  for (const double context : {10.0, 100000.0}) {
    const Lowering l = lowered(w, decode_step(4, context));
    EXPECT_DOUBLE_EQ(resident(l).kv.base(), 4 * state);
    EXPECT_DOUBLE_EQ(sum(l, Pass::forward).bytes.kv.base(), 2 * 4 * state);  // read and written
  }
  const std::array<Chunk, 2> chunks{Chunk{1, 512, 0}, Chunk{2, 256, 512}};
  const Lowering l = lowered(w, {.prefill = chunks, .precision = sixteen_bit()});
  EXPECT_DOUBLE_EQ(sum(l, Pass::forward).bytes.kv.base(), (1 + 2 * 2) * state);  // a first chunk only writes
}

TEST(StateSpace, TrainsAtThreeTimesTheForwardFlopsAndScansOnceMore) {
  const StateSpace w(mamba_130m());
  const Lowering l = lowered(w, train_step(2, 512));
  const double scan = 1024 * L * 9 * E * N, products = 1024 * 2 * (L * matrices + V * h);
  EXPECT_DOUBLE_EQ(sum(l, Pass::forward).flops, products + scan);
  EXPECT_DOUBLE_EQ(sum(l, Pass::backward_input).flops, products + 3 * scan);
  EXPECT_DOUBLE_EQ(sum(l, Pass::backward_weight).flops, products);
  double rework = 0;
  for (const Operator& op : l.operators(1, Pass::backward_input)) rework += L * op.rework.base();
  EXPECT_DOUBLE_EQ(rework, scan);
}

TEST(StateSpace, AccumulatesEveryGradientOfALayerOnce) {
  const StateSpace w(mamba_130m());
  const Lowering l = lowered(w, train_step(1, 64));
  const double moved =
      (sum(l, Pass::backward_input, "decoder").bytes.state + sum(l, Pass::backward_weight, "decoder").bytes.state)
          .base();
  EXPECT_DOUBLE_EQ(moved, 4 * (w.facts().parameters - V * h - h));
  EXPECT_DOUBLE_EQ(sum(l, Pass::update).bytes.total().base(), 28 * w.facts().parameters);
}

TEST(StateSpace, DevicesTogetherDoTheWholeWork) {
  const StateSpace w(mamba_130m());
  const Lowering whole = lowered(w, decode_step(4, 10)), half = lowered(w, decode_step(4, 10), {.tensor = 2});
  EXPECT_DOUBLE_EQ(2 * sum(half, Pass::forward).flops, sum(whole, Pass::forward).flops);
  EXPECT_DOUBLE_EQ(2 * resident(half).kv.base(), resident(whole).kv.base());
  EXPECT_DOUBLE_EQ(sum(half, Pass::forward, "decoder").comm, L * 4 * (R + 2 * N + h) * 2);
  EXPECT_EQ(refusal([&] { lowered(w, decode_step(1, 10), {.tensor = 5}); }),
            "sharding.tensor: a tensor degree of 5 does not divide 1536 channels of the recurrence\n  expected 1, 2, 3, "
            "4, 6, 8, 12, 16, 24, 32, 48, 64, ... (20 in all)\n  did you mean '4'?");
}

StateSpace::Params mamba2_130m() {
  StateSpace::Params p = mamba_130m();
  p.version = Version::mamba2;
  p.vocabulary = 50288;
  return p;
}

// state-spaces/mamba2-130m: z, x, B, C and 24 steps come in, 1536 + 256 channels are convolved, a norm of 1536 goes out.
constexpr double H2 = 24, N2 = 128, in2 = 2 * E + 2 * N2 + H2, ch2 = E + 2 * N2;

TEST(StateSpace, OfTheSecondVersionHasItsClosedForm) {
  const double layer = h * in2 + ch2 * (k + 1) + 3 * H2 + E + E * h + h;
  EXPECT_EQ(StateSpace(mamba2_130m()).facts().parameters, L * layer + 50288 * h + h);
}

// Megatron-LM, mamba_layer_flops: 2 n h (2E + 2GN + H) + 7 n E N + 2 n E h; it leaves out the convolution.
TEST(StateSpace, OfTheSecondVersionCostsWhatMegatronCounts) {
  const Sum s = sum(lowered(StateSpace(mamba2_130m()), decode_step(4, 1000)), Pass::forward);
  const double megatron = 2 * h * in2 + 7 * E * N2 + 2 * E * h;
  EXPECT_DOUBLE_EQ(s.flops, 4 * (L * (megatron + 2 * k * ch2) + 2 * 50288 * h));
}

}  // namespace
}  // namespace fleetline::workloads::state_space
