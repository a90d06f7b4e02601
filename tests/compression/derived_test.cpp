// The derived workload: what stages downstream are handed.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "cases.hpp"

namespace fleetline::compression {
namespace {

using testing::HasSubstr;

std::shared_ptr<const Workload> derived(const Workload& workload, const CompressionParams& params, bool sparse = true) {
  const auto hardware = device(sparse);
  return Compression().setup({&workload, &hardware, nullptr}, params)->objects.at(0).workload;
}

Step decode(const Workload& workload, double sequences = 1, double context = 1000) {
  Step step;
  step.precision = workload.facts().native;
  step.decode = {sequences, sequences * context, context};
  return step;
}

struct Sum {
  Flops flops;
  Bytes weights, activations, kv, held, cache;
};

Sum sum(const Workload& workload, const Step& step, const Sharding& sharding = {}) {
  Lowering lowering;
  workload.lower(step, sharding, lowering);
  Sum s;
  for (std::size_t b = 0; b < lowering.blocks().size(); ++b) {
    const Block& block = lowering.blocks()[b];
    s.held += block.memory.weights * block.count;
    s.cache += block.memory.kv * block.count;
    for (const Operator& op : lowering.operators(b, Pass::forward)) {
      s.flops += op.flops * (op.repeat * block.count);
      s.weights += op.bytes.weights * (op.repeat * block.count);
      s.activations += op.bytes.activations * (op.repeat * block.count);
      s.kv += op.bytes.kv * (op.repeat * block.count);
    }
  }
  return s;
}

TEST(Derived, HoldsWhatTheSolverSaysItWeighs) {
  const auto model = llama();
  const CompressionParams params{.zero_bits = 4};
  const auto small = derived(model, params);
  EXPECT_NEAR(sum(*small, decode(*small)).held / compressed(model, params).compressed_size, 1, 1e-12);
}

TEST(Derived, HoldsAllExpertsAndReadsThoseThatAreChosen) {
  const auto model = mixtral();
  const auto small = derived(model, {});
  const Sum one = sum(*small, decode(*small, 1)), many = sum(*small, decode(*small, 1000));
  EXPECT_NEAR(one.held / compressed(model, {}).compressed_size, 1, 1e-12);
  EXPECT_EQ(one.held, many.held);
  // Two of eight experts and the rest of the layers, against all of them.
  EXPECT_NEAR(one.weights / many.weights, 12.9 / 46.7, 0.03);
}

TEST(Derived, TakesAnotherFormatForAllItsWeights) {
  const auto model = llama();
  const auto small = derived(model, {});
  Step step = decode(*small), plain = decode(model);
  step.precision.weights = plain.precision.weights = format("fp8");
  EXPECT_EQ(sum(*small, step).held, sum(model, plain).held);
}

/// The same model, built smaller, must do the same work.
TEST(Derived, WithoutAQuarterOfItsHeadsIsTheModelBuiltThatWay) {
  const auto model = llama();
  workloads::transformer::Transformer::Params p;
  p.layers = 24, p.hidden = 4096, p.heads = 24, p.kv_heads = 6, p.head_dim = 128, p.ffn = 7168, p.vocabulary = 128256,
  p.max_context = 8192;
  const workloads::transformer::Transformer built(p);
  const auto small =
      derived(model, {.weights = format("bf16"), .heads_pruned = 0.25, .ffn_pruned = 0.5, .layers_pruned = 0.25});
  for (const double sequences : {1.0, 64.0})
    for (const std::uint32_t t : {1u, 2u}) {
      const Sum is = sum(*small, decode(*small, sequences), {.tensor = t}),
                should = sum(built, decode(built, sequences), {.tensor = t});
      EXPECT_NEAR(is.flops / should.flops, 1, 1e-9);
      EXPECT_NEAR(is.weights / should.weights, 1, 1e-9);
      EXPECT_NEAR(is.activations / should.activations, 1, 1e-9);
      EXPECT_NEAR(is.kv / should.kv, 1, 1e-9);
      EXPECT_NEAR(is.held / should.held, 1, 1e-9);
      EXPECT_NEAR(is.cache / should.cache, 1, 1e-9);
    }
  EXPECT_EQ(small->facts().layers, 24);
}

TEST(Derived, TrainsLikeTheModelBuiltThatWay) {
  const auto model = llama();
  workloads::transformer::Transformer::Params p;
  p.layers = 32, p.hidden = 4096, p.heads = 32, p.kv_heads = 8, p.ffn = 7168, p.vocabulary = 128256,
  p.max_context = 8192;
  const workloads::transformer::Transformer built(p);
  const auto small = derived(model, {.weights = format("bf16"), .ffn_pruned = 0.5});
  const auto work = [](const Workload& w) {
    Step step{
        .mode = Mode::training, .train = {.sequences = 1, .tokens_per_sequence = 2048}, .precision = w.facts().native};
    step.precision.gradients = format("bf16"), step.precision.moments = step.precision.master = format("fp32");
    Lowering lowering;
    w.lower(step, {}, lowering);
    Flops flops;
    Bytes state, held;
    for (std::size_t b = 0; b < lowering.blocks().size(); ++b) {
      const Block& block = lowering.blocks()[b];
      held += (block.memory.weights + block.memory.gradients + block.memory.optimizer) * block.count;
      for (std::size_t pass = 0; pass < pass_count; ++pass)
        for (const Operator& op : lowering.operators(b, static_cast<Pass>(pass)))
          flops += op.flops * (op.repeat * block.count), state += op.bytes.state * (op.repeat * block.count);
    }
    return std::tuple(flops, state, held);
  };
  const auto [flops, state, held] = work(*small);
  const auto [flops_built, state_built, held_built] = work(built);
  EXPECT_NEAR(flops / flops_built, 1, 1e-9);
  EXPECT_NEAR(state / state_built, 1, 1e-6);
  EXPECT_NEAR(held / held_built, 1, 1e-6);
}

TEST(Derived, WithHalfItsChannelsIsTheNetworkBuiltThatWay) {
  const auto whole = network();
  workloads::cnn::Cnn::Params p;
  p.input_height = p.input_width = 32;
  for (const auto& [name, op, channels] : std::vector<std::tuple<const char*, workloads::cnn::Op, int>>{
           {"first", workloads::cnn::Op::conv, 32},
           {"second", workloads::cnn::Op::conv, 32},
           {"third", workloads::cnn::Op::conv, 32},
           {"pool", workloads::cnn::Op::global_pool, 0},
           {"classes", workloads::cnn::Op::fully_connected, 10}}) {
    workloads::cnn::LayerSpec l;
    l.name = name, l.op = op, l.channels = channels;
    p.layer.push_back(l);
  }
  const workloads::cnn::Cnn built(p);
  const auto small = derived(whole, {.weights = format("fp32"), .channels_pruned = 0.5});
  const auto step = [](const Workload& w) { return Step{.samples = 4, .precision = w.facts().native}; };
  const Sum is = sum(*small, step(*small)), should = sum(built, step(built));
  EXPECT_NEAR(is.flops / should.flops, 1, 1e-9);
  EXPECT_NEAR(is.weights / should.weights, 1, 1e-9);
  EXPECT_NEAR(is.held / should.held, 1, 1e-9);
  EXPECT_NEAR(is.activations / should.activations, 1, 1e-9);
}

TEST(Derived, MultipliesTwoOfFourAtTheSparseRateWhereThereIsOne) {
  const auto model = llama();
  const CompressionParams params{.weights = format("bf16"), .sparsity_kind = Sparsity::two_of_four};
  for (const bool sparse : {true, false}) {
    const auto small = derived(model, params, sparse);
    Lowering lowering;
    small->lower(decode(*small), {}, lowering);
    for (std::size_t b = 0; b < lowering.blocks().size(); ++b)
      for (const Operator& op : lowering.operators(b, Pass::forward))
        if (op.flops > Flops(0)) {
          EXPECT_EQ(name_of(op.math),
                    sparse && lowering.blocks()[b].layers > 0 && op.kind == OperatorKind::gemm ? "bf16 2:4" : "bf16")
              << op.label.text();
        }
  }
}

/// One layer whose attention looks at another sequence.
class Crossing final : public Workload {
 public:
  const WorkloadFacts& facts() const override { return facts_; }
  void lower(const Step& step, const Sharding&, Lowering& out) const override {
    Block& block = out.begin(Label("layer"), 4, 1);
    block.memory.weights = step.precision.weights.bytes(64 * 64);
    Operator query{.kind = OperatorKind::gemm, .math = step.precision.math, .weights = step.precision.weights};
    query.activations = step.precision.activations;
    query.flops = Flops(2.0 * 64 * 64);
    query.bytes.weights = block.memory.weights;
    query.shape = Gemm{.m = 1, .n = 64, .k = 64};
    query.label = Label("cross_attention.query");
    out.add(Pass::forward, query);
    Operator core{.kind = OperatorKind::attention, .math = step.precision.math};
    core.shape = Attention{.queries = 1, .context = 10, .context_max = 10, .heads = 4, .kv_heads = 4};
    core.label = Label("cross_attention.core");
    out.add(Pass::forward, core);
  }

 private:
  WorkloadFacts facts_{.parameters = 4 * 64 * 64, .native = {.math = format("bf16"), .weights = format("bf16")}};
};

TEST(Derived, KeepsTheHeadsOfCrossAttention) {
  EXPECT_THAT(refusal(Crossing(), {.weights = format("int8"), .heads_pruned = 0.5}), HasSubstr("cross attention"));
  EXPECT_EQ(refusal(Crossing(), {.weights = format("int8"), .layers_pruned = 0.5}), "");
}

TEST(Derived, IsRefusedWhatCannotBeDivided) {
  const auto model = llama();
  EXPECT_THAT(refusal(model, {.heads_pruned = 0.3}), HasSubstr("30 % of 8 key-value heads"));
  EXPECT_THAT(refusal(model, {.heads_pruned = 0.3}), HasSubstr("0.25"));
  EXPECT_THAT(refusal(model, {.layers_pruned = 0.1}), HasSubstr("0.09375"));
  EXPECT_THAT(refusal(model, {.channels_pruned = 0.5}), HasSubstr("no convolutions"));
  EXPECT_THAT(refusal(network(), {.weights = format("int8"), .heads_pruned = 0.5}), HasSubstr("no attention"));
  EXPECT_THAT(refusal(mixtral(), {.ffn_pruned = 0.5}), HasSubstr("no feed-forward network outside experts"));
  const auto small = derived(model, {.heads_pruned = 0.25});  // 24 heads, 6 of keys and values
  Lowering lowering;
  EXPECT_NO_THROW(small->lower(decode(*small), {.tensor = 2}, lowering));
  EXPECT_THROW(small->lower(decode(*small), {.tensor = 4}, lowering), InputError);
}

}  // namespace
}  // namespace fleetline::compression
