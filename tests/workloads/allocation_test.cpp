// lower() allocates nothing once a Lowering is warm.
#include <gtest/gtest.h>

#include <array>
#include <vector>

#include "allocation_count.hpp"
#include "cnn/cnn.hpp"
#include "profile/profile.hpp"
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

TEST_F(Allocation, AProfileAllocatesNothing) {
  profile::Profile::Params p;
  p.parameters = 1e6;
  EXPECT_EQ(allocations_when_warm(profile::Profile(p), train_step(8, 0)), 0);
}

}  // namespace
}  // namespace fleetline::workloads
