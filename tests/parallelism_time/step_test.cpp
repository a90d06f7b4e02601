// The closed form of a step: each term by hand.
#include "parallelism/step.hpp"

#include <gtest/gtest.h>

namespace fleetline::parallelism {
namespace {

/// Eight layers of 1 s forward and 2 s backward; nothing before or after them, nothing sent.
ModelTimes eight_layers() {
  ModelTimes m;
  m.layers = 8;
  m.layer = {.forward = Seconds(1), .recompute = Seconds(0), .backward = Seconds(2), .communication = Seconds(0)};
  return m;
}

Seconds of(const Timed& t, Part p) { return t.parts[static_cast<std::size_t>(p)]; }

TEST(StepTime, OneDeviceDoesOneMicroBatchAfterTheOther) {
  EXPECT_DOUBLE_EQ(step_time(eight_layers(), {}, {}, 4).step.base(), 4 * 24.0);
}

// Narayanan et al. 2021, section 2.2.1: (p - 1) / m of the ideal time; 2.2.2: over v when chunks are interleaved.
TEST(StepTime, TheBubbleOfEqualStagesIsThatOfThePaper) {
  const Timed plain = step_time(eight_layers(), {}, {.pipeline = 4}, 8), chunks = step_time(eight_layers(), {}, {.pipeline = 4, .virtual_stages = 2}, 8);
  EXPECT_DOUBLE_EQ(of(plain, Part::bubble) / of(plain, Part::compute), 3.0 / 8);
  EXPECT_DOUBLE_EQ(of(chunks, Part::bubble) / of(chunks, Part::compute), 3.0 / 16);
}

TEST(StepTime, TheHeadSlowsItsStageAndNotTheOthers) {
  ModelTimes m = eight_layers();
  m.last.forward = Seconds(6);
  const Timed t = step_time(m, {}, {.pipeline = 4}, 8);
  EXPECT_DOUBLE_EQ(of(t, Part::compute).base(), 8 * (6.0 + 6));
  EXPECT_DOUBLE_EQ(of(t, Part::bubble).base(), 3 * 6.0) << "one micro-batch through the three other stages";
}

TEST(StepTime, GradientsHideBehindAsMuchOfTheBackwardPassAsTheStackAllows) {
  ModelTimes m = eight_layers();
  m.layer_gradients = Bytes(1);
  Wires w;
  w.all_reduce = {.latency = Seconds(20), .seconds_per_byte = 0};
  const LayoutChoice c{.data = 2, .zero = Zero::none};
  const auto exposed = [&](double overlap) {
    m.terms.data_overlap = overlap;
    return of(step_time(m, w, c, 8), Part::data).base();
  };
  EXPECT_DOUBLE_EQ(exposed(0), 20);
  EXPECT_DOUBLE_EQ(exposed(0.5), 20 - 8);
  EXPECT_DOUBLE_EQ(exposed(1), 20 - 16);
}

// Zhao et al. 2023, section 3.2.2: 8 layers of one byte of gradients and one of weights, four replicas in two groups of two. A group
// scatters 8 bytes at 1 s/byte and adds its half, 4 bytes, to the other's at 10 s/byte; then it gathers 8 bytes at 1 s/byte.
TEST(StepTime, GroupsThatDivideTheStatesAddUpTheirShares) {
  ModelTimes m = eight_layers();
  m.layer_gradients = m.layer_weights = Bytes(1);
  m.terms.data_overlap = 0;
  Wires w;
  w.reduce_scatter.seconds_per_byte = w.all_gather.seconds_per_byte = 1;
  w.shares_all_reduce.seconds_per_byte = 10;
  EXPECT_DOUBLE_EQ(of(step_time(m, w, {.data = 4, .shard = 2}, 8), Part::data).base(), 8 + 10 * 4 + 8);
  EXPECT_DOUBLE_EQ(of(step_time(m, {.reduce_scatter = w.reduce_scatter, .all_gather = w.all_gather}, {.data = 4}, 8), Part::data).base(), 8 + 8) << "one group: nothing between";
}

// Seven layers of 3 s on two stages, and a head of 6 s: 4 layers are 12 s, 3 and the head 15 s. Placed by hand no stage is faster than the
// mean of 27 s / 2.
TEST(StepTime, LayersThatDoNotDivideEvenOutTheHead) {
  ModelTimes m = eight_layers();
  m.layers = 7;
  m.last.forward = Seconds(6);
  EXPECT_DOUBLE_EQ(of(step_time(m, {}, {.pipeline = 2}, 8), Part::compute).base(), 8 * 13.5);
  m.last.forward = Seconds(1);
  EXPECT_DOUBLE_EQ(of(step_time(m, {}, {.pipeline = 2}, 8), Part::compute).base(), 8 * 12.0) << "four layers on one of them";
}

// Half of every layer belongs to experts, spread over 4 of 8 replicas: two hold the same ones. Of 8 layers with 2 bytes of gradients and
// 16 s of update each, 8 bytes and 64 s are the experts'.
TEST(StepTime, ExpertsHaveReplicasOfTheirOwn) {
  ModelTimes m = eight_layers();
  m.layer.communication = Seconds(3);
  m.layer.exchange = Seconds(1);
  m.layer_gradients = Bytes(2);
  m.layer_update = Seconds(16);
  m.expert_share = 0.5;
  m.terms.data_overlap = 0;
  Wires w;
  w.reduce_scatter = {.latency = Seconds(0), .seconds_per_byte = 1};
  w.expert_reduce_scatter = {.latency = Seconds(0), .seconds_per_byte = 10};
  const Timed t = step_time(m, w, {.data = 8, .expert = 4, .zero = Zero::optimizer}, 16);
  EXPECT_DOUBLE_EQ(of(t, Part::data).base(), 8 * 1.0 + 8 * 10.0);
  EXPECT_DOUBLE_EQ(of(t, Part::optimizer).base(), 64.0 / 8 + 64.0 / 2);
  EXPECT_DOUBLE_EQ(of(t, Part::expert).base(), 2 * 8 * 1.0) << "two micro-batches of eight layers";
  EXPECT_DOUBLE_EQ(of(t, Part::tensor).base(), 2 * 8 * 2.0) << "the rest of what a layer sends";
}

// Two stages of four layers: 12 s of arithmetic per micro-batch, eight of those and one more to fill and drain.
TEST(StepTime, SendsHideBehindNoMoreThanTheArithmeticThereIs) {
  ModelTimes m = eight_layers();
  m.boundary = Bytes(1);
  Wires w;
  const auto exposed = [&](double overlap, double each_way) {
    m.terms.stage_overlap = overlap;
    w.stage = {.latency = Seconds(each_way), .seconds_per_byte = 0};
    return of(step_time(m, w, {.pipeline = 2}, 8), Part::stages).base();
  };
  EXPECT_DOUBLE_EQ(exposed(1, 6), 0);
  EXPECT_DOUBLE_EQ(exposed(1, 100), 9 * (200.0 - 12));
  EXPECT_DOUBLE_EQ(exposed(0.5, 4), 9 * (8.0 - 4));
  // Two chunks a stage: twice as many sends, behind half as much arithmetic each.
  m.terms.stage_overlap = 1;
  w.stage = {.latency = Seconds(100), .seconds_per_byte = 0};
  EXPECT_DOUBLE_EQ(of(step_time(m, w, {.pipeline = 2, .virtual_stages = 2}, 8), Part::stages).base(), 17 * (200.0 - 6));
}

TEST(StepTime, PartsAddUp) {
  ModelTimes m = eight_layers();
  m.terms = {.data_overlap = 0, .stage_overlap = 0.5, .micro_batch_overhead = Seconds(0.1), .step_overhead = Seconds(3)};
  m.layer_update = Seconds(0.5);
  m.boundary = Bytes(1);
  Wires w;
  w.stage = {.latency = Seconds(0.25), .seconds_per_byte = 0};
  const Timed t = step_time(m, w, {.pipeline = 2}, 8);
  Seconds sum;
  for (const Seconds part : t.parts) sum += part;
  EXPECT_DOUBLE_EQ(sum.base(), t.step.base());
  EXPECT_DOUBLE_EQ(of(t, Part::stages).base(), 0.5 * 2 * (8 + 1) * 0.25);
}

}  // namespace
}  // namespace fleetline::parallelism
