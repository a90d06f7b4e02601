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
            "sharding.tensor: a tensor degree of 5 does not divide 1536 channels\n  expected a divisor of 1536\n  did "
            "you mean '4'?");
}

}  // namespace
}  // namespace fleetline::workloads::state_space
