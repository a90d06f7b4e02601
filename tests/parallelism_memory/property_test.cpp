// What holds for every layout.
#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include <cmath>

#include "models.hpp"

namespace fleetline::parallelism {
namespace {

/// Among m, none or many micro-batches; any constants.
ModelMemory any_model() {
  MemoryConstants c;
  c.activation_factor = 1 + *rc::gen::inRange(0, 100) / 100.0;
  c.norm_copies = *rc::gen::inRange(0, 8);
  c.logit_bytes = *rc::gen::inRange(2, 20);
  c.gathered_logits = *rc::gen::arbitrary<bool>();
  auto model = gpt(*rc::gen::inRange(4, 100), 1024 * *rc::gen::inRange(1, 16), 32);
  model.tied_embeddings = *rc::gen::arbitrary<bool>();
  const auto recompute = *rc::gen::element(Recompute::none, Recompute::selective, Recompute::full);
  return memory_of(model, *rc::gen::inRange(1, 8), std::uint32_t{1} << *rc::gen::inRange(0, 5), *rc::gen::arbitrary<bool>(), recompute, c);
}

StageLayout any_layout(const ModelMemory& model) {
  return {.tensor = 1, .pipeline = double(*rc::gen::inRange(1, int(model.layers) + 1)),
          .virtual_stages = double(*rc::gen::inRange(1, 4)), .data = double(*rc::gen::inRange(1, 64)),
          .micro_batches = double(*rc::gen::inRange(1, 256)),
          .zero = *rc::gen::element(Zero::none, Zero::optimizer, Zero::gradients, Zero::weights)};
}

RC_GTEST_PROP(Memory, ThePeakIsThatOfTheFullestOfAllStages, ()) {
  const ModelMemory model = any_model();
  const StageLayout layout = any_layout(model);
  Bytes fullest;
  for (double i = 0; i < layout.pipeline; ++i) fullest = max(fullest, stage_memory(model, layout, i).total());
  RC_ASSERT(peak_memory(model, layout).memory.total() == fullest);
}

RC_GTEST_PROP(Memory, AHigherZeroStageNeverNeedsMoreThanTwoLayersMore, ()) {
  const ModelMemory model = any_model();
  StageLayout layout = any_layout(model);
  Bytes before(1e300);
  for (const Zero zero : {Zero::none, Zero::optimizer, Zero::gradients, Zero::weights}) {
    layout.zero = zero;
    const Bytes now = peak_memory(model, layout).memory.total();
    RC_ASSERT(now <= before + (zero == Zero::weights ? gathered_layers * model.layer.weights + model.layer.gradients : Bytes(0)));
    before = now;
  }
}

/// Korthikanti et al. 2022, section 4.2.2: what lies between tensor-parallel matrices is divided, nothing is added.
RC_GTEST_PROP(Memory, SequenceParallelismNeverCosts, ()) {
  const auto model = gpt(*rc::gen::inRange(4, 100), 1024 * *rc::gen::inRange(1, 16), 32);
  const auto recompute = *rc::gen::element(Recompute::none, Recompute::selective, Recompute::full);
  const std::uint32_t t = std::uint32_t{1} << *rc::gen::inRange(1, 5);
  const ModelMemory without = memory_of(model, 1, t, false, recompute), with = memory_of(model, 1, t, true, recompute);
  const StageLayout layout = any_layout(without);
  RC_ASSERT(with.kept <= without.kept);
  RC_ASSERT(peak_memory(with, layout).memory.total() <= peak_memory(without, layout).memory.total());
}

RC_GTEST_PROP(Memory, OfStatesFallsWithEachZeroStage, ()) {
  const States whole{Bytes(*rc::gen::inRange(1, 1000) * 1e6), Bytes(*rc::gen::inRange(1, 1000) * 1e6), Bytes(*rc::gen::inRange(1, 1000) * 1e6)};
  const double d = *rc::gen::inRange(2, 512);
  Bytes before = whole.total();
  for (const Zero zero : {Zero::optimizer, Zero::gradients, Zero::weights}) {
    const Bytes now = sharded(whole, zero, d).total();
    RC_ASSERT(now < before);
    before = now;
  }
  RC_ASSERT(std::abs(before.base() - whole.total().base() / d) <= 1e-9 * before.base());
}

RC_GTEST_PROP(Memory, OfAMicroBatchIsThatOfOneSequenceScaled, ()) {
  const auto model = gpt(*rc::gen::inRange(4, 100), 1024 * *rc::gen::inRange(1, 16), 32);
  const auto recompute = *rc::gen::element(Recompute::none, Recompute::selective, Recompute::full);
  const double b = *rc::gen::inRange(1, 64);
  const ModelMemory lowered = memory_of(model, b, 4, true, recompute), grown = scaled(memory_of(model, 1, 4, true, recompute), b);
  for (const auto part : {&ModelMemory::kept, &ModelMemory::first_kept, &ModelMemory::logits, &ModelMemory::working, &ModelMemory::buffers})
    RC_ASSERT(std::abs((lowered.*part).base() - (grown.*part).base()) <= 1e-12 * (lowered.*part).base());
}

RC_GTEST_PROP(Memory, MoreReplicasNeverNeedMore, ()) {
  const ModelMemory model = any_model();
  StageLayout layout = any_layout(model);
  RC_PRE(layout.data >= 2);
  const Bytes before = peak_memory(model, layout).memory.total();
  layout.data *= 2;
  RC_ASSERT(peak_memory(model, layout).memory.total() <= before);
}

}  // namespace
}  // namespace fleetline::parallelism
