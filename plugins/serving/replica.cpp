#include "replica.hpp"

#include <algorithm>
#include <cmath>

#include "fleetline/sdk/power.hpp"

namespace fleetline::serving {
namespace {

void fill_memory(const ServingState& s, const StepCosts& costs, const Room& room, const Lengths& n,
                 ServingOutputs& out) {
  const MemoryNeeds& m = costs.memory();
  out.weight_memory = m.weights;
  out.activation_memory = m.activations;
  out.reserved_memory = s.stack.reserved;
  out.kv_per_request = costs.cache(n.total());
  out.max_batch = static_cast<std::int64_t>(room.full_length) * s.ranks;
  out.kv_memory = out.kv_per_request * room.full_length;
  const Bytes other = m.activations + s.stack.reserved;
  out.largest_consumer = out.kv_memory > max(m.weights, other) ? Consumer::kv
                         : m.weights > other                   ? Consumer::weights
                                                               : Consumer::other;
  out.missing_memory = max(Bytes(0), out.kv_per_request - room.pool);
  out.itl_floor = Seconds(costs.floor_s(n.input));
  out.ttft_floor = Seconds(costs.prefill(1, costs.prompt(n.input)).compute_s);
}

Status has_room(const Pool& pool, const Room& room, const ServingOutputs& out) {
  if (room.pool >= Bytes(0) && room.slots >= 1) return Status::ok();
  const Bytes one = out.weight_memory + out.activation_memory + out.reserved_memory + out.kv_per_request;
  const Label reason = room.pool < Bytes(0) ? pool.reasons.no_room : pool.reasons.no_kv_room;
  return Status::infeasible(reason, one, one - out.missing_memory);
}

/// Limits below what the device can do at all.
Status above_floors(const Pool& pool, const ServingParams& p, const ServingOutputs& out) {
  if (p.itl_limit && p.answer() > 1 && *p.itl_limit < out.itl_floor)
    return Status::infeasible(pool.reasons.below_itl_floor, out.itl_floor, *p.itl_limit);
  if (p.ttft_limit && *p.ttft_limit < out.ttft_floor)
    return Status::infeasible(pool.reasons.below_ttft_floor, out.ttft_floor, *p.ttft_limit);
  return Status::ok();
}

double slots_within_limits(const ServingParams& p, const Replica& r) {
  if (!p.itl_limit && !p.ttft_limit) return r.room.slots;
  return r.engine.largest_within({p.itl_limit.value_or(Seconds(0)).base(), p.ttft_limit.value_or(Seconds(0)).base()},
                                 r.room.slots);
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
void fill_power(const HardwareFacts& hardware, const Cycle& c, double busy, ServingOutputs& out) {
  if (!hardware.has_power) return;
  out.accelerator_power =
      hardware.idle_power + (sdk::running_draw(hardware, c.compute_share, c.memory_share) - hardware.idle_power) * busy;
  if (out.tokens_per_second > TokenRate(0))
    out.energy_per_token = *out.accelerator_power * static_cast<double>(out.accelerators) / out.tokens_per_second;
}

/// First token and last, when a request waits for a slot first.
void fill_waiting(const Cycle& c, const Lengths& n, double wait_s, ServingOutputs& out) {
  out.ttft = Seconds(c.ttft_s + wait_s);
  out.latency = out.ttft + Seconds(c.tpot_s) * std::max(0.0, n.output - 1);
}

/// Tensor groups with requests of their own, over all replicas.
double ranks(const Replica& r, const Load& load) { return r.ranks * static_cast<double>(load.replicas); }

/// All requests come at once. The last to be done is of the fullest replica.
void serve_together(const ServingState& s, const Replica& r, const Lengths& n, const Load& load, ServingOutputs& out) {
  const double replicas = ranks(r, load);
  const double busy = load.in_flight > 0 ? std::min(1.0, load.in_flight / replicas) : 1;
  const double requests = load.in_flight > 0 ? std::ceil(load.in_flight / replicas) : r.slots;
  const double time = r.engine.static_batch_s(requests, r.slots), running = std::min(requests, r.slots);
  const Cycle c = r.engine.at(running);
  fill_cycle(s, c, n, (load.in_flight > 0 ? load.in_flight : requests * replicas) / time, busy, out);
  out.batch = std::min(load.in_flight > 0 ? load.in_flight / replicas : r.slots, r.slots);
  out.latency = Seconds(time);
  out.ttft = Seconds(r.pool->costs.prefill_s(running, r.pool->costs.prompt(n.input)));
  fill_power(r.pool->hardware, c, busy, out);
}

/// Requests arrive at a rate that the replicas can finish.
void serve_at_rate(const ServingState& s, const Replica& r, const Lengths& n, const Load& load, ServingOutputs& out) {
  const double of_one = load.rate / ranks(r, load);
  const double batch = r.engine.batch_for(of_one, r.slots, r.cycle_of_slots_s).value_or(r.slots);
  const Cycle c = r.engine.at(std::max(1.0, batch));
  const double busy = std::min(1.0, batch);
  fill_cycle(s, c, n, load.rate, busy, out);
  fill_waiting(c, n, wait_slots(batch / r.slots, r.slots, c.cycle_s), out);
  fill_power(r.pool->hardware, c, busy, out);
}

/// Requests in flight, each followed by the next. With fewer than replicas some have one, the others idle; those that
/// do not run wait for a slot (Little).
void serve_in_flight(const ServingState& s, const Replica& r, const Lengths& n, const Load& load, ServingOutputs& out) {
  const double replicas = ranks(r, load);
  const double busy = load.in_flight > 0 ? std::min(1.0, load.in_flight / replicas) : 1;
  const double wanted = load.in_flight > 0 ? std::max(1.0, load.in_flight / replicas) : r.slots;
  const Cycle c = r.engine.at(std::min(wanted, r.slots));
  fill_cycle(s, c, n, c.requests_per_s * replicas * busy, busy, out);
  fill_waiting(c, n, std::max(0.0, wanted - r.slots) / c.requests_per_s, out);
  fill_power(r.pool->hardware, c, busy, out);
}

}  // namespace

Status size(const ServingState& s, const ServingParams& p, Replica& r, ServingOutputs& out) {
  const Pool& pool = *r.pool;
  r.ranks = static_cast<double>(s.ranks);
  if (pool.costs.unsupported()) return Status::infeasible(pool.reasons.no_arithmetic);
  r.room = r.engine.room(pool.hardware.memory_capacity, p.memory_utilization.value_or(s.stack.memory_utilization),
                         p.max_sequences ? static_cast<double>(*p.max_sequences) : s.stack.max_sequences);
  out.accelerators = s.group;
  fill_memory(s, pool.costs, r.room, lengths_of(p), out);
  if (const Status room = has_room(pool, r.room, out); !room) return room;
  if (const Status floors = above_floors(pool, p, out); !floors) return floors;
  r.slots = slots_within_limits(p, r);
  if (r.slots < 1) return Status::infeasible(pool.reasons.no_batch);
  r.cycle_of_slots_s = r.engine.cycle_s(r.slots);
  return Status::ok();
}

void serve(const ServingState& s, const ServingParams& p, const Replica& r, const Load& load, ServingOutputs& out) {
  const Lengths n = lengths_of(p);
  out.replicas = load.replicas;
  out.capacity = RequestRate(r.most_per_s() * static_cast<double>(load.replicas));
  if (p.arrivals == Arrivals::together)
    serve_together(s, r, n, load, out);
  else if (load.rate > 0)
    serve_at_rate(s, r, n, load, out);
  else
    serve_in_flight(s, r, n, load, out);
  out.batch *= r.ranks;
}

}  // namespace fleetline::serving
