#include "pricing.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <initializer_list>
#include <variant>

#include "fleetline/sdk/power.hpp"

namespace fleetline::parallelism {
namespace {

constexpr double tile =
    128;  ///< edge of the output tile that one multiprocessor makes (CUTLASS, cuBLAS on A100 and H100)
constexpr double aligned =
    8;  ///< elements of 16 bits that tensor cores load at once: NVIDIA, Matrix multiplication guide, section 2.1

constexpr bool misaligned(double size) {
  return size > 0 && static_cast<std::int64_t>(size) % static_cast<std::int64_t>(aligned) != 0;
}
double covered(double size) { return std::ceil(size / tile); }

/// Share of gemm_efficiency that one product reaches: its depth fills the multipliers' pipeline, its output tiles fill
/// the device; edges of tiles are computed for nothing (NVIDIA, Matrix multiplication guide, sections 2.1 and 4).
/// Experts' products are several at once.
double product_share(const Gemm& g, const TrainingStack& stack) {
  const double tiles = covered(g.m) * covered(g.n) * g.groups;
  const double share = g.k / (g.k + stack.half_depth) * tiles / (tiles + stack.half_tiles) * (g.m * g.n * g.groups) /
                       (tiles * tile * tile);
  return (misaligned(g.n) || misaligned(g.k) ? share * stack.misaligned_efficiency : share) *
         (g.groups > 1 ? stack.grouped_efficiency : 1);
}

/// A layer that sends tokens to experts sorts them.
bool has_experts(std::span<const Operator> operators) {
  return std::any_of(operators.begin(), operators.end(),
                     [](const Operator& op) { return op.kind == OperatorKind::gather; });
}

class Pricing {
 public:
  Pricing(const Hardware& hardware, const Fleet& fleet, const TrainingStack& stack, const Sharding& sharding,
          const Regime& regime)
      : hardware_(hardware),
        fleet_(fleet),
        stack_(stack),
        regime_(regime),
        context_(sharding.context),
        divided_(sharding.sequence_parallel ? sharding.tensor : 1) {
    group_.counts[0] = sharding.tensor;
    ring_.counts[0] = sharding.context;
    ring_.strides[0] = sharding.tensor;
    // Liu et al. 2025 (MoE Parallel Folding), section 3: whole experts are spread over the devices of tensor groups,
    // too.
    experts_.counts[0] = sharding.expert * (regime.whole_experts ? sharding.tensor : 1);
    experts_.strides[0] = regime.whole_experts ? 1 : sharding.tensor;
  }

  /// As the stack runs it: attention reads the contexts of the whole context group, and multiplies in the activations'
  /// format, as embedding and head do: only the products of the layers are narrowed to 8 bits (Transformer Engine).
  Operator as_run(Operator op, bool in_layer) const {
    if (op.kind == OperatorKind::attention) {
      op.flops *= context_;
      op.rework *= context_;
    }
    if (op.math.bits < op.activations.bits && (op.kind != OperatorKind::gemm || !in_layer)) op.math = op.activations;
    return op;
  }

  double traffic_passes(const Operator& op) const {
    switch (op.kind) {
      case OperatorKind::normalisation: return stack_.norm_passes;
      case OperatorKind::elementwise: return stack_.streaming_passes;
      case OperatorKind::attention: return stack_.score_passes;
      case OperatorKind::optimizer: return stack_.optimizer_passes;
      default: return 1;
    }
  }

  /// Of matrix products the longer engine; attention multiplies, then softmax streams, block by block; the rest
  /// streams.
  Seconds kernel(const Operator& written, bool in_layer) const {
    const Operator op = as_run(written, in_layer);
    const Cost cost = hardware_.price(op);
    const Seconds memory = cost.memory * traffic_passes(op) / stack_.memory_efficiency;
    if (const auto* attention = std::get_if<Attention>(&op.shape)) {
      const double share = misaligned(attention->d_qk) ? stack_.misaligned_efficiency : 1.0;
      return op.repeat * ((cost.compute / stack_.attention_efficiency + memory) / share + stack_.operator_overhead);
    }
    // Dao, Gu 2024 (Mamba-2), section 6: a scan is attention inside chunks, and a pass over their states.
    if (op.kind == OperatorKind::other && in_layer && op.flops > Flops(0))
      return op.repeat *
             (cost.compute / stack_.attention_efficiency + memory * stack_.streaming_passes + stack_.operator_overhead);
    const auto* product = std::get_if<Gemm>(&op.shape);
    // A convolution of each channel by itself multiplies a few taps: it streams, on no tensor core.
    const bool depthwise = op.kind == OperatorKind::convolution && product != nullptr && product->groups > 1;
    const double share = product != nullptr && !depthwise ? product_share(*product, stack_) : 1.0;
    return op.repeat * (max(cost.compute / (stack_.gemm_efficiency * share), memory) + stack_.operator_overhead);
  }

  /// Hu et al. 2021 (LoRA), section 4.2 adapts the matrices around attention and freezes the rest: those next to it.
  static bool adapted(std::span<const Operator> operators, std::size_t at) {
    const auto product = [&](std::size_t i) { return std::holds_alternative<Gemm>(operators[i].shape); };
    const auto attends = [&](std::size_t i) { return std::holds_alternative<Attention>(operators[i].shape); };
    if (!product(at)) return false;
    for (std::size_t i = at + 1; i < operators.size() && !product(i); ++i)
      if (attends(i)) return true;
    for (std::size_t i = at; i-- > 0 && !product(i);)
      if (attends(i)) return true;
    return false;
  }

  /// The same, section 4.1: y = W x + B (A x). Forward reads x and adds to y; backward reads
  /// x and the gradient of y twice and adds to that of x. Of the arithmetic little is left beside this traffic.
  Seconds adapter(const Operator& op, Pass pass) const {
    const auto* product = std::get_if<Gemm>(&op.shape);
    if (product == nullptr) return Seconds(0);
    const double m = product->m * product->groups, in = product->k, out = product->n, rank = regime_.adapter_rank;
    const double elements = pass == Pass::backward_input ? m * (3 * out + 2 * in + 4 * rank)  // n and k change places
                                                         : m * (in + 2 * out + 2 * rank);
    const double kernels = pass == Pass::backward_input ? 4 : 2;
    return op.repeat * (op.activations.bytes(elements) / hardware_.facts().memory_bandwidth / stack_.memory_efficiency +
                        kernels * stack_.operator_overhead);
  }

  /// Activations leave for main memory behind the forward kernels of their layer, and come back behind the backward
  /// ones.
  Seconds exposed_offload(const Block& block, Seconds work) const {
    if (regime_.offload <= 0 || block.layers <= 0) return Seconds(0);
    return max(Seconds(0), block.memory.activations * regime_.offload / stack_.host_bandwidth - work);
  }

  Seconds kernels(std::span<const Operator> operators, bool in_layer, Pass pass) const {
    Seconds sum;
    double slower = 1;
    for (std::size_t i = 0; i < operators.size(); ++i) {
      const Operator& op = operators[i];
      sum += kernel(op, in_layer);
      if (regime_.frozen() && in_layer && adapted(operators, i)) sum += adapter(op, pass);
      if (const auto* a = std::get_if<Attention>(&op.shape); a != nullptr && misaligned(a->d_qk))
        slower = stack_.odd_heads;
    }
    return sum * slower;
  }

  /// Keys and values travel around the context group while attention works on those that are there (Liu et al. 2023,
  /// ring attention); backward their gradients, too.
  Seconds ring(std::span<const Operator> operators, double volume) const {
    Seconds exposed;
    if (context_ <= 1 || regime_.free) return exposed;
    for (const Operator& op : operators)
      if (const auto* a = std::get_if<Attention>(&op.shape)) {
        const Bytes all = op.activations.bytes(a->queries * context_ * a->kv_heads * (a->d_qk + a->d_v));
        const Seconds sent =
            volume *
            fleet_.price({.kind = CollectiveKind::all_gather, .axis = Axis::context, .payload = all}, ring_).time;
        exposed += op.repeat * max(Seconds(0), sent / stack_.communication_efficiency - kernel(op, true));
      }
    return exposed;
  }

  Seconds sent(std::span<const Collective> collectives) const {
    Seconds sum;
    if (group_.size() <= 1 || regime_.free) return sum;
    for (const Collective& c : collectives)
      if (c.axis != Axis::expert) sum += c.repeat * fleet_.price(c, group_).time;
    return sum / stack_.communication_efficiency * (1 - stack_.tensor_overlap);
  }

  /// Tokens travel to their experts, and back. With sequence parallelism each device of a tensor group sends its own
  /// share over the network, and the group completes it inside: all-to-all, then all-gather, as Megatron-Core's
  /// dispatcher does.
  Seconds exchanged(std::span<const Collective> collectives) const {
    Seconds sum;
    if (experts_.size() <= 1 || regime_.free) return sum;
    for (Collective c : collectives) {
      if (c.axis != Axis::expert) continue;
      if (divided_ > 1 && !regime_.whole_experts)
        sum +=
            c.repeat *
            fleet_.price({.kind = CollectiveKind::all_gather, .axis = Axis::tensor, .payload = c.payload}, group_).time;
      c.payload /= divided_;
      sum += c.repeat * fleet_.price(c, experts_).time;
    }
    return sum / stack_.expert_efficiency * (1 - stack_.expert_overlap);
  }

  /// The host cannot launch one layer and pass faster than in layer_floor: kernels and transfers that take less wait
  /// for it.
  PassTimes passes(const Lowering& lowering, std::size_t block) const {
    const bool in_layer = lowering.blocks()[block].layers > 0;
    const bool experts = in_layer && has_experts(lowering.operators(block, Pass::forward));
    const Seconds floor =
        lowering.blocks()[block].layers * (stack_.layer_floor + (experts ? stack_.expert_floor : Seconds(0)));
    PassTimes out;
    const auto timed = [&](std::initializer_list<Pass> passes, double volume) {
      Seconds work, transfer, exchange;
      for (const Pass pass : passes) {
        work += kernels(lowering.operators(block, pass), in_layer, pass);
        exchange += exchanged(lowering.collectives(block, pass));
        transfer += sent(lowering.collectives(block, pass)) + ring(lowering.operators(block, pass), volume);
      }
      transfer += exchange + exposed_offload(lowering.blocks()[block], work);
      out.exchange += exchange;
      out.communication += transfer;
      if (passes.size() == 1 && *passes.begin() == Pass::forward) out.forward_communication = transfer;
      return work > Seconds(0) ? max(work, floor - transfer) : work;
    };
    out.forward = timed({Pass::forward}, 1);
    out.recompute = timed({Pass::recompute}, 1);
    out.backward =
        regime_.frozen() ? timed({Pass::backward_input}, 2) : timed({Pass::backward_input, Pass::backward_weight}, 2);
    return out;
  }

  Seconds update(const Lowering& lowering, std::size_t block) const {
    return regime_.frozen() ? Seconds(0) : kernels(lowering.operators(block, Pass::update), false, Pass::update);
  }

  /// Above the draw of a device that runs but does nothing: that floor lies under the whole step, kernels that send and
  /// wait included.
  Joules active(const Operator& written, bool in_layer) const {
    const HardwareFacts& facts = hardware_.facts();
    const Operator op = as_run(written, in_layer);
    const Cost cost = hardware_.price(op);
    const Seconds time = kernel(written, in_layer) / op.repeat;
    return sdk::dynamic_energy(facts, cost.compute, cost.memory * traffic_passes(op), time) -
           sdk::dynamic_energy(facts, Seconds(0), Seconds(0), time);
  }

  void count(const Lowering& lowering, std::size_t block, ModelTimes& out) const {
    for (std::size_t pass = 0; pass < pass_count; ++pass)
      for (const Operator& written : lowering.operators(block, static_cast<Pass>(pass))) {
        const Operator op = as_run(written, lowering.blocks()[block].layers > 0);
        const double runs = op.repeat * lowering.blocks()[block].count;
        const Flops model = static_cast<Pass>(pass) == Pass::recompute ? Flops(0) : op.flops - op.rework;
        if (static_cast<Pass>(pass) == Pass::update) continue;
        if (static_cast<Pass>(pass) == Pass::backward_weight && regime_.frozen()) continue;
        if (hardware_.facts().has_power) out.dynamic += active(written, lowering.blocks()[block].layers > 0) * runs;
        out.all_flops += op.flops * runs;
        out.model_flops += model * runs;
        const FlopRate peak = hardware_.peak(written.math).rate;
        if (!(peak > FlopRate(0)) || !(op.flops > Flops(0))) continue;
        out.all_at_peak += op.flops * runs / peak;
        out.model_at_peak += model * runs / peak;
      }
  }

 private:
  const Hardware& hardware_;
  const Fleet& fleet_;
  const TrainingStack& stack_;
  const Regime& regime_;
  double context_, divided_;
  Group group_, ring_, experts_;
};

Bytes layer_weights(const Workload& workload, const Step& step, const Sharding& sharding, Lowering& arena) {
  arena.clear();
  workload.lower(step, sharding, arena);
  Bytes sum;
  for (const Block& block : arena.blocks())
    if (block.layers > 0) sum += block.memory.weights * block.count;
  return sum;
}

/// Spreading experts over e devices takes X (1 - 1/e) off layers that hold X of them: what is left of X, of all that is
/// left.
double spread_share(Bytes whole, Bytes spread, double e) { return (whole - spread) / ((e - 1) * spread); }

}  // namespace

ModelTimes model_times(const Workload& workload, const Hardware& hardware, const Fleet& fleet,
                       const TrainingStack& stack, const Step& step, const Sharding& sharding, Lowering& arena,
                       const Regime& regime) {
  Sharding inside = sharding;
  inside.context = inside.expert = 1;
  const Bytes whole = sharding.expert > 1 ? layer_weights(workload, step, inside, arena) : Bytes(0);
  inside.expert = sharding.expert;
  arena.clear();
  workload.lower(step, inside, arena);
  const Pricing pricing(hardware, fleet, stack, sharding, regime);
  ModelTimes out{.terms = {stack.data_overlap, stack.stage_overlap, stack.micro_batch_overhead, stack.step_overhead}};
  for (std::size_t b = 0; b < arena.blocks().size(); ++b) {
    const Block& block = arena.blocks()[b];
    const PassTimes passes = pricing.passes(arena, b) * block.count;
    const Seconds update = pricing.update(arena, b) * block.count;
    const Bytes gradients = regime.frozen() ? Bytes(0) : block.memory.gradients * block.count,
                weights = block.memory.weights * block.count;
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
  if (sharding.expert > 1) out.expert_share = spread_share(whole, out.layer_weights * out.layers, sharding.expert);
  return out;
}

}  // namespace fleetline::parallelism
