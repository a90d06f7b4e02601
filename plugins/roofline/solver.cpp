#include "solver.hpp"

#include <algorithm>
#include <utility>

#include "fleetline/text.hpp"

namespace fleetline::roofline {
namespace {

/// The workload's own formats; `usual` where it does not say.
PrecisionPolicy native_of(const Workload& workload, Format usual) {
  PrecisionPolicy native = workload.facts().native;
  for (Format* format : {&native.math, &native.weights, &native.activations, &native.kv})
    if (!*format) *format = usual;
  return native;
}

/// Training keeps gradients like weights, moments in fp32, and a fp32 master copy of narrower weights: 16 bytes per parameter
/// for bf16 and Adam (Rajbhandari et al. 2020, ZeRO, section 3.1).
PrecisionPolicy policy_of(const RooflineParams& p, const PrecisionPolicy& native, Format fp32) {
  PrecisionPolicy policy = sdk::policy_of(native, {p.precision, p.math, p.weights, p.activations, p.kv});
  policy.math = format_of(policy.math.math);  // groups and scales are storage: "int4 g128" multiplies as int4
  policy.gradients = policy.weights;
  policy.moments = fp32;
  policy.master = policy.weights.bits < 32 ? fp32 : Format{};
  return policy;
}

Request request_of(const Subjects& subjects, const RooflineParams& p, const PrecisionPolicy& precision) {
  return {.workload = subjects.workload, .hardware = subjects.hardware, .mode = p.mode, .phase = p.phase,
          .context = static_cast<double>(p.context), .prompt = static_cast<double>(p.prompt),
          .sequence = static_cast<double>(p.sequence), .recompute = p.recompute, .optimizer = p.optimizer,
          .precision = precision};
}

std::optional<MemoryLevel> read_only_level(const Hardware& hardware) {
  for (const MemoryLevel& level : hardware.levels())
    if (level.read_only) return level;
  return std::nullopt;
}

Dominant dominant(Seconds compute, Seconds memory, Seconds overhead) {
  if (overhead > max(compute, memory)) return Dominant::overhead;
  return compute_bound(compute, memory) ? Dominant::compute : Dominant::memory;
}

void fill_times(const RooflineState& s, Efficiency e, Seconds busy, RooflineOutputs& out) {
  out.compute_time = s.totals.compute / e.compute;
  out.memory_time = s.totals.memory / e.memory;
  out.overhead_time = s.fixed;
  out.latency = busy + s.fixed;
  out.roofline_latency = whole_model_time(out.compute_time, out.memory_time) + s.fixed;
  out.bottleneck = compute_bound(out.compute_time, out.memory_time) ? Bottleneck::compute : Bottleneck::memory;
  out.dominant = dominant(out.compute_time, out.memory_time, out.overhead_time);
  if (out.latency > Seconds(0)) {
    out.throughput = s.items / out.latency;
    out.mfu = utilisation(s.totals.model_at_peak, out.latency);
    out.hfu = utilisation(s.totals.all_at_peak, out.latency);
  }
}

void fill_work(const RooflineState& s, RooflineOutputs& out) {
  const Traffic& traffic = s.totals.traffic;
  out.flops = s.totals.flops;
  out.weight_traffic = traffic.weights;
  out.activation_traffic = traffic.activations;
  out.kv_traffic = traffic.kv;
  out.state_traffic = traffic.state;
  if (!(traffic.total() > Bytes(0))) return;
  out.arithmetic_intensity = out.flops / traffic.total();
  if (out.compute_time > Seconds(0))
    out.ridge_point = ridge_point(out.flops, out.compute_time, traffic.total(), out.memory_time);
}

void fill_energy(const RooflineState& s, Joules dynamic, RooflineOutputs& out) {
  if (!s.hardware.has_power || !(out.latency > Seconds(0))) return;
  out.energy = step_energy(dynamic, s.hardware.idle_power, out.latency);
  out.average_power = *out.energy / out.latency;
  out.energy_per_sample = *out.energy / s.items;
}

}  // namespace

std::unique_ptr<RooflineState> Roofline::setup(const Subjects& subjects, const Params& params) const {
  auto state = std::make_unique<State>();
  State& s = *state;
  const auto batch = static_cast<double>(params.batch);
  s.native = native_of(*subjects.workload, fp16_);
  s.request = request_of(subjects, params, policy_of(params, s.native, fp32_));
  s.items = s.request.items(batch);
  s.hardware = subjects.hardware->facts();
  s.read_only = read_only_level(*subjects.hardware);
  s.peak = subjects.hardware->peak(s.request.precision.math);

  Lowering arena;
  std::vector<Work> work;
  work.reserve(64);  // one allocation for nearly every workload
  s.totals = s.request.price(batch, arena, &work);
  if (s.totals.unsupported) {
    s.unsupported = Label(
        cat("this device has no arithmetic for ", name_of(s.totals.unsupported), " and nothing to fall back to"));
    return state;
  }
  s.curve = Curve(std::move(work));
  s.scaling = Scaling(s.request, batch, s.totals, s.read_only.has_value(), arena);
  s.dispatch = s.hardware.dispatch_overhead;
  s.layers = s.hardware.layer_overhead * s.totals.layer_passes;
  s.fixed = s.dispatch + s.layers + s.totals.floor;
  return state;
}

Status Roofline::evaluate(const State& state, const Params& params, Outputs& out, Detail* detail) const {
  Status status = state.unsupported ? Status::infeasible(state.unsupported) : answer(state, params, out);
  if (detail != nullptr) describe(state, params, out, status, *detail);
  return status;
}

Status Roofline::answer(const State& state, const Params& params, Outputs& out) const {
  const Efficiency e{params.efficiency, params.memory_efficiency};
  const Sums sums = state.curve.sums(e);
  fill_times(state, e, sums.time, out);
  fill_work(state, out);
  fill_energy(state, sums.dynamic, out);
  out.ridge_batch = state.scaling.ridge_batch(e);
  Status status = fit(state, params, out);
  if (params.target_latency)
    if (const Status met = target(state, params, out); status) status = met;
  return status;
}

/// Everything must fit where it lives: weights in the read-only level if there is one, the rest in device memory.
Status Roofline::fit(const State& s, const Params& params, Outputs& out) const {
  const Footprint& need = s.totals.footprint;
  const Resident where = resident(need, s.read_only.has_value());
  const Bytes usable = s.hardware.memory_capacity * (1 - params.memory_reserve);
  const Bytes short_device = max(Bytes(0), where.device - usable);
  const Bytes short_read_only = s.read_only ? max(Bytes(0), where.read_only - s.read_only->capacity) : Bytes(0);

  out.memory_footprint = need.total();
  out.weight_memory = need.weights;
  out.activation_memory = need.activations;
  out.kv_memory = need.kv;
  out.state_memory = need.gradients + need.optimizer;
  out.missing_memory = short_device + short_read_only;
  out.memory_utilization = where.device / usable;
  if (s.read_only)
    out.memory_utilization = std::max(out.memory_utilization, double(where.read_only / s.read_only->capacity));
  out.max_batch = short_read_only > Bytes(0) ? 0 : s.scaling.max_batch(usable);

  const bool training = s.request.mode == Mode::training;
  if (training && s.read_only) return Status::infeasible(frozen_weights_);
  if (short_read_only > Bytes(0)) return Status::infeasible(no_weight_room_, where.read_only, s.read_only->capacity);
  if (!(short_device > Bytes(0))) return Status::ok();
  if (training) return Status::infeasible(no_training_room_, where.device, usable);
  if (need.kv > Bytes(0)) return Status::infeasible(no_kv_room_, where.device, usable);
  return Status::infeasible(s.read_only ? no_working_room_ : no_inference_room_, where.device, usable);
}

/// The inverse question: by what factor one engine alone would have to change to meet the target.
Status Roofline::target(const State& s, const Params& params, Outputs& out) const {
  const Efficiency e{params.efficiency, params.memory_efficiency};
  const Seconds target = *params.target_latency, left = target - s.fixed;
  if (!(left > Seconds(0))) return Status::infeasible(overhead_too_long_, s.fixed, target);
  if (const auto factor = s.curve.memory_speedup(e, left)) out.required_bandwidth = s.hardware.memory_bandwidth * *factor;
  if (const auto factor = s.curve.compute_speedup(e, left)) out.required_peak = s.peak.rate * *factor;
  if (out.required_bandwidth || out.required_peak) return Status::ok();
  return Status::infeasible(both_too_long_, s.fixed + min(out.compute_time, out.memory_time), target);
}

}  // namespace fleetline::roofline
