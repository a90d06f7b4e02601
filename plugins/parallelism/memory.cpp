#include "memory.hpp"

#include <algorithm>

namespace fleetline::parallelism {
namespace {

/// Groups that a device talks in: each library communicator has buffers of its own.
double communicators(const StageLayout& layout) {
  return (layout.tensor > 1 ? 1 : 0) + (layout.pipeline > 1 ? 1 : 0) + (layout.data > 1 ? 1 : 0) +
         (layout.expert > 1 ? 1 : 0);
}

/// Experts have as many replicas as there are expert groups: ZeRO divides theirs over d / e, the rest over d.
States sharded_states(const States& whole, const States& experts, const StageLayout& layout) {
  if (layout.expert <= 1) return sharded(whole, layout.zero, layout.sharing());
  return sharded(whole - experts, layout.zero, layout.sharing()) +
         sharded(experts, layout.zero, std::min(layout.sharing(), layout.data / layout.expert));
}

States states_of_stage(const ModelMemory& model, const StageLayout& layout, double stage, double layers) {
  States whole = model.layer * layers;
  const bool first = stage == 0, last = stage == layout.pipeline - 1;
  if (first) whole += model.first;
  if (last) whole += model.last;
  if (last && !first && model.tied) whole += model.first;
  States held = sharded_states(whole, model.layer_experts * layers, layout);
  if (layout.zero >= Zero::weights && layout.data > 1) {
    held.weights += model.layer.weights * std::min(gathered_layers, layers);
    held.gradients += model.layer.gradients;
  }
  return held;
}

}  // namespace

ModelMemory scaled(const ModelMemory& one, double b) {
  ModelMemory out = one;
  for (Bytes* bytes : {&out.kept, &out.first_kept, &out.logits, &out.working}) *bytes *= b;
  return out;
}

StageMemory stage_memory(const ModelMemory& model, const StageLayout& layout, double stage) {
  StageMemory out;
  out.layers = layers_of_stage(model.layers, layout.pipeline, stage);
  out.in_flight = in_flight(layout.pipeline, layout.virtual_stages, layout.micro_batches, stage);
  out.states = states_of_stage(model, layout, stage, out.layers);
  out.activations = model.kept * (out.layers * out.in_flight);
  if (stage == 0) out.activations += model.first_kept * out.in_flight;
  if (stage == layout.pipeline - 1) out.logits = model.logits;
  out.working = model.working + model.buffers;
  out.overhead = model.overhead + model.communicator * communicators(layout);
  return out;
}

Peak peak_memory(const ModelMemory& model, const StageLayout& layout) {
  Peak peak{stage_memory(model, layout, 0), 0};
  if (layout.pipeline <= 1) return peak;
  const double end = layout.pipeline - 1;
  const StageMemory last = stage_memory(model, layout, end);
  return last.total() > peak.memory.total() ? Peak{last, end} : peak;
}

}  // namespace fleetline::parallelism
