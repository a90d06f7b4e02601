// Where the devices of a replica stand: what is refused, and what stages send over each boundary.
#include "serving/placement.hpp"

#include <gtest/gtest.h>

#include "accelerators/datasheet.hpp"
#include "fleetline/text.hpp"
#include "serving/solver.hpp"
#include "transformer/transformer.hpp"

namespace fleetline::serving {
namespace {

workloads::transformer::Transformer llama() {
  workloads::transformer::Transformer::Params p;
  p.layers = 32, p.hidden = 4096, p.heads = 32, p.kv_heads = 8, p.ffn = 14336, p.vocabulary = 128256,
  p.max_context = 8192;
  return workloads::transformer::Transformer(p);
}

accelerators::Datasheet device(double gigabytes, double bytes_per_s) {
  accelerators::DatasheetParams p;
  p.memory = Bytes(gigabytes * 1e9);
  p.memory_bandwidth = Bandwidth(bytes_per_s);
  p.peak = {{"bf16", FlopRate(1000e12)}};
  return accelerators::Datasheet(p);
}

struct View final : TopologyView {
  std::size_t vertex_count() const override { return 0; }
  std::size_t link_count() const override { return 0; }
  VertexKind kind(Vertex) const override { return {}; }
  Label name(Vertex) const override { return {}; }
  std::span<const Vertex> devices() const override { return {}; }
  std::span<const WiredLink> links() const override { return {}; }
  std::span<const Neighbour> neighbours(Vertex) const override { return {}; }
  std::span<const Vertex> failing_with(Vertex) const override { return {}; }
  Path path(Vertex, Vertex) const override { return {}; }
  Bandwidth cut(std::span<const Vertex>) const override { return {}; }
  std::uint32_t blast_set_size(Vertex) const override { return 0; }
};

/// Two partitions of 64 devices in nodes of eight. Within a node a send takes 1 us and 0.01 ns a byte, between nodes
/// 100 us and 10 ns.
class Nodes final : public Fleet {
 public:
  Nodes(const Hardware& first, const Hardware& second) {
    partitions_[0] = {
        .name = Label("east"), .hardware = &first, .first_device = 0, .devices = 64, .devices_per_node = 8};
    partitions_[1] = {
        .name = Label("west"), .hardware = &second, .first_device = 64, .devices = 64, .devices_per_node = 8};
  }
  std::span<const Partition> partitions() const override { return partitions_; }
  std::uint32_t device_count() const override { return 128; }
  const TopologyView* topology() const override { return &view_; }
  Profiles profiles(const Group& group) const override {
    Profiles out;
    out.connected = connected || group.size() <= 8;
    out.gap = Label("nothing connects the 2 nodes");
    out.remedy = Label("fabric in [fleet]");
    return out;
  }
  Cost price(const Collective& c, const Group& group) const override {
    const std::uint32_t last = group.start + (group.counts[0] - 1) * group.strides[0];
    const bool inside = group.start / 8 == last / 8;
    return {.time = Seconds(inside ? 1e-6 + c.payload.base() * 1e-11 : 1e-4 + c.payload.base() * 1e-8)};
  }
  bool connected = true;

 private:
  Partition partitions_[2];
  View view_;
};

TEST(Placement, StagesSendOverTheBoundariesThereAre) {
  const auto one = device(80, 3e12);
  const Nodes fleet(one, one);
  // Stages of four devices begin at 0, 4, 8, 12: inside, between, inside.
  const Division d = division_of(fleet, 4, 4);
  EXPECT_NEAR(d.hand_overs.base(), 102e-6, 2e-8);  // that of one byte
  EXPECT_NEAR(d.hand_overs_s_per_byte, 1e-8 + 2e-11, 1e-14);
  EXPECT_EQ(division_of(fleet, 4, 1).hand_overs.base(), 0);
}

TEST(Placement, PromptsAndTokensFeelWhatStagesSend) {
  const auto hardware = device(80, 3e12);
  const auto workload = llama();
  const Format bf16 = *parse_format("bf16").value;
  PrecisionPolicy p;
  p.math = p.weights = p.activations = p.kv = bf16;
  const ServingStack stack;
  const auto of = [&](double per_byte) {
    Division d{.tensor = 1, .pipeline = 4, .hand_overs_s_per_byte = per_byte};
    d.collective = [](const Collective&) { return Seconds(0); };
    return StepCosts(workload, hardware, p, d, stack);
  };
  const StepCosts free = of(0), slow = of(1e-8);
  const Prompt prompt = free.prompt(512);
  // A token hands on 4096 values of two bytes: 8192 bytes, 82 us; 64 decodes are 16 in each stage.
  const double token = 8192 * 1e-8;
  EXPECT_NEAR(slow.prefill_s(1, prompt) - free.prefill_s(1, prompt), 512 * token, 1e-9);
  EXPECT_NEAR(slow.added_prefill_s(8, prompt) - free.added_prefill_s(8, prompt), 512 * token, 1e-9);
  const Price attention = free.decode_attention(600);
  EXPECT_NEAR(slow.decode_s(64, attention) - free.decode_s(64, attention), 16 * token, 1e-9);
}

std::string refusal(const Fleet& fleet, const Hardware& hardware, const ServingParams& params) {
  const auto workload = llama();
  try {
    Serving().setup({&workload, &hardware, &fleet}, params);
  } catch (const InputError& e) {
    std::string all;
    for (const Problem& p : e.problems()) all += cat(p.path, ": ", p.what, " | ", p.expected, "\n");
    return all;
  }
  return "accepted";
}

TEST(Placement, OneKindOfHardwareAtSeveralPlacesIsServedAndTwoKindsAreNot) {
  const auto first = device(80, 3e12), same = device(80, 3e12), slower = device(80, 2e12);
  EXPECT_EQ(refusal(Nodes(first, same), first, {.tensor_parallel = 8}), "accepted");
  EXPECT_EQ(refusal(Nodes(first, slower), first, {.tensor_parallel = 8}),
            ": the fleet's partitions hold different hardware: 'east' (80 GB at 3 TB/s) and 'west' (80 GB at 2 TB/s) | "
            "one kind of "
            "hardware: fleet.partition of one kind, or a scenario for each\n");
}

TEST(Placement, ReplicasThatNothingConnectsAreRefusedWithWhatWould) {
  const auto one = device(80, 3e12);
  Nodes fleet(one, one);
  fleet.connected = false;
  EXPECT_EQ(refusal(fleet, one, {.tensor_parallel = 8}), "accepted");
  EXPECT_EQ(refusal(fleet, one, {.tensor_parallel = 4, .pipeline_parallel = 4}),
            "tensor_parallel: one replica takes 16 devices: nothing connects the 2 nodes | fabric in [fleet]\n");
}

TEST(Placement, MoreStagesThanLayersAreRefusedWithTheMost) {
  const auto one = device(80, 3e12);
  const Nodes fleet(one, one);
  EXPECT_EQ(refusal(fleet, one, {.pipeline_parallel = 33}),
            "pipeline_parallel: 33 stages, but the model has 32 layers | at most 32\n");
  EXPECT_EQ(refusal(fleet, one, {.pipeline_parallel = 32}), "accepted");
}

}  // namespace
}  // namespace fleetline::serving
