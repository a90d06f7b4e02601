#include <gtest/gtest.h>

#include <array>

#include "support.hpp"

namespace fleetline::workloads::transformer {
namespace {

TEST(TransformerSharding, DevicesTogetherDoTheWholeWork) {
  const Transformer w(llama_70b());
  for (const Step& step : {decode_step(8, 1000), train_step(1, 4096)}) {
    const Lowering whole = lowered(w, step);
    for (std::uint32_t t : {2u, 4u, 8u}) {
      const Lowering share = lowered(w, step, {.tensor = t});
      for (Pass pass : {Pass::forward, Pass::backward_input, Pass::backward_weight}) {
        const Sum a = sum(whole, pass), b = sum(share, pass);
        EXPECT_DOUBLE_EQ(b.flops * t, a.flops) << t;
        EXPECT_DOUBLE_EQ(b.bytes.kv.base() * t, a.bytes.kv.base()) << t;
      }
    }
  }
}

TEST(TransformerSharding, OnlyNormsAreHeldByEveryDevice) {
  const Transformer w(llama_70b());
  const double norms = (2 * 80 + 1) * 8192.0;
  const double whole = resident(lowered(w, decode_step(1, 10))).weights.base();
  const double share = resident(lowered(w, decode_step(1, 10), {.tensor = 8})).weights.base();
  EXPECT_DOUBLE_EQ(8 * (share - 2 * norms), whole - 2 * norms);
}

TEST(TransformerSharding, KeyValueHeadsAreCopiedBeyondTheirNumber) {
  const Transformer w(llama_70b());
  auto kv = [&](std::uint32_t t) { return resident(lowered(w, decode_step(1, 999), {.tensor = t})).kv.base(); };
  EXPECT_EQ(kv(1), 1000 * 2 * 80 * 8 * 128 * 2.0);
  EXPECT_EQ(kv(8) * 8, kv(1));
  EXPECT_EQ(kv(16), kv(8));
  EXPECT_EQ(kv(64), kv(8));
}

TEST(TransformerSharding, EveryLayerAddsUpTwiceForwardAndTwiceBackward) {
  const Transformer w(llama_70b());
  const double tensor = 4096 * 8192 * 2.0;
  const Lowering l = lowered(w, train_step(1, 4096), {.tensor = 8});
  EXPECT_EQ(sum(l, Pass::forward, "decoder").comm, 80 * 2 * tensor);
  EXPECT_EQ(sum(l, Pass::backward_input, "decoder").comm, 80 * 2 * tensor);
  for (const Collective& c : l.collectives(1, Pass::forward)) {
    EXPECT_EQ(c.kind, CollectiveKind::all_reduce);
    EXPECT_EQ(c.axis, Axis::tensor);
  }
  EXPECT_EQ(sum(lowered(w, train_step(1, 4096)), Pass::forward).comm, 0);
}

TEST(TransformerSharding, SequenceParallelismSplitsEachSumInTwoAndGathersInputsAgain) {
  const Sharding sharding{.tensor = 8, .sequence_parallel = true};
  const Lowering l = lowered(Transformer(llama_70b()), train_step(1, 4096), sharding);
  auto count = [&](Pass pass, CollectiveKind kind) {
    int n = 0;
    for (const Collective& c : l.collectives(1, pass)) n += c.kind == kind;
    return n;
  };
  for (Pass pass : {Pass::forward, Pass::backward_input}) {
    EXPECT_EQ(count(pass, CollectiveKind::all_gather), 2);
    EXPECT_EQ(count(pass, CollectiveKind::reduce_scatter), 2);
    EXPECT_EQ(count(pass, CollectiveKind::all_reduce), 0);
  }
  EXPECT_EQ(count(Pass::backward_weight, CollectiveKind::all_gather), 2);
  EXPECT_EQ(l.blocks()[1].boundary.base(), 4096 * 8192 * 2.0 / 8);
}

TEST(TransformerSharding, ATableOfOddRowsIsPadded) {
  const Transformer w(gpt(12, 768, 12, 50257, 1024));
  const Lowering l = lowered(w, decode_step(1, 10), {.tensor = 4});
  EXPECT_EQ(l.blocks()[0].memory.weights.base(), 2 * (12565 + 1024) * 768.0);  // 50257 / 4 = 12564.25
}

std::string refused(const Transformer& w, const Sharding& sharding) {
  return refusal([&] { lowered(w, decode_step(1, 10), sharding); });
}

TEST(TransformerSharding, RefusesDegreesThatDoNotDivide) {
  const Transformer w(llama_8b());
  EXPECT_EQ(refused(w, {.tensor = 6}),
            "sharding.tensor: a tensor degree of 6 does not divide 32 heads and neither divides 8 key-value heads nor is a "
            "multiple of them and does not divide 14336 FFN columns\n  expected 1, 2, 4, 8, 16 or 32\n  did you mean '4'?");
  EXPECT_EQ(refused(w, {.tensor = 64}),
            "sharding.tensor: a tensor degree of 64 does not divide 32 heads\n"
            "  expected 1, 2, 4, 8, 16 or 32\n  did you mean '32'?");
  EXPECT_EQ(refused(w, {.tensor = 0}),
            "sharding.tensor: a tensor degree of 0 is not a number of devices\n"
            "  expected 1, 2, 4, 8, 16 or 32\n  did you mean '1'?");
  EXPECT_EQ(refused(w, {.context = 2}),
            "sharding.context: kind \"transformer\" does not support context sharding (2 asked for)\n"
            "  expected 1\n  did you mean '1'?");
  EXPECT_EQ(refused(w, {.expert = 4}),
            "sharding.expert: a dense transformer has no experts to spread over 4 devices\n"
            "  expected 1\n  did you mean '1'?");
}

TEST(TransformerSteps, RefusesContextsLongerThanTheModels) {
  const Transformer w(llama_8b());
  EXPECT_EQ(refusal([&] { lowered(w, decode_step(2, 9000)); }),
            "step.decode: a context of 9000 tokens is longer than the model's 8192\n  expected at most 8192 tokens");
  Step long_mean = decode_step(2, 9000);
  long_mean.decode.context_max = 0;
  EXPECT_NE(refusal([&] { lowered(w, long_mean); }), "");
  const std::array<Chunk, 1> chunk{Chunk{1, 512, 8000}};
  EXPECT_EQ(refusal([&] { lowered(w, {.prefill = chunk, .precision = sixteen_bit()}); }),
            "step.prefill: a context of 8512 tokens is longer than the model's 8192\n  expected at most 8192 tokens");
  EXPECT_EQ(refusal([&] { lowered(w, train_step(1, 16384)); }),
            "step.train.tokens_per_sequence: a context of 16384 tokens is longer than the model's 8192\n"
            "  expected at most 8192 tokens");
  EXPECT_EQ(refusal([&] { lowered(w, decode_step(2, 8192)); }), "");
}

TEST(TransformerSteps, RefusesSamplesAndEmptySteps) {
  const Transformer w(llama_8b());
  EXPECT_EQ(refusal([&] { lowered(w, {.samples = 8, .precision = sixteen_bit()}); }),
            "step.samples: a transformer has a token axis: it does not take samples\n"
            "  expected decode sequences or prefill chunks");
  EXPECT_EQ(refusal([&] { lowered(w, {.precision = sixteen_bit()}); }),
            "step: the step has nothing to compute\n  expected decode sequences or prefill chunks");
  EXPECT_EQ(refusal([&] { lowered(w, train_step(0, 4096)); }),
            "step.train: the step trains 0 sequences of 4096 tokens\n  expected more than none of both");
  EXPECT_THROW(lowered(w, decode_step(1, 10, {})), std::invalid_argument);
}

}  // namespace
}  // namespace fleetline::workloads::transformer
