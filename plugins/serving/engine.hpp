// A loaded engine in closed form: batch, time per token, time to first token, throughput. Pure functions; no framework
// type.
//
// One replica repeats a cycle: each of its B running requests reads its prompt, which brings the first token, and
// decodes the O - 1 others; meanwhile the prompts of its peers are read. It arrives in the middle of a step. So
//
//   cycle = own prefill + (O - 1) t_decode(B) + (B - 1) t_prefill + t_decode(B) / 2
//   X = B / cycle          (Little: B = X cycle; cycle = ttft + (O - 1) tpot)
//
// Prompts are read while others decode. What a request waits for the prompts of its B - 1 peers either delays its first
// token or stretches the others; none of it is lost:
//
//   before = ahead + (1 - f) (B - 1 - ahead)
//   ttft = own prefill + before t_prefill + t_decode(B) / 2
//   tpot = t_decode(B) + (B - 1 - before) t_prefill / (O - 1)
//
// f: `interleaving`; the rest is what a benchmark's first wave of requests queues.
//
// An answer of one token has no time between tokens: all of it is before the first.
//
// Prompts ahead of its own: of requests that arrive at any time as in an M/D/1 queue, u / (2 (1 - u)) with the share u
// of time in which prompts are read (DistServe, arXiv:2401.09670, eq. 1), and at most half of the peers'. Requests of
// one length that run in a closed loop finish one after the other, and their successors find each other:
// `prompts_ahead`.
#pragma once

#include <optional>

#include "costs.hpp"

namespace fleetline::serving {

struct Lengths {
  double input = 1024, output = 256;
  bool in_trains = false;  ///< requests follow one another closely: a closed loop of equal lengths
  double total() const { return input + output; }
  double mean() const { return input + output / 2; }  ///< context of a running request, on average over its life
};

/// What the engine's memory holds.
struct Room {
  Bytes pool;              ///< for the KV cache; negative: weights alone do not fit
  double slots = 0;        ///< requests that run at once
  double full_length = 0;  ///< requests of full length that fit
};

/// One replica at B running requests.
struct Cycle {
  double batch = 0, decode_s = 0, added_prefill_s = 0, own_prefill_s = 0;
  double tpot_s = 0, ttft_s = 0, cycle_s = 0;
  double requests_per_s = 0;
  double compute_share = 0, memory_share = 0;  ///< engines busy at datasheet rates, for power
};

/// Limits on means; 0: none.
struct Limits {
  double tpot_s = 0, ttft_s = 0;
};

class Engine {
 public:
  Engine(const StepCosts& costs, const ServingStack& stack, const Lengths& lengths);

  Room room(Bytes capacity, double utilization, double max_sequences) const;
  Cycle at(double batch) const;
  double cycle_s(double batch) const;

  /// All of `requests` arrive at once and none follows: time until the last is done, `slots` at a time.
  double static_batch_s(double requests, double slots) const;
  /// The batch at which `rate` requests per second leave; empty beyond the capacity of `slots`.
  std::optional<double> batch_for(double rate, double slots) const { return batch_for(rate, slots, cycle_s(slots)); }
  std::optional<double> batch_for(double rate, double slots, double cycle_of_slots_s) const;
  /// The largest whole batch in [1, slots] whose TPOT and TTFT stay within the limits; 0: not even one.
  double largest_within(const Limits& limits, double slots) const;

 private:
  static Price read_alone(const StepCosts& costs, const Prompt& prompt);
  /// What searches need of a batch.
  struct Times {
    double decode_s = 0, added_prefill_s = 0, tpot_s = 0, ttft_s = 0, cycle_s = 0;
  };
  Times times(double batch) const;
  double added_prefill_s(double batch) const;
  double cycle_of(double batch, double decode_s, double added_prefill_s) const;
  double ahead(double peers, double reading_s, double cycle_s) const;

  const StepCosts& costs_;
  const ServingStack& stack_;
  Lengths n_;
  Price token_;  ///< attention of one sequence in a decode step
  Prompt prompt_;
  Price own_;  ///< a prompt that is read alone
  double prefills_at_once_ = 1, steps_ = 0, per_step_ = 0, ahead_in_trains_ = 0;
};

/// A queue in front of c servers, each busy a share u (Allen-Cunneen with Sakasegawa's exponent, and c_a^2 = 1, c_s^2 =
/// 0): E[W] = u^(sqrt(2(c+1))-1) / (c (1-u)) (c_a^2 + c_s^2)/2 E[S].
inline double wait_slots(double utilisation, double servers, double service_s) {
  if (!(utilisation < 1)) return 0;
  return std::pow(utilisation, std::sqrt(2 * (servers + 1)) - 1) / (servers * (1 - utilisation)) / 2 * service_s;
}

}  // namespace fleetline::serving
