// Attention and feed-forward network side by side: what it saves is one norm, and one all-reduce of tensor parallelism; nothing else changes.
#include <gtest/gtest.h>

#include "support.hpp"

namespace fleetline::workloads {
namespace {

using transformer::Parallel;
using transformer::Transformer;

constexpr Parallel forms[] = {Parallel::none, Parallel::one_norm, Parallel::two_norms};

Transformer::Params model(Parallel parallel, transformer::Norm norm = transformer::Norm::layer) {
  Transformer::Params p;
  p.layers = 4; p.hidden = 64; p.heads = 8; p.ffn = 256; p.vocabulary = 128; p.gated = false;
  p.parallel = parallel;
  p.norm = norm;
  return p;
}

const Block& decoder(const Lowering& l) { return l.blocks()[1]; }

/// Collectives of one kind in a pass of one decoder layer.
int count(const Lowering& l, Pass pass, CollectiveKind kind) {
  int found = 0;
  for (const Collective& c : l.collectives(1, pass)) found += c.kind == kind ? 1 : 0;
  return found;
}

TEST(ParallelLayer, OneNormHasAsManyParametersFewerAsANormHas) {
  const double serial = Transformer(model(Parallel::none)).facts().parameters;
  EXPECT_EQ(Transformer(model(Parallel::two_norms)).facts().parameters, serial);
  EXPECT_EQ(Transformer(model(Parallel::one_norm)).facts().parameters, serial - 4 * 2 * 64);
}

TEST(ParallelLayer, NoFlopsChange) {
  for (const Parallel form : forms)
    for (const Pass pass : {Pass::forward, Pass::backward_input, Pass::backward_weight}) {
      const auto flops = [pass](Parallel p) { return sum(lowered(Transformer(model(p)), train_step(2, 32)), pass).flops; };
      EXPECT_EQ(flops(form), flops(Parallel::none));
    }
}

// Pope et al. 2022, section 3.4: the partial sums of both halves are added up at once. Backward, each norm's input needs a sum of its own.
TEST(ParallelLayer, OneAllReduceForwardInsteadOfTwo) {
  const int backward[] = {2, 1, 2};
  for (std::size_t i = 0; i < std::size(forms); ++i) {
    const Transformer w(model(forms[i]));
    const Lowering training = lowered(w, train_step(2, 32), {.tensor = 4}), decode = lowered(w, decode_step(3, 10), {.tensor = 4});
    EXPECT_EQ(count(training, Pass::forward, CollectiveKind::all_reduce), i == 0 ? 2 : 1);
    EXPECT_EQ(count(training, Pass::backward_input, CollectiveKind::all_reduce), backward[i]);
    EXPECT_EQ(sum(decode, Pass::forward, "decoder").comm, (i == 0 ? 2 : 1) * 4 * 3 * 64 * 2);  // layers, tokens, hidden, bytes
  }
}

// TensorRT-LLM gives both halves a group of devices to reduce over (models/falcon/model.py): as many collectives as in a serial layer.
TEST(ParallelLayer, AnEngineMayAddUpTheHalvesApart) {
  for (const Parallel form : forms) {
    Transformer::Params p = model(form);
    p.parallel_sums = transformer::ParallelSums::apart;
    const Lowering l = lowered(Transformer(p), train_step(2, 32), {.tensor = 4});
    EXPECT_EQ(count(l, Pass::forward, CollectiveKind::all_reduce), 2);
    EXPECT_EQ(count(l, Pass::backward_input, CollectiveKind::all_reduce), 2);
  }
}

TEST(ParallelLayer, SequenceParallelismGathersOncePerNorm) {
  const int gathers[] = {2, 1, 2};
  for (std::size_t i = 0; i < std::size(forms); ++i) {
    const Lowering l = lowered(Transformer(model(forms[i])), train_step(2, 32), {.tensor = 4, .sequence_parallel = true});
    EXPECT_EQ(count(l, Pass::forward, CollectiveKind::all_gather), gathers[i]);
    EXPECT_EQ(count(l, Pass::forward, CollectiveKind::reduce_scatter), i == 0 ? 2 : 1);
    EXPECT_EQ(count(l, Pass::backward_input, CollectiveKind::all_gather), i == 0 ? 2 : 1);
    EXPECT_EQ(count(l, Pass::backward_input, CollectiveKind::reduce_scatter), gathers[i]);
    EXPECT_EQ(count(l, Pass::backward_weight, CollectiveKind::all_gather), gathers[i]);
  }
}

// Kept: two norm inputs and two inputs of matrices; side by side the norms share theirs, and with one norm the matrices do, too.
TEST(ParallelLayer, KeepsFewerTensors) {
  const auto kept = [](Parallel p) { return decoder(lowered(Transformer(model(p)), train_step(2, 32))).memory.activations.base(); };
  constexpr double tensor = 2 * 32 * 64 * 2;
  EXPECT_DOUBLE_EQ(kept(Parallel::none) - kept(Parallel::two_norms), tensor);
  EXPECT_DOUBLE_EQ(kept(Parallel::none) - kept(Parallel::one_norm), 2 * tensor);
}

// Without tensor parallelism: norm, norm with residual and residual move 2 + 4 + 3 tensors; side by side norm, sum and residual 2 + 3 + 3,
// and 2 more for a second norm.
TEST(ParallelLayer, MovesThePlainTensorsItHas) {
  const auto moved = [](Parallel p) {
    const Lowering l = lowered(Transformer(model(p)), decode_step(8, 10));
    double bytes = 0;
    for (const Operator& op : l.operators(1, Pass::forward))
      if (op.kind == OperatorKind::normalisation || op.label.text() == "ffn.residual" || op.label.text() == "parallel.sum")
        bytes += op.bytes.activations.base();
    return bytes / (8 * 64 * 2);
  };
  EXPECT_DOUBLE_EQ(moved(Parallel::none), 9);
  EXPECT_DOUBLE_EQ(moved(Parallel::one_norm), 8);
  EXPECT_DOUBLE_EQ(moved(Parallel::two_norms), 10);
}

// ---- multi-token prediction

Transformer::Params with_module(int modules) {
  Transformer::Params p = model(Parallel::none, transformer::Norm::rms);
  p.prediction_modules = modules;
  return p;
}

TEST(PredictionModule, IsNoPartOfTheModelsParametersNorOfInference) {
  EXPECT_EQ(Transformer(with_module(2)).facts().parameters, Transformer(with_module(0)).facts().parameters);
  EXPECT_EQ(lowered(Transformer(with_module(2)), decode_step(2, 10)).blocks().size(), 3u);
}

// Forward: 2 x 2h x h of the joining matrix, a layer, and the head once more.
TEST(PredictionModule, CostsAJoinALayerAndAHead) {
  const Lowering l = lowered(Transformer(with_module(1)), train_step(2, 32));
  const double join = 2.0 * (2 * 32) * (2 * 64) * 64;
  const double layer = sum(l, Pass::forward, "decoder").flops / 4, head = sum(l, Pass::forward, "head").flops;
  EXPECT_DOUBLE_EQ(sum(l, Pass::forward, "prediction").flops, join + layer + head);
  const double backward = sum(l, Pass::backward_input, "decoder").flops / 4 + sum(l, Pass::backward_input, "head").flops;
  EXPECT_DOUBLE_EQ(sum(l, Pass::backward_input, "prediction").flops, join + backward);
}

// Weights and gradients of 2 + 2 bytes: the module's own, without embedding and head: 2h x h + a layer + three norms.
TEST(PredictionModule, HoldsItsOwnParameters) {
  const Lowering l = lowered(Transformer(with_module(3)), train_step(2, 32));
  const double layer = 4 * 64 * 64 + 2 * 64 * 256 + 2 * 64, own = 2 * 64 * 64 + layer + 3 * 64;
  for (const Block& block : l.blocks())
    if (block.label.text() == "prediction") {
      EXPECT_EQ(block.count, 3);
      EXPECT_DOUBLE_EQ(block.memory.weights.base(), 2 * own);
    }
}

// ---- skewed routers

Transformer::Params mixture(double skew) {
  Transformer::Params p = model(Parallel::none, transformer::Norm::rms);
  p.ffn.reset();
  p.experts = 8; p.experts_per_token = 2; p.expert_ffn = 64; p.router_skew = skew;
  return p;
}

Operator expert_up(const Lowering& l) {
  for (const Operator& op : l.operators(1, Pass::forward))
    if (op.label.text() == "experts.up") return op;
  return {};
}

// Two experts a device, one of them with 1.5 times the mean: 1 + (1.5 - 1) x 4/8 = 1.25 of the mean device's work.
TEST(RouterSkew, TheFullestDeviceHasMoreWork) {
  const Lowering balanced = lowered(Transformer(mixture(1)), train_step(2, 32), {.expert = 4});
  const Lowering skewed = lowered(Transformer(mixture(1.5)), train_step(2, 32), {.expert = 4});
  const Operator even = expert_up(balanced), full = expert_up(skewed);
  EXPECT_DOUBLE_EQ(full.flops.base(), 1.25 * even.flops.base());
  EXPECT_DOUBLE_EQ((full.flops - full.rework).base(), even.flops.base());
  EXPECT_EQ(std::get<Gemm>(full.shape).max_load, 1.5);
  const auto exchanged = [](const Lowering& l) { return l.collectives(1, Pass::forward)[0].payload.base(); };
  EXPECT_DOUBLE_EQ(exchanged(skewed), 1.25 * exchanged(balanced));
}

TEST(RouterSkew, ADeviceWithAllExpertsHasAllTokens) {
  EXPECT_EQ(expert_up(lowered(Transformer(mixture(4)), train_step(2, 32))).flops, expert_up(lowered(Transformer(mixture(1)), train_step(2, 32))).flops);
}

}  // namespace
}  // namespace fleetline::workloads
