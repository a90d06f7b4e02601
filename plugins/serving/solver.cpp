#include "solver.hpp"

#include <algorithm>
#include <cmath>

#include "fleetline/sdk/power.hpp"
#include "fleetline/text.hpp"
#include "placement.hpp"

namespace fleetline::serving {
namespace {

PrecisionPolicy native_of(const Workload& workload, Format usual) {
  PrecisionPolicy native = workload.facts().native;
  for (Format* format : {&native.math, &native.weights, &native.activations, &native.kv})
    if (!*format) *format = usual;
  return native;
}

/// Groups and scales are storage: "int4 g128" multiplies as int4. Weights narrower than what multiplies are widened on
/// the way.
PrecisionPolicy policy_of(const ServingParams& p, const PrecisionPolicy& native) {
  PrecisionPolicy policy = sdk::policy_of(native, {p.precision, p.math, p.weights, p.activations, p.kv});
  policy.math = format_of(policy.math.math);
  return policy;
}

}  // namespace

std::unique_ptr<ServingState> Serving::setup(const Subjects& subjects, const Params& params) const {
  auto state = std::make_unique<State>();
  State& s = *state;
  if (!subjects.workload->facts().tokens) {
    Problems problems;
    problems.add({}, "workload", "has no token axis: there is nothing to prefill or decode", "a language model");
    problems.raise();
  }
  if (params.stack) s.stack = *params.stack;
  s.hardware = subjects.hardware->facts();
  s.native = native_of(*subjects.workload, fp16_);
  s.precision = policy_of(params, s.native);
  check_placement(subjects, params, s.precision);
  s.peak = subjects.hardware->peak(s.precision.math);
  s.max_context = subjects.workload->facts().max_context;
  s.group = params.tensor_parallel * params.pipeline_parallel;
  s.devices = subjects.fleet->device_count();
  s.one_device = s.devices == 1;
  s.costs = StepCosts(*subjects.workload, *subjects.hardware, s.precision,
                      division_of(*subjects.fleet, static_cast<std::uint32_t>(params.tensor_parallel),
                                  static_cast<std::uint32_t>(params.pipeline_parallel)),
                      s.stack);
  return state;
}

Status Serving::evaluate(const State& state, const Params& params, Outputs& out, Detail* detail) const {
  const Status status = answer(state, params, out);
  if (detail != nullptr) describe(state, params, out, status, *detail);
  return status;
}

namespace {

[[noreturn, gnu::cold]] void refuse(const char* path, std::string what, std::string expected) {
  Problems problems;
  problems.add({}, path, std::move(what), std::move(expected));
  problems.raise();
  throw std::logic_error("a refusal that did not raise");
}

[[noreturn, gnu::cold]] void refuse_two_loads(const ServingParams& p) {
  refuse("request_rate",
         cat("a request_rate of ", to_text(*p.request_rate), " beside a concurrency of ", *p.concurrency,
             ": requests arrive at a rate of their own, or as others finish"),
         "one of the two; max_sequences limits how many run at once");
}

[[noreturn, gnu::cold]] void refuse_rate_of_a_batch(const ServingParams& p) {
  refuse("request_rate", cat("a request_rate of ", to_text(*p.request_rate), " where all requests arrive together"),
         "concurrency, or arrivals = \"steady\"");
}

[[noreturn, gnu::cold]] void refuse_context(const ServingParams& p, double limit) {
  const auto most = static_cast<std::int64_t>(limit);
  const bool prompt = p.prompt() >= most;
  refuse(prompt ? "input_tokens" : "output_tokens",
         cat("a context of ", p.prompt(), " + ", p.answer(), " = ", p.prompt() + p.answer(),
             " tokens is longer than the ", p.context_limit ? "context_limit of " : "model's ", most),
         prompt ? cat("at most ", std::max<std::int64_t>(1, most - p.answer()), " tokens of prompt")
                : cat("at most ", most - p.prompt(), " tokens of output"));
}

/// What one parameter says of another. The messages are built elsewhere: this is the hot loop.
void check_together(const ServingState& s, const ServingParams& p) {
  const double limit = p.context_limit ? static_cast<double>(*p.context_limit) : s.max_context;
  if (limit > 0 && static_cast<double>(p.prompt() + p.answer()) > limit) [[unlikely]]
    refuse_context(p, limit);
  if (p.request_rate && p.arrivals == Arrivals::together) [[unlikely]]
    refuse_rate_of_a_batch(p);
  if (p.request_rate && p.concurrency) [[unlikely]]
    refuse_two_loads(p);
}

void fill_memory(const ServingState& s, const Room& room, const Lengths& n, ServingOutputs& out) {
  const MemoryNeeds& m = s.costs.memory();
  out.weight_memory = m.weights;
  out.activation_memory = m.activations;
  out.reserved_memory = s.stack.reserved;
  out.kv_per_request = m.kv_per_token * n.total();
  out.max_batch = static_cast<std::int64_t>(room.full_length);
  out.kv_memory = out.kv_per_request * room.full_length;
  const Bytes other = m.activations + s.stack.reserved;
  out.largest_consumer = out.kv_memory > max(m.weights, other) ? Consumer::kv
                         : m.weights > other                   ? Consumer::weights
                                                               : Consumer::other;
  out.missing_memory = max(Bytes(0), out.kv_per_request - room.pool);
}

/// `busy`: the share of the time in which a replica has any request.
void fill_cycle(const ServingState& s, const Cycle& c, const Lengths& n, double rate, double busy,
                ServingOutputs& out) {
  out.batch = c.batch * busy;
  if (n.output > 1) out.itl = out.tpot = Seconds(c.tpot_s);
  out.prefill_share = busy * c.batch * c.added_prefill_s / c.cycle_s;
  out.requests_per_second = RequestRate(rate);
  out.tokens_per_second = TokenRate(rate * n.output);
  out.total_tokens_per_second = TokenRate(rate * n.total());
  out.accelerators = out.replicas * s.group;
  out.tokens_per_second_per_accelerator = out.tokens_per_second / static_cast<double>(out.accelerators);
}

/// By what the engines do while it is busy; idle in between.
void fill_power(const ServingState& s, const Cycle& c, double busy, ServingOutputs& out) {
  if (!s.hardware.has_power) return;
  out.accelerator_power =
      s.hardware.idle_power +
      (sdk::running_draw(s.hardware, c.compute_share, c.memory_share) - s.hardware.idle_power) * busy;
  if (out.tokens_per_second > TokenRate(0))
    out.energy_per_token = *out.accelerator_power * static_cast<double>(out.accelerators) / out.tokens_per_second;
}

}  // namespace

Status Serving::answer(const State& s, const Params& p, Outputs& out) const {
  check_together(s, p);
  if (s.costs.unsupported()) return Status::infeasible(no_arithmetic_);
  const Lengths n = lengths_of(p);
  const double utilization = p.memory_utilization.value_or(s.stack.memory_utilization);
  const Engine engine(s.costs, s.stack, n);
  const Room room = engine.room(s.hardware.memory_capacity, utilization,
                                p.max_sequences ? static_cast<double>(*p.max_sequences) : s.stack.max_sequences);
  out.accelerators = s.group;
  fill_memory(s, room, n, out);
  out.itl_floor = Seconds(s.costs.floor_s(n.input));
  out.ttft_floor = Seconds(s.costs.prefill(1, s.costs.prompt(n.input)).compute_s);
  if (room.pool < Bytes(0)) return Status::infeasible(no_weight_room_, out.missing_memory);
  if (room.slots < 1) return Status::infeasible(no_kv_room_, out.missing_memory);

  double slots = room.slots;
  if (p.itl_limit && n.output > 1 && *p.itl_limit < out.itl_floor)
    return Status::infeasible(below_floor_, out.itl_floor - *p.itl_limit);
  if (p.ttft_limit && *p.ttft_limit < out.ttft_floor)
    return Status::infeasible(below_ttft_floor_, out.ttft_floor - *p.ttft_limit);
  if (p.itl_limit || p.ttft_limit) {
    slots = engine.largest_within({p.itl_limit.value_or(Seconds(0)).base(), p.ttft_limit.value_or(Seconds(0)).base()},
                                  slots);
    if (slots < 1) return Status::infeasible(no_batch_);
  }

  const double cycle_of_slots_s = engine.cycle_s(slots), most = slots / cycle_of_slots_s;
  out.replicas = p.replica_count.value_or(std::max<std::int64_t>(1, s.devices / s.group));
  if (p.request_rate && !p.replica_count)
    out.replicas = static_cast<std::int64_t>(std::max(1.0, std::ceil(p.request_rate->base() / most * (1 - 1e-9))));
  const auto replicas = static_cast<double>(out.replicas);
  out.capacity = RequestRate(most * replicas);
  if (!s.one_device && out.replicas * s.group > s.devices) {
    out.accelerators = out.replicas * s.group;
    return Status::infeasible(fleet_too_small_, static_cast<double>(out.replicas * s.group - s.devices) *
                                                    Quantity<Dimension{.device = 1}>(1));
  }

  const auto in_flight = static_cast<double>(p.concurrency.value_or(0));
  // Fewer requests than replicas: some have one, the others idle.
  const double busy = p.concurrency ? std::min(1.0, in_flight / replicas) : 1;
  if (p.arrivals == Arrivals::together) {
    // The last to be done is of the fullest replica.
    const double requests = p.concurrency ? std::ceil(in_flight / replicas) : slots;
    const double time = engine.static_batch_s(requests, slots);
    const Cycle c = engine.at(std::min(requests, slots));
    fill_cycle(s, c, n, (p.concurrency ? in_flight : requests * replicas) / time, busy, out);
    out.batch = std::min(p.concurrency ? in_flight / replicas : slots, slots);
    out.latency = Seconds(time);
    out.ttft = Seconds(s.costs.prefill_s(std::min(requests, slots), s.costs.prompt(n.input)));
    fill_power(s, c, busy, out);
    return Status::ok();
  }
  if (p.request_rate) {
    const double rate = p.request_rate->base() / replicas;
    const std::optional<double> batch = engine.batch_for(rate, slots, cycle_of_slots_s);
    if (!batch) return Status::infeasible(overloaded_, *p.request_rate - out.capacity);
    const Cycle c = engine.at(std::max(1.0, *batch));
    fill_cycle(s, c, n, p.request_rate->base(), std::min(1.0, *batch), out);
    out.ttft = Seconds(c.ttft_s + wait_slots(*batch / slots, slots, c.cycle_s));
    out.latency = out.ttft + Seconds(c.tpot_s) * std::max(0.0, n.output - 1);
    fill_power(s, c, std::min(1.0, *batch), out);
    return Status::ok();
  }
  const double wanted = p.concurrency ? std::max(1.0, in_flight / replicas) : slots;
  const Cycle c = engine.at(std::min(wanted, slots));
  fill_cycle(s, c, n, c.requests_per_s * replicas * busy, busy, out);
  // Little: those that do not run wait for a slot.
  const double queued = std::max(0.0, wanted - slots) / c.requests_per_s;
  out.ttft = Seconds(c.ttft_s + queued);
  out.latency = out.ttft + Seconds(c.tpot_s) * std::max(0.0, n.output - 1);
  fill_power(s, c, busy, out);
  return Status::ok();
}

}  // namespace fleetline::serving
