// Where the devices of a replica stand: what is refused, and what stages send over each boundary.
#include "serving/placement.hpp"

#include <gtest/gtest.h>

#include "fleetline/text.hpp"
#include "support.hpp"

namespace fleetline::serving {
namespace {

TEST(Placement, StagesSendOverTheBoundariesThereAre) {
  const auto one = device(80, 3e12);
  const Nodes fleet(one, one);
  // Stages of four devices begin at 0, 4, 8, 12: inside, between, inside.
  const Division d = division_of(fleet, 0, {.tensor_parallel = 4, .pipeline_parallel = 4});
  EXPECT_NEAR(d.hand_overs.base(), 102e-6, 2e-8);  // that of one byte
  EXPECT_NEAR(d.hand_overs_s_per_byte, 1e-8 + 2e-11, 1e-14);
  EXPECT_EQ(division_of(fleet, 0, {.tensor_parallel = 4}).hand_overs.base(), 0);
}

TEST(Placement, PromptsAndTokensFeelWhatStagesSend) {
  const auto hardware = device(80, 3e12);
  const auto workload = llama();
  const ServingStack stack;
  const auto of = [&](double per_byte) {
    Division d{.tensor = 1, .pipeline = 4, .hand_overs_s_per_byte = per_byte};
    d.collective = [](const Collective&) { return Seconds(0); };
    return StepCosts(workload, hardware, in_bf16(), d, stack);
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

TEST(Placement, KindsOfHardwareAreServedApartAndLikeNeighboursTogether) {
  const auto first = device(80, 3e12), same = device(80, 3e12), slower = device(80, 2e12);
  EXPECT_EQ(refusal(Nodes(first, same), first, {.tensor_parallel = 8}), "accepted");
  EXPECT_EQ(refusal(Nodes(first, slower), first, {.tensor_parallel = 8}), "accepted");
  EXPECT_EQ(places_of(Nodes(first, same), first, in_bf16()).size(), 1u);
  const std::vector<Place> places = places_of(Nodes(first, slower), first, in_bf16());
  ASSERT_EQ(places.size(), 2u);
  EXPECT_EQ(places[1].hardware, &slower);
  EXPECT_EQ(places[1].first_device, 64u);
}

TEST(Placement, AReplicaStandsOnOneKindOfHardware) {
  const auto first = device(80, 3e12), slower = device(80, 2e12);
  EXPECT_EQ(
      refusal(Nodes(first, slower), first, {.tensor_parallel = 8, .pipeline_parallel = 16}),
      "tensor_parallel: one replica takes 8 x 16 = 128 devices, the largest partition of one kind, 'east', has 64 "
      "| at most 64, or a larger partition\n");
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
