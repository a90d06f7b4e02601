// Which layouts there are: pure enumeration, in a fixed order.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "fleetline/step.hpp"
#include "memory.hpp"

namespace fleetline::parallelism {

/// One way to place a model on devices: everything a search may choose.
struct LayoutChoice {
  std::uint32_t tensor = 1, pipeline = 1, virtual_stages = 1, data = 1, micro_batch = 1;
  std::uint32_t expert = 1;  ///< replicas among which experts are spread; divides `data`
  std::uint32_t shard = 0;   ///< replicas that ZeRO divides over; divides `data`; 0: all
  Recompute recompute = Recompute::none;
  bool sequence_parallel = false;
  Zero zero = Zero::optimizer;

  friend bool operator==(const LayoutChoice&, const LayoutChoice&) = default;
  /// Same degrees: the rest may differ.
  bool same_split(const LayoutChoice& b) const {
    return tensor == b.tensor && pipeline == b.pipeline && data == b.data;
  }
  std::uint32_t sharing() const { return shard == 0 ? data : shard; }
};

/// What is given, and what there is to choose from. An empty optional is chosen.
struct LayoutSpace {
  std::uint32_t devices = 1, batch = 1,
                layers = 1;   ///< `batch`: with context parallelism, members of the group count one each
  std::uint32_t context = 1;  ///< replicas that share each sequence: data degrees are multiples of it
  std::vector<std::uint32_t> tensor_degrees;     ///< that the workload admits, rising
  std::vector<std::uint32_t> expert_degrees{1};  ///< that the workload admits, rising; 1 of a dense model
  std::optional<std::uint32_t> pipeline, virtual_stages, data, micro_batch;
  std::optional<Recompute> recompute;
  std::optional<bool> sequence_parallel;
  std::optional<Zero> zero;
  std::uint32_t shard = 0;          ///< replicas that ZeRO divides over, where that many divide a layout's; 0: all
  std::uint32_t virtual_limit = 8;  ///< chunks per device at most: more only multiply transfers
  bool selective = false;           ///< selective recomputation differs from none: an unfused kernel

  /// One device has nothing to divide a sequence with; what is given is kept.
  bool admits_sequence_parallel(std::uint32_t tensor, bool divided) const {
    return tensor == 1 ? !divided : !sequence_parallel || *sequence_parallel == divided;
  }
};

/// Why splits in degrees have no layout: how many of them for each reason, the first that applies.
struct Undivided {
  std::uint64_t experts = 0;      ///< no expert degree divides the data-parallel one
  std::uint64_t batch = 0;        ///< the data-parallel degree does not divide the batch
  std::uint64_t stages = 0;       ///< more stages than layers
  std::uint64_t micro_batch = 0;  ///< the given micro-batch does not divide a replica's share
  std::uint64_t chunks = 0;       ///< layers or micro-batches do not divide into the given chunks
  std::uint64_t zero = 0;         ///< what replicas are to divide, they cannot
};

namespace detail {

constexpr bool divides(std::uint32_t part, std::uint32_t whole) { return part != 0 && whole % part == 0; }
template <class T>
constexpr bool admits(const std::optional<T>& fixed, T value) {
  return !fixed || *fixed == value;
}

/// Narayanan et al. 2021, section 2.2.2: chunks of equal size, micro-batches in groups of p. Embedding and head may
/// count as a layer each (Megatron-LM's account_for_embedding_in_pipeline_split).
inline bool can_interleave(const LayoutSpace& s, const LayoutChoice& c, std::uint32_t micro_batches) {
  return c.virtual_stages == 1 ||
         (c.pipeline > 1 && divides(c.pipeline, micro_batches) &&
          (divides(c.pipeline * c.virtual_stages, s.layers) || divides(c.pipeline * c.virtual_stages, s.layers + 2)));
}

/// Gradients and weights of a pipeline stage are added up over micro-batches: dividing them would gather them for each
/// (Narayanan et al. 2021, section 5.2; DeepSpeed refuses it), so ZeRO 2 and 3 stand without a pipeline only, unless
/// both are asked for.
inline bool can_shard(const LayoutChoice& c, Zero zero) {
  if (zero == Zero::none) return true;
  return c.data > 1 && (zero == Zero::optimizer || c.pipeline == 1);
}

/// How far the choices of one split reached.
struct Reached {
  bool experts = false, micro_batch = false, chunks = false, states = false;
};

template <class Visit>
void states(const LayoutSpace& s, LayoutChoice c, Reached& reached, Visit& visit) {
  for (const Recompute recompute : {Recompute::none, Recompute::selective, Recompute::full}) {
    if (!admits(s.recompute, recompute)) continue;
    if (!s.recompute && recompute == Recompute::selective && !s.selective) continue;
    c.recompute = recompute;
    for (const Zero zero : {Zero::none, Zero::optimizer, Zero::gradients, Zero::weights}) {
      if (!admits(s.zero, zero) || !(can_shard(c, zero) || (s.zero && (c.data == 1 || s.pipeline)))) continue;
      c.zero = zero;
      reached.states = true;
      visit(c);
    }
  }
}

template <class Visit>
void micro_batches(const LayoutSpace& s, LayoutChoice c, Reached& reached, Visit& visit) {
  const std::uint32_t replica = s.batch / c.data;
  for (std::uint32_t b = 1; b <= replica; ++b) {
    if (!divides(b, replica) || !admits(s.micro_batch, b)) continue;
    c.micro_batch = b;
    reached.micro_batch = true;
    for (std::uint32_t v = 1; v <= (s.virtual_stages ? *s.virtual_stages : s.virtual_limit); ++v) {
      c.virtual_stages = v;
      if (!admits(s.virtual_stages, v) || !can_interleave(s, c, replica / b)) continue;
      reached.chunks = true;
      states(s, c, reached, visit);
    }
  }
}

/// An expert group is a part of the replicas (Lepikhin et al. 2020, GShard; Megatron-Core's expert and expert-data
/// groups).
template <class Visit>
void experts(const LayoutSpace& s, LayoutChoice c, Reached& reached, Visit& visit) {
  for (const std::uint32_t e : s.expert_degrees) {
    if (!divides(e, c.data)) continue;
    c.expert = e;
    reached.experts = true;
    micro_batches(s, c, reached, visit);
  }
}

inline void count(const Reached& reached, Undivided& undivided) {
  if (!reached.experts)
    ++undivided.experts;
  else if (!reached.micro_batch)
    ++undivided.micro_batch;
  else if (!reached.chunks)
    ++undivided.chunks;
  else if (!reached.states)
    ++undivided.zero;
}

}  // namespace detail

/// Calls `visit(choice)` for every layout that divides, in a fixed order: tensor, pipeline, sequence parallelism,
/// micro-batch, virtual stages, recomputation, ZeRO.
template <class Visit>
Undivided for_each_layout(const LayoutSpace& s, Visit&& visit) {
  Undivided undivided;
  for (const std::uint32_t t : s.tensor_degrees) {
    if (!detail::divides(t, s.devices)) continue;
    for (std::uint32_t p = 1; p <= s.devices / t; ++p) {
      if (!detail::divides(p, s.devices / t) || !detail::admits(s.pipeline, p)) continue;
      const std::uint32_t d = s.devices / t / p;
      if (!detail::admits(s.data, d) || !detail::divides(s.context, d)) continue;
      if (p > s.layers) {
        ++undivided.stages;
        continue;
      }
      if (!detail::divides(d, s.batch)) {
        ++undivided.batch;
        continue;
      }
      detail::Reached reached;
      for (const bool sp : {false, true})
        if (s.admits_sequence_parallel(t, sp))
          detail::experts(s,
                          {.tensor = t,
                           .pipeline = p,
                           .data = d,
                           .shard = detail::divides(s.shard, d) ? s.shard : 0,
                           .sequence_parallel = sp},
                          reached, visit);
      detail::count(reached, undivided);
    }
  }
  return undivided;
}

}  // namespace fleetline::parallelism
