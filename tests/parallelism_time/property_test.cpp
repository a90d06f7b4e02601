// What holds for every step, whatever the constants.
#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include <cmath>

#include "parallelism/step.hpp"

namespace fleetline::parallelism {
namespace {

Seconds seconds(int most) { return Seconds(*rc::gen::inRange(0, most) * 1e-3); }

PassTimes any_pass(int most) {
  PassTimes p{.forward = seconds(most) + Seconds(1e-4), .recompute = seconds(most), .backward = seconds(2 * most), .communication = seconds(most), .forward_communication = {}};
  p.forward_communication = p.communication / 3;
  return p;
}

ModelTimes any_model() {
  ModelTimes m;
  m.layers = *rc::gen::inRange(1, 128);
  m.layer = any_pass(50);
  m.first = any_pass(20);
  m.last = any_pass(80);
  m.layer_update = seconds(10);
  m.layer_gradients = Bytes(*rc::gen::inRange(0, 4000) * 1e6);
  m.layer_weights = m.layer_gradients / 2;
  m.boundary = Bytes(*rc::gen::inRange(0, 200) * 1e6);
  m.terms = {.data_overlap = *rc::gen::inRange(0, 101) / 100.0, .stage_overlap = *rc::gen::inRange(0, 101) / 100.0,
             .micro_batch_overhead = seconds(5), .step_overhead = seconds(500)};
  return m;
}

Wires any_wires() {
  const auto wire = [] { return Wire{.latency = Seconds(*rc::gen::inRange(0, 100) * 1e-6), .seconds_per_byte = 1 / (*rc::gen::inRange(1, 400) * 1e9)}; };
  return {.stage = wire(), .all_reduce = wire(), .reduce_scatter = wire(), .all_gather = wire()};
}

LayoutChoice any_choice(const ModelTimes& m) {
  LayoutChoice c;
  c.pipeline = *rc::gen::inRange<std::uint32_t>(1, static_cast<std::uint32_t>(m.layers) + 1);
  c.virtual_stages = c.pipeline > 1 ? *rc::gen::inRange(1u, 8u) : 1;
  c.data = *rc::gen::inRange(1u, 64u);
  c.micro_batch = *rc::gen::inRange(1u, 8u);
  c.zero = *rc::gen::element(Zero::none, Zero::optimizer, Zero::gradients, Zero::weights);
  return c;
}

std::uint32_t batch_of(const LayoutChoice& c, std::uint32_t micro_batches) { return c.data * c.micro_batch * micro_batches; }
Seconds of(const Timed& t, Part p) { return t.parts[static_cast<std::size_t>(p)]; }

RC_GTEST_PROP(StepTimeHolds, PartsAddUpAndNoneIsNegative, ()) {
  const ModelTimes m = any_model();
  const LayoutChoice c = any_choice(m);
  const Timed t = step_time(m, any_wires(), c, batch_of(c, *rc::gen::inRange(1u, 64u)));
  Seconds sum;
  for (const Seconds part : t.parts) {
    RC_ASSERT(part >= Seconds(0));
    sum += part;
  }
  RC_ASSERT(std::abs((sum - t.step).base()) <= 1e-12 * t.step.base());
}

RC_GTEST_PROP(StepTimeHolds, MoreMicroBatchesMakeTheBubbleASmallerShare, ()) {
  const ModelTimes m = any_model();
  const LayoutChoice c = any_choice(m);
  const Wires w = any_wires();
  const std::uint32_t few = *rc::gen::inRange(1u, 64u), more = few + *rc::gen::inRange(1u, 64u);
  const auto share = [&](std::uint32_t n) {
    const Timed t = step_time(m, w, c, batch_of(c, n));
    return of(t, Part::bubble) / (of(t, Part::bubble) + of(t, Part::compute) + of(t, Part::recompute) + of(t, Part::tensor));
  };
  RC_ASSERT(share(more) <= share(few));
  RC_ASSERT((c.pipeline > 1 || share(few) == 0.0));
}

RC_GTEST_PROP(StepTimeHolds, ChunksDivideTheBubble, ()) {
  const ModelTimes m = any_model();
  LayoutChoice c = any_choice(m);
  const Wires w = any_wires();
  const std::uint32_t batch = batch_of(c, 8), chunks = c.virtual_stages;
  const Seconds interleaved = of(step_time(m, w, c, batch), Part::bubble);
  c.virtual_stages = 1;
  RC_ASSERT(std::abs((of(step_time(m, w, c, batch), Part::bubble) / double(chunks) - interleaved).base()) <= 1e-12);
}

RC_GTEST_PROP(StepTimeHolds, WithoutAPipelineLayersCountInProportion, ()) {
  ModelTimes m = any_model();
  m.first = m.last = {};
  m.terms = {};
  const double layers = m.layers;
  const Seconds once = step_time(m, {}, {.micro_batch = 1}, 4).step;
  m.layers = 3 * layers;
  RC_ASSERT(std::abs(step_time(m, {}, {.micro_batch = 1}, 4).step.base() - 3 * once.base()) <= 1e-9 * once.base());
}

RC_GTEST_PROP(StepTimeHolds, FasterWiresAndMoreOverlapAreNeverSlower, ()) {
  ModelTimes m = any_model();
  const LayoutChoice c = any_choice(m);
  const std::uint32_t batch = batch_of(c, *rc::gen::inRange(1u, 64u));
  Wires w = any_wires();
  const Seconds before = step_time(m, w, c, batch).step;
  for (Wire* wire : {&w.stage, &w.all_reduce, &w.reduce_scatter, &w.all_gather}) wire->seconds_per_byte /= 2;
  const Seconds faster = step_time(m, w, c, batch).step;
  m.terms.data_overlap = m.terms.stage_overlap = 1;
  const Seconds hidden = step_time(m, w, c, batch).step;
  RC_ASSERT(faster <= before);
  RC_ASSERT(hidden <= faster);
}

RC_GTEST_PROP(StepTimeHolds, DividingTheOptimizerNeverMakesItSlower, ()) {
  const ModelTimes m = any_model();
  LayoutChoice c = any_choice(m);
  const Wires w = any_wires();
  const std::uint32_t batch = batch_of(c, 4);
  c.zero = Zero::none;
  const Seconds whole = of(step_time(m, w, c, batch), Part::optimizer);
  c.zero = Zero::optimizer;
  RC_ASSERT(of(step_time(m, w, c, batch), Part::optimizer) <= whole);
}

}  // namespace
}  // namespace fleetline::parallelism
