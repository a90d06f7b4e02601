#include "engine.hpp"

#include <algorithm>
#include <cmath>

namespace fleetline::serving {
namespace {

/// Where `f`, below zero at `low` and not at `high`, crosses zero: regula falsi that lowers the weight of an end which
/// stays a second time by as much as f fell at the other, or halves it, until |f| is at most `enough` or, for an f that
/// jumps, the bracket narrower than `width`. (Anderson and Bjorck's variant of "Illinois"; read in descriptions of it,
/// BIT 13 of 1973 was not opened.)
struct Crossing {
  double at, f;
};
template <class F>
Crossing crossing(double low, double f_low, double high, double f_high, double width, double enough, F f) {
  const auto lowered = [](double was, double is) { return is < was ? 1 - is / was : 0.5; };
  int stays = 0;  // 1: the high end did in the last step, -1: the low one
  while (high - low > width) {
    double at = low + (high - low) * f_low / (f_low - f_high);
    if (!(at > low && at < high)) at = (low + high) / 2;
    const double value = f(at);
    if (std::abs(value) <= enough) return {at, value};
    if (value < 0) {
      if (stays > 0) f_high *= lowered(-f_low, -value);
      low = at, f_low = value, stays = 1;
    } else {
      if (stays < 0) f_low *= lowered(f_high, value);
      high = at, f_high = value, stays = -1;
    }
  }
  return {low, f_low};
}

}  // namespace

/// A prompt in a step of its own: the device waits for the host where that takes longer to launch the operators.
Price Engine::read_alone(const StepCosts& costs, const Prompt& prompt) {
  Price own = costs.prefill(1, prompt);
  own.time_s = std::max(own.time_s, costs.launches_s());
  return own;
}

Engine::Engine(const StepCosts& costs, const ServingStack& stack, const Lengths& lengths)
    : costs_(costs),
      stack_(stack),
      n_(lengths),
      token_(costs.decode_attention(lengths.mean())),
      prompt_(costs.prompt(lengths.input)),
      own_(read_alone(costs, prompt_)),
      // Stages of a pipeline read different prompts at the same time.
      prefills_at_once_(costs.stages_at_once()),
      steps_(std::max(lengths.output - 1, 0.0)),  // the first token comes with the prompt
      per_step_(lengths.output > 1 ? 1 / (lengths.output - 1) : 0),
      ahead_in_trains_(costs.prompts_ahead(lengths.input)) {}

// PagedAttention (Kwon et al. 2023): requests take whole blocks, half a block is empty on average.
Room Engine::room(Bytes capacity, double utilization, double max_sequences) const {
  const MemoryNeeds& m = costs_.memory();
  const Bytes other = stack_.reserved + m.weights + m.activations;
  Room out{.pool = stack_.utilization_of == UtilizationOf::rest ? (capacity - other) * utilization
                                                                : capacity * utilization - other};
  const double waste = (stack_.kv_block - 1) / 2, fit = std::max(0.0, out.pool.base());
  const double held = stack_.reservation == Reservation::whole ? n_.total() : n_.mean();
  // As many of that length as fit; a workload without a cache has no bound.
  const auto requests_of = [&](double tokens) {
    const double each = costs_.cache(tokens + waste).base();
    return each > 0 ? std::min(1e15, fit / each) : 1e15;
  };
  out.full_length = std::floor(requests_of(n_.total()));
  // A request that can never be held at full length never runs.
  out.slots = out.full_length < 1 ? 0 : std::min(max_sequences, std::max(1.0, requests_of(held)));
  return out;
}

double Engine::added_prefill_s(double batch) const {
  return (batch > 1 ? costs_.added_prefill_s(batch - 1, prompt_) : own_.time_s) / prefills_at_once_;
}

double Engine::ahead(double peers, double reading_s, double cycle_s) const {
  if (n_.in_trains) return std::min(peers, ahead_in_trains_);
  // Pollaczek-Khinchine for equal service times, in prompts: u / (2 (1 - u)), u = reading / cycle.
  const double rest_s = cycle_s - reading_s;
  return rest_s > 0 ? std::min(peers / 2, reading_s / (2 * rest_s)) : peers / 2;
}

Engine::Times Engine::times(double batch) const {
  Times t{.decode_s = costs_.decode_s(batch, token_), .added_prefill_s = added_prefill_s(batch)};
  const double request = stack_.request_overhead.base(), reading = batch > 1 ? batch * t.added_prefill_s : own_.time_s;
  const double peers = batch - 1;
  t.cycle_s = cycle_of(batch, t.decode_s, t.added_prefill_s);
  const double first = ahead(peers, reading, t.cycle_s);
  // An answer of one token has nothing after it that could wait.
  const double before = steps_ > 0 ? first + (1 - stack_.interleaving) * (peers - first) : peers;
  t.tpot_s = steps_ > 0 ? t.decode_s + (peers - before) * t.added_prefill_s * per_step_ : 0;
  // It arrives in the middle of a step.
  t.ttft_s = request + own_.time_s + before * t.added_prefill_s + (batch > 1 ? t.decode_s / 2 : 0);
  return t;
}

Cycle Engine::at(double batch) const {
  const Times t = times(batch);
  const Price decode = costs_.decode(batch, token_);
  const Price added = batch > 1 ? costs_.added_prefill(batch - 1, prompt_) : own_;
  Cycle c{.batch = batch,
          .decode_s = t.decode_s,
          .added_prefill_s = t.added_prefill_s,
          .own_prefill_s = own_.time_s,
          .tpot_s = t.tpot_s,
          .ttft_s = t.ttft_s,
          .cycle_s = t.cycle_s,
          .requests_per_s = batch / t.cycle_s};
  // All stages of a pipeline together do the work of one step per stage.
  const double decoding = stack_.pipelined ? steps_ : steps_ / costs_.pipeline(), reading = batch / costs_.pipeline();
  c.compute_share = (decoding * decode.compute_s + reading * added.compute_s) / c.cycle_s;
  c.memory_share = (decoding * decode.memory_s + reading * added.memory_s) / c.cycle_s;
  return c;
}

double Engine::static_batch_s(double requests, double slots) const {
  // As few waves as fit, equally full. Prompts of a wave are read together, then all decode; contexts grow from input
  // to total.
  const double waves = std::ceil(requests / std::max(1.0, std::floor(slots))), batch = requests / waves;
  const double prompts = costs_.prefill_s(batch, prompt_) / std::min(prefills_at_once_, std::max(1.0, batch));
  return stack_.request_overhead.base() + waves * (prompts + steps_ * costs_.decode_s(batch, token_));
}

double Engine::cycle_of(double batch, double decode_s, double added_prefill_s) const {
  const double alone = stack_.request_overhead.base() + own_.time_s + steps_ * decode_s;
  return batch > 1 ? alone + (batch - 1) * added_prefill_s + decode_s / 2 : alone;
}

double Engine::cycle_s(double batch) const {
  return cycle_of(batch, costs_.decode_s(batch, token_), added_prefill_s(batch));
}

std::optional<double> Engine::batch_for(double rate, double slots, double cycle_of_slots_s) const {
  // Little: B = rate cycle(B). Less than one request at a time: it runs for a share of the time.
  const auto lacking = [&](double b) { return b - rate * cycle_s(b); };
  const double one = lacking(1);
  if (one >= 0) return 1 - one;
  const double all = slots - rate * cycle_of_slots_s;
  if (all < 0) return std::nullopt;
  return crossing(1, one, slots, all, 1e-9 * slots, 1e-5, lacking).at;
}

double Engine::largest_within(const Limits& limits, double slots) const {
  constexpr double exactly = 1 + 1e-12;  // a limit that is met exactly is met
  const double per_tpot = limits.tpot_s > 0 ? 1 / limits.tpot_s : 0,
               per_ttft = limits.ttft_s > 0 ? 1 / limits.ttft_s : 0;
  // Above zero: a limit is missed. Both times grow with the batch.
  const auto excess = [&](double b) {
    const Times t = times(b);
    return std::max(t.tpot_s * per_tpot, t.ttft_s * per_ttft) - exactly;
  };
  const double most = std::floor(slots);
  if (most < 1) return 0;
  const double all = excess(most), one = excess(1);
  if (all <= 0) return most;
  if (one > 0) return 0;
  // Whole batches only: near the crossing, the last on this side of it.
  const Crossing found = crossing(1, one, most, all, 0.5, 1e-4, excess);
  double batch = std::floor(found.at);
  if (found.f > 0)
    while (batch > 1 && excess(batch) > 0) --batch;
  else
    while (batch < most && excess(batch + 1) <= 0) ++batch;
  return batch;
}

}  // namespace fleetline::serving
