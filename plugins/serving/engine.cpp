#include "engine.hpp"

#include <algorithm>
#include <cmath>

namespace fleetline::serving {
namespace {

constexpr int halvings = 24;

/// The largest x in [low, high] for which `holds`, a predicate that turns false once and stays so; holds(low) is known.
template <class Predicate>
double last_true(double low, double high, Predicate holds) {
  if (holds(high)) return high;
  for (int i = 0; i < halvings && high - low > 1e-9 * high; ++i) {
    const double middle = (low + high) / 2;
    (holds(middle) ? low : high) = middle;
  }
  return low;
}

}  // namespace

// PagedAttention (Kwon et al. 2023): requests take whole blocks, half a block is empty on average.
Room Engine::room(Bytes capacity, double utilization, double max_sequences) const {
  const MemoryNeeds& m = costs_.memory();
  const Bytes pool = capacity * utilization - stack_.reserved - m.weights - m.activations;
  constexpr double unlimited = 1e15;  // a workload without a cache
  Room out{.pool_tokens = pool < Bytes(0) ? -1 : m.kv_per_token > Bytes(0) ? std::min(unlimited, double(pool / m.kv_per_token)) : unlimited};
  const double waste = (stack_.kv_block - 1) / 2;
  const double held = stack_.reservation == Reservation::whole ? n_.total() : n_.mean();
  const double fit = std::max(0.0, out.pool_tokens);
  out.full_length = std::floor(fit / (n_.total() + waste));
  // A request that can never be held at full length never runs.
  out.slots = out.full_length < 1 ? 0 : std::min(max_sequences, std::max(1.0, fit / (held + waste)));
  return out;
}

Cycle Engine::at(double batch) const {
  Cycle c{.batch = batch};
  const Price decode = costs_.decode(batch, batch * n_.mean());
  const Price own = costs_.prefill(1, n_.input);
  const Price added = batch > 1 ? costs_.added_prefill(batch - 1, n_.input) : own;
  // Stages of a pipeline read different prompts at the same time.
  const double at_once = stack_.pipelined ? costs_.pipeline() : 1;
  c.decode_s = decode.time_s;
  c.own_prefill_s = own.time_s;
  c.added_prefill_s = added.time_s / at_once;
  const double peers = (batch - 1) * c.added_prefill_s, f = stack_.interleaving;
  const double steps = std::max(n_.output - 1, 0.0);  // the first token comes with the prompt
  c.tpot_s = c.decode_s + (n_.output > 0 ? f * peers / n_.output : 0);
  c.ttft_s = stack_.request_overhead.base() + c.own_prefill_s + (1 - f) * peers + (batch > 1 ? c.decode_s / 2 : 0);
  c.cycle_s = steps * c.decode_s + (batch > 1 ? batch * c.added_prefill_s : c.own_prefill_s) + stack_.request_overhead.base();
  c.requests_per_s = batch / c.cycle_s;
  // All stages of a pipeline together do the work of one step per stage.
  c.compute_share = (steps * decode.compute_s * at_once / costs_.pipeline() + batch * added.compute_s / costs_.pipeline()) / c.cycle_s;
  c.memory_share = (steps * decode.memory_s * at_once / costs_.pipeline() + batch * added.memory_s / costs_.pipeline()) / c.cycle_s;
  return c;
}

double Engine::static_batch_s(double requests, double slots) const {
  // As few waves as fit, equally full. Prompts of a wave are read together, then all decode; contexts grow from input to total.
  const double waves = std::ceil(requests / std::max(1.0, std::floor(slots))), batch = requests / waves;
  const double steps = std::max(n_.output - 1, 0.0);
  const double prompts = costs_.prefill(batch, n_.input).time_s / (stack_.pipelined ? std::min(costs_.pipeline(), batch) : 1);
  return stack_.request_overhead.base() + waves * (prompts + steps * costs_.decode(batch, batch * n_.mean()).time_s);
}

std::optional<double> Engine::batch_for(double rate, double slots) const {
  if (at(slots).requests_per_s < rate) return std::nullopt;
  if (at(1).requests_per_s >= rate) {
    // Less than one request at a time: it runs for a share of the time.
    return rate / at(1).requests_per_s;
  }
  return last_true(1, slots, [&](double b) { return at(b).requests_per_s <= rate; });
}

double Engine::largest_within(double tpot_limit_s, double ttft_limit_s, double slots) const {
  const auto meets = [&](double b) {
    const Cycle c = at(b);
    return (tpot_limit_s <= 0 || c.tpot_s <= tpot_limit_s) && (ttft_limit_s <= 0 || c.ttft_s <= ttft_limit_s);
  };
  if (slots < 1 || !meets(1)) return 0;
  return std::floor(last_true(1, std::floor(slots), meets) * (1 + 1e-9));
}

}  // namespace fleetline::serving
