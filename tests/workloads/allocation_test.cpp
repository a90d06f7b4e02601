// lower() allocates nothing once a Lowering is warm.
#include <gtest/gtest.h>

#include <array>
#include <vector>

#include "allocation_count.hpp"
#include "cnn/cnn.hpp"
#include "layers/layers.hpp"
#include "profile/profile.hpp"
#include "state_space/state_space.hpp"
#include "support.hpp"

namespace fleetline::workloads {
namespace {

class Allocation : public testing::Test {
  void SetUp() override {
    if (!counts_allocations()) GTEST_SKIP() << "a sanitizer has an operator new of its own";
  }
};

long allocations_when_warm(const Workload& workload, const Step& step, const Sharding& sharding = {}) {
  Lowering out;
  workload.lower(step, sharding, out);
  const long before = allocations();
  for (int i = 0; i < 10; ++i) {
    out.clear();
    workload.lower(step, sharding, out);
  }
  return allocations() - before;
}

TEST_F(Allocation, TheCounterCounts) {
  const long before = allocations();
  std::vector<int> v(100);
  EXPECT_GT(allocations(), before) << v.size();
}

TEST_F(Allocation, ATransformerAllocatesNothing) {
  const transformer::Transformer w(llama_70b());
  const std::array<Chunk, 2> chunks{Chunk{1, 512, 0}, Chunk{1, 256, 768}};
  Step mixed = decode_step(8, 1000);
  mixed.prefill = chunks;
  EXPECT_EQ(allocations_when_warm(w, mixed, {.tensor = 8, .sequence_parallel = true}), 0);
  EXPECT_EQ(allocations_when_warm(w, train_step(1, 4096, Recompute::full), {.tensor = 8}), 0);
}

TEST_F(Allocation, ANetworkAllocatesNothing) {
  cnn::Cnn::Params p;
  p.input_height = p.input_width = 32;
  p.layer = {{.channels = 16}, {.op = cnn::Op::bottleneck, .channels = 64, .repeat = 3}};
  EXPECT_EQ(allocations_when_warm(cnn::Cnn(p), {.samples = 8, .precision = sixteen_bit()}), 0);
  EXPECT_EQ(allocations_when_warm(cnn::Cnn(p), train_step(8, 0)), 0);
}

TEST_F(Allocation, ExpertsAndLatentsAllocateNothing) {
  transformer::Transformer::Params p = llama_8b();
  p.kv_heads.reset();
  p.kv_rank = 512; p.q_rank = 1536; p.nope_head_dim = 128; p.rope_head_dim = 64; p.value_head_dim = 128;
  p.experts = 64; p.experts_per_token = 8; p.expert_ffn = 1024; p.shared_experts = 1; p.dense_layers = 2; p.window = 512; p.window_layers = 8;
  const transformer::Transformer w(p);
  const std::array<Chunk, 1> chunk{Chunk{1, 512, 1000}};
  Step mixed = decode_step(8, 1000);
  mixed.prefill = chunk;
  EXPECT_EQ(allocations_when_warm(w, mixed, {.tensor = 8, .expert = 8}), 0);
  EXPECT_EQ(allocations_when_warm(w, train_step(1, 4096, Recompute::full), {.tensor = 8, .expert = 8}), 0);
}

TEST_F(Allocation, AStateSpaceAllocatesNothing) {
  state_space::StateSpace::Params p;
  p.layers = 24; p.hidden = 768; p.vocabulary = 50280;
  EXPECT_EQ(allocations_when_warm(state_space::StateSpace(p), decode_step(8, 1000)), 0);
  EXPECT_EQ(allocations_when_warm(state_space::StateSpace(p), train_step(8, 1024)), 0);
}

TEST_F(Allocation, ATableOfLayersAllocatesNothing) {
  layers::Params p;
  p.layer = {{.op = layers::Op::conv, .height = 8, .in = 3, .out = 4, .kernel = 3}, {.op = layers::Op::attention, .tokens = 12, .head_dim = 3}};
  EXPECT_EQ(allocations_when_warm(layers::Layers(p), {.samples = 8, .precision = sixteen_bit()}), 0);
  EXPECT_EQ(allocations_when_warm(layers::Layers(p), train_step(8, 0)), 0);
}

TEST_F(Allocation, AProfileAllocatesNothing) {
  profile::Profile::Params p;
  p.parameters = 1e6;
  EXPECT_EQ(allocations_when_warm(profile::Profile(p), train_step(8, 0)), 0);
}

}  // namespace
}  // namespace fleetline::workloads
