#include "solver.hpp"

#include <string>

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

void check_workload(const Workload& workload) {
  if (workload.facts().tokens) return;
  Problems problems;
  problems.add({}, "workload", "has no token axis: there is nothing to prefill or decode", "a language model");
  problems.raise();
}

Pool pool_of(const Subjects& subjects, const Place& place, const ServingState& s, const ServingParams& params,
             bool alone) {
  Pool pool{.name = place.name,
            .hardware = place.hardware->facts(),
            .peak = place.hardware->peak(s.precision.math),
            .costs = StepCosts(*subjects.workload, *place.hardware, s.precision,
                               division_of(*subjects.fleet, place.first_device, params), s.stack),
            .devices = place.devices,
            .replicas = place.devices / s.group,
            .reasons = Reasons(alone ? std::string() : cat(" in partition '", place.name.text(), "'"))};
  return pool;
}

}  // namespace

Reasons::Reasons(std::string_view where) {
  const auto said = [where](std::string_view text) { return Label(cat(text, where)); };
  no_arithmetic = said(
      "this device has no arithmetic for the format, and "
      "nothing to fall back to");
  no_room = said("weights, activations, runtime and one request's KV cache exceed device memory");
  no_kv_room = said("the KV cache of one request does not fit beside weights, activations and runtime");
  below_itl_floor = said(
      "itl_limit must be longer: it is below itl_floor, what reading "
      "weights and cache takes at full bandwidth");
  below_ttft_floor = said(
      "ttft_limit must be longer: it is below ttft_floor, "
      "what the arithmetic of the prompt takes at peak");
  no_batch = said("not even one request at a time meets the limits on ttft and itl");
}

std::unique_ptr<ServingState> Serving::setup(const Subjects& subjects, const Params& params) const {
  auto state = std::make_unique<State>();
  State& s = *state;
  check_workload(*subjects.workload);
  if (params.stack) s.stack = *params.stack;
  s.native = native_of(*subjects.workload, fp16_);
  s.precision = policy_of(params, s.native);
  s.max_context = subjects.workload->facts().max_context;
  s.group = devices_of_replica(params);
  s.ranks = params.expert_parallel;
  s.one_device = subjects.fleet->device_count() == 1;
  const std::vector<Place> places = places_of(*subjects.fleet, *subjects.hardware, s.precision);
  check_placement(subjects, places, params, s.precision);
  std::vector<Place> used;
  for (const Place& place : places) {
    const bool serves = place.devices >= s.group;
    for (const std::uint32_t devices : place.partitions)
      s.parts.push_back({serves ? std::optional(used.size()) : std::nullopt,
                         static_cast<double>(devices) / static_cast<double>(place.devices)});
    if (serves)
      used.push_back(place);
    else
      s.idle.push_back(place.name);
  }
  s.devices = 0;
  for (const Place& place : used) {
    s.pools.push_back(pool_of(subjects, place, s, params, places.size() == 1));
    s.devices += used.size() == 1 ? s.pools.back().devices : s.pools.back().replicas * s.group;
  }
  return state;
}

Status Serving::evaluate(const State& state, const Params& params, Outputs& out, Work& work, Detail* detail) const {
  std::vector<PoolAnswer> parts;
  const Status status = answer(state, params, out, work, detail != nullptr ? &parts : nullptr);
  if (detail != nullptr) describe(state, params, out, status, parts, *detail);
  return status;
}

}  // namespace fleetline::serving
