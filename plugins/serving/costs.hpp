// The cost of one engine step, tabulated once: any number of decoding sequences and prompt tokens, on one group of
// devices.
#pragma once

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <cstdint>
#include <functional>
#include <limits>
#include <vector>

#include "fleetline/sdk.hpp"
#include "pricing.hpp"
#include "stack.hpp"

namespace fleetline::serving {

/// A function of a count, sampled at 1, sqrt 2, 2, ... and linear between samples: matrix products, element-wise
/// kernels and collectives of a step with so many tokens.
class CountTable {
 public:
  static constexpr int per_octave = 2, octaves = 16;
  static constexpr std::size_t samples = per_octave * octaves + 1;
  static double count(std::size_t i);

  /// In order of i.
  void set(std::size_t i, const Price& p);
  /// Sample i, from 2 on, by the line through the two before it.
  void extend(std::size_t i);
  /// Straight on beyond the last sample, and level below the first, but nothing at 0.
  Price operator()(double count) const;
  /// The time alone, for searches.
  double time_s(double n) const {
    if (n < 1) [[unlikely]]
      return n > 0 ? at_[0].time_s : 0;
    const Line& line = times_[segment(n)];
    return line.at_none + line.each * n;
  }

 private:
  struct Line {
    double at_none = 0, each = 0;
  };
  /// From the bits of a double: twice the exponent, and one more from sqrt 2 on. As std::log2, without the call.
  static std::size_t segment(double n) {
    static_assert(per_octave == 2 && std::numeric_limits<double>::is_iec559);
    constexpr std::uint64_t fraction = (std::uint64_t{1} << 52) - 1;
    constexpr std::uint64_t root_of_two = std::bit_cast<std::uint64_t>(1.4142135623730951) & fraction;
    const auto bits = std::bit_cast<std::uint64_t>(n);
    return std::min<std::size_t>(2 * ((bits >> 52) - 1023) + ((bits & fraction) >= root_of_two ? 1 : 0), samples - 2);
  }
  std::array<Price, samples> at_{};
  std::array<Line, samples - 1> times_{};
};

/// What depends on how long a sequence is, on one device and summed over layers. Straight lines in its length for full
/// attention; sliding windows bend them, recurrent states are level.
struct LengthCosts {
  double kernels = 0;  ///< attention kernels in a step
  CountTable decode;   ///< attention of one sequence at its context: no time, engines busy at datasheet rates
  CountTable prefill;  ///< attention of a prompt, the same for each of its tokens
  CountTable apart;    ///< what a prompt's tokens take in other kernels beyond as many decoded ones, each
  CountTable cache;    ///< `memory_s`: bytes held for a sequence of that length
};

/// How a copy of the model is divided, and what a collective takes there.
struct Division {
  std::uint32_t tensor = 1, pipeline = 1;
  std::uint32_t expert = 1;  ///< tensor groups that attend to requests of their own and share the experts
  std::function<Seconds(Collective)> collective;  ///< of a tensor group, or of an expert group, by the engine's kernels
  Seconds hand_overs;                             ///< latency of the sends between stages, all of them
  double hand_overs_s_per_byte = 0;               ///< and what they take for a byte that passes through all
};

struct MemoryNeeds {
  Bytes weights;      ///< of the fullest stage, per device
  Bytes activations;  ///< working set of the largest step
};

struct Prompt {
  double length = 0;
  Price attention;  ///< and what else prompts take beyond decoding their tokens
};

/// Layers that stages can divide.
double layers_of(const Workload& workload, const PrecisionPolicy& precision);

class StepCosts {
 public:
  StepCosts() = default;
  /// Lowers and prices. Throws what Workload::lower throws.
  StepCosts(const Workload& workload, const Hardware& hardware, const PrecisionPolicy& precision,
            const Division& division, const ServingStack& stack);

  /// Attention of one sequence in a decode step, at its context; that of a batch is as many times it.
  Price decode_attention(double context) const;
  /// A prompt, with what its attention takes.
  Prompt prompt(double length) const;

  /// One step of `decodes` sequences, each with that attention.
  Price decode(double decodes, const Price& attention) const;
  Price prefill(double prompts, const Prompt& each) const;  ///< alone in its steps, `token_budget` at most in each
  Price added_prefill(double decodes,
                      const Prompt& prompt) const;  ///< of one prompt, in the steps of `decodes` sequences
  // The times alone, for searches: what is worth inlining stands here.
  double decode_s(double decodes, const Price& attention) const {
    const double share = share_of(decodes);
    return (step_.time_s(padded(share)) + attention.time_s * share) * pace(decodes) + beside_kernels_s(decodes, share);
  }
  double prefill_s(double prompts, const Prompt& each) const;
  double added_prefill_s(double decodes, const Prompt& prompt) const {
    if (stack_.scheduling == Scheduling::prefill_first) return prefill_together_s(decodes, prompt);
    const double share = share_of(decodes), some = chunk(share, prompt.length);
    const double chunks = some < prompt.length ? prompt.length / some : 1;
    return (tokens_.time_s(share + some) - tokens_.time_s(share) + attention_floors_s_) * chunks +
           prompt.attention.time_s + sequences_.time_s(share + 1) - sequences_.time_s(share) +
           per_token_sent_s_ * prompt.length;
  }
  /// Prompts of others that the step under way and the one that reads its own hold: at most two full steps.
  double prompts_ahead(double length) const;

  /// What the host takes to launch the operators of a step that reads prompts, which no captured graph holds.
  double launches_s() const { return launches_ * stack_.launch_overhead.base(); }

  const MemoryNeeds& memory() const { return memory_; }
  /// Held for a sequence of so many tokens, per device: cache and recurrent states.
  Bytes cache(double tokens) const { return Bytes(lengths_.cache(tokens).memory_s); }
  double floor_s(double context) const;  ///< no decode step can be faster: weights and one cache at datasheet bandwidth
  Format unsupported() const { return unsupported_; }
  double pipeline() const { return pipeline_; }
  /// Stages at work, counted in the pace of the fullest: L / ceil(L / p) of L layers in p stages.
  double stages_at_once() const { return stack_.pipelined ? 1 / fullest_ : 1; }
  const CountTable& tokens() const { return tokens_; }

 private:
  /// All but attention, in blocks that see every token and in those that see the last of each sequence.
  struct Kernels {
    Price tokens, sequences;
  };
  Kernels beside_attention(const Lowering& low, const Hardware& hardware, const Division& division,
                           const std::vector<bool>& once);
  void sample(const Workload& workload, const Hardware& hardware, const PrecisionPolicy& precision,
              const Division& division);
  void sample_lengths(const Workload& workload, const Hardware& hardware, const PrecisionPolicy& precision,
                      const Division& division);
  void needs(const Workload& workload, const PrecisionPolicy& precision, const Division& division);
  /// With p stages at work, each holds a p-th of the batch; a token passes through all of them.
  double share_of(double decodes) const { return std::max(1.0, decodes * per_stage_at_once_); }
  /// Stages that follow one another take what all layers take. With p micro-batches under way each waits for the
  /// fullest stage, p ceil(L / p) / L times that.
  double pace(double decodes) const {
    return stack_.pipelined ? std::max(1.0, std::min(decodes, pipeline_) * fullest_) : 1;
  }
  double padded(double batch) const {
    if (stack_.graph_padding <= 1) return batch;
    return std::ceil(batch / stack_.graph_padding) * stack_.graph_padding;
  }
  /// Floors of attention kernels, the host, and what stages send.
  double beside_kernels_s(double decodes, double share) const {
    return step_fixed_s_ + stack_.sequence_overhead.base() * decodes + per_token_sent_s_ * share;
  }
  /// Tokens of a prompt that ride on one decode step, which reads the weights anyway.
  double chunk(double share, double length) const {
    return std::min(length, std::max(1.0, stack_.token_budget - share));
  }
  double together(double decodes, double length) const;
  double prefill_together_s(double decodes, const Prompt& prompt) const;

  ServingStack stack_;
  CountTable tokens_, sequences_;  ///< blocks that see every token, and those that see the last of each sequence
  CountTable step_;                ///< both: a decode step
  LengthCosts lengths_;
  MemoryNeeds memory_;
  Format unsupported_;
  double bandwidth_ = 1, kv_share_ = 1, pipeline_ = 1, per_stage_at_once_ = 1, sends_s_ = 0, send_bytes_ = 0;
  double fullest_ = 1;   ///< of the layers, what the fullest stage holds
  double launches_ = 0;  ///< operators and collectives of a step that reads prompts
  double attention_floors_s_ = 0, step_fixed_s_ = 0, per_token_sent_s_ = 0;
};

}  // namespace fleetline::serving
