#include "pricing.hpp"

#include <cmath>

namespace fleetline::parallelism {
namespace {

bool has_odd_heads(const Operator& op) {
  const auto* attention = std::get_if<Attention>(&op.shape);
  return attention != nullptr && std::fmod(attention->d_qk, 8) != 0;
}

class Pricing {
 public:
  Pricing(const Hardware& hardware, const Fleet& fleet, const TrainingStack& stack, std::uint32_t tensor)
      : hardware_(hardware), fleet_(fleet), stack_(stack) {
    group_.counts[0] = tensor;
  }

  /// One kernel: the longer engine at the speed that the stack reaches, and its launch.
  Seconds kernel(const Operator& op) const {
    const Cost cost = hardware_.price(op);
    const double arithmetic = op.kind == OperatorKind::attention ? stack_.attention_efficiency : stack_.gemm_efficiency;
    return op.repeat * (max(cost.compute / arithmetic, cost.memory / stack_.memory_efficiency) + stack_.operator_overhead);
  }

  Seconds kernels(std::span<const Operator> operators) const {
    Seconds sum;
    double slower = 1;
    for (const Operator& op : operators) {
      sum += kernel(op);
      if (has_odd_heads(op)) slower = stack_.odd_heads;
    }
    return sum * slower;
  }

  Seconds sent(std::span<const Collective> collectives) const {
    Seconds sum;
    if (group_.size() <= 1 || stack_.tensor_overlap >= 1) return sum;
    for (const Collective& c : collectives) sum += c.repeat * fleet_.price(c, group_).time;
    return sum / stack_.communication_efficiency * (1 - stack_.tensor_overlap);
  }

  PassTimes passes(const Lowering& lowering, std::size_t block) const {
    const auto time = [&](Pass pass) { return kernels(lowering.operators(block, pass)); };
    const Seconds floor = lowering.blocks()[block].layers * stack_.layer_floor;
    PassTimes out;
    out.forward = max(time(Pass::forward), floor);
    out.recompute = time(Pass::recompute);
    if (out.recompute > Seconds(0)) out.recompute = max(out.recompute, floor);
    out.backward = max(time(Pass::backward_input) + time(Pass::backward_weight), floor);
    for (const Pass pass : {Pass::forward, Pass::recompute, Pass::backward_input, Pass::backward_weight})
      out.communication += sent(lowering.collectives(block, pass));
    return out;
  }

  Seconds update(const Lowering& lowering, std::size_t block) const { return kernels(lowering.operators(block, Pass::update)); }

  void count(const Lowering& lowering, std::size_t block, ModelTimes& out) const {
    for (std::size_t pass = 0; pass < pass_count; ++pass)
      for (const Operator& op : lowering.operators(block, static_cast<Pass>(pass))) {
        const double runs = op.repeat * lowering.blocks()[block].count;
        const Flops model = static_cast<Pass>(pass) == Pass::recompute ? Flops(0) : op.flops - op.rework;
        if (static_cast<Pass>(pass) == Pass::update) continue;
        out.dynamic += hardware_.price(op).dynamic * runs;
        out.all_flops += op.flops * runs;
        out.model_flops += model * runs;
        const FlopRate peak = hardware_.peak(op.math).rate;
        if (!(peak > FlopRate(0)) || !(op.flops > Flops(0))) continue;
        out.all_at_peak += op.flops * runs / peak;
        out.model_at_peak += model * runs / peak;
      }
  }

 private:
  const Hardware& hardware_;
  const Fleet& fleet_;
  const TrainingStack& stack_;
  Group group_;
};

/// Two sizes give the line: one that is all latency, one that is all bandwidth.
Wire wire(const Fleet& fleet, double efficiency, CollectiveKind kind, Axis axis, const Group& group) {
  if (group.size() <= 1) return {};
  constexpr double small = 1024, large = 256.0 * 1024 * 1024;
  const auto time = [&](double bytes) {
    return fleet.price({.kind = kind, .axis = axis, .payload = Bytes(bytes)}, group).time / efficiency;
  };
  const Seconds low = time(small), high = time(large);
  const double slope = (high - low).base() / (large - small);
  return {.latency = max(Seconds(0), low - Seconds(slope * small)), .seconds_per_byte = slope};
}

}  // namespace

ModelTimes model_times(const Workload& workload, const Hardware& hardware, const Fleet& fleet, const TrainingStack& stack,
                       const Step& step, const Sharding& sharding, Lowering& arena) {
  arena.clear();
  workload.lower(step, sharding, arena);
  const Pricing pricing(hardware, fleet, stack, sharding.tensor);
  ModelTimes out;
  for (std::size_t b = 0; b < arena.blocks().size(); ++b) {
    const Block& block = arena.blocks()[b];
    const PassTimes passes = pricing.passes(arena, b) * block.count;
    const Seconds update = pricing.update(arena, b) * block.count;
    const Bytes gradients = block.memory.gradients * block.count, weights = block.memory.weights * block.count;
    pricing.count(arena, b, out);
    if (block.layers > 0) {
      out.layers += block.layers * block.count;
      out.layer += passes;
      out.layer_update += update;
      out.layer_gradients += gradients;
      out.layer_weights += weights;
      out.boundary = block.boundary;
    } else if (out.layers > 0) {
      out.last += passes;
      out.last_update += update;
      out.last_gradients += gradients;
      out.last_weights += weights;
    } else {
      out.first += passes;
      out.first_update += update;
      out.first_gradients += gradients;
      out.first_weights += weights;
    }
  }
  if (out.layers > 0) {
    out.layer = out.layer * (1 / out.layers);
    out.layer_update /= out.layers;
    out.layer_gradients /= out.layers;
    out.layer_weights /= out.layers;
  }
  return out;
}

Wires wires_of(const Fleet& fleet, const TrainingStack& stack, const LayoutChoice& c) {
  const double e = stack.communication_efficiency;
  Group data{.start = 0, .counts = {c.data, 1, 1, 1}, .strides = {c.tensor, 0, 0, 0}};
  Group stage{.start = 0, .counts = {c.pipeline > 1 ? 2u : 1u, 1, 1, 1}, .strides = {c.tensor * c.data, 0, 0, 0}};
  return {.stage = wire(fleet, e, CollectiveKind::point_to_point, Axis::pipeline, stage),
          .all_reduce = wire(fleet, e, CollectiveKind::all_reduce, Axis::data, data),
          .reduce_scatter = wire(fleet, e, CollectiveKind::reduce_scatter, Axis::data, data),
          .all_gather = wire(fleet, e, CollectiveKind::all_gather, Axis::data, data)};
}

}  // namespace fleetline::parallelism
