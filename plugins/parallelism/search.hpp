// Layout search: every layout that divides, memory first, then time; the best of each split in degrees, in order.
//
// `Time` is any callable from a layout to a Timed: the same function that answers for one layout. Nothing here
// allocates per layout.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <vector>

#include "layout_space.hpp"

namespace fleetline::parallelism {

/// Where the time of a step goes; the parts add up to `step`.
inline constexpr std::size_t time_parts = 9;
struct Timed {
  Seconds step;
  std::array<Seconds, time_parts> parts;
};

/// A layout with what it takes.
struct Candidate {
  LayoutChoice choice;
  Seconds step;
  Bytes memory;
};

/// All layouts with the same degrees: the fastest that fits, or else the one that misses least.
struct Split {
  Candidate best;
  bool fits = false;
  std::uint64_t layouts = 0, fitting = 0;
};

struct Found {
  std::vector<Split>
      splits;  ///< those that fit by time, then those that do not by memory; ties in order of enumeration
  std::uint64_t searched = 0, too_large = 0, timed = 0;
  Undivided undivided;

  bool any() const { return !splits.empty() && splits.front().fits; }
  /// 1 for the first; 0 when that split was not searched.
  std::size_t rank(const LayoutChoice& choice) const {
    for (std::size_t i = 0; i < splits.size(); ++i)
      if (splits[i].best.choice.same_split(choice)) return i + 1;
    return 0;
  }
};

/// Memory of every sharding, of one sequence: activations grow with the micro-batch in proportion.
class MemoryTable {
 public:
  void add(std::uint32_t tensor, bool sequence_parallel, const std::array<ModelMemory, 3>& by_recompute,
           std::uint32_t expert = 1) {
    rows_.push_back({tensor, expert, sequence_parallel, by_recompute});
  }
  Bytes peak(const LayoutChoice& c, std::uint32_t batch) const {
    return peak_memory(of(c), stage_layout(c, batch)).memory.total();
  }
  ModelMemory of(const LayoutChoice& c) const {
    return scaled(find(c.tensor, c.expert, c.sequence_parallel)[static_cast<std::size_t>(c.recompute)], c.micro_batch);
  }
  static StageLayout stage_layout(const LayoutChoice& c, std::uint32_t batch) {
    return {.tensor = double(c.tensor),
            .pipeline = double(c.pipeline),
            .virtual_stages = double(c.virtual_stages),
            .data = double(c.data),
            .micro_batches = double(batch / c.data / c.micro_batch),
            .expert = double(c.expert),
            .zero = c.zero,
            .shard = double(c.shard)};
  }

 private:
  struct Row {
    std::uint32_t tensor, expert;
    bool sequence_parallel;
    std::array<ModelMemory, 3> by_recompute;
  };
  const std::array<ModelMemory, 3>& find(std::uint32_t tensor, std::uint32_t expert, bool sequence_parallel) const {
    for (const Row& row : rows_)
      if (row.tensor == tensor && row.expert == expert && row.sequence_parallel == sequence_parallel)
        return row.by_recompute;
    return rows_.front().by_recompute;
  }
  std::vector<Row> rows_;
};

template <class Time>
Found search(const LayoutSpace& space, const MemoryTable& memory, Bytes usable, Time&& time) {
  Found found;
  const auto visit = [&](const LayoutChoice& choice) {
    ++found.searched;
    if (found.splits.empty() || !found.splits.back().best.choice.same_split(choice))
      found.splits.push_back({.best = {choice, Seconds(0), Bytes(1e300)}});
    Split& split = found.splits.back();
    ++split.layouts;
    const Bytes needed = memory.peak(choice, space.batch);
    if (needed > usable) {
      ++found.too_large;
      if (!split.fits && needed < split.best.memory) split.best = {choice, Seconds(0), needed};
      return;
    }
    ++found.timed;
    ++split.fitting;
    const Seconds step = time(choice);
    if (!split.fits || step < split.best.step) split.best = {choice, step, needed};
    split.fits = true;
  };
  found.undivided = for_each_layout(space, visit);
  std::stable_sort(found.splits.begin(), found.splits.end(), [](const Split& a, const Split& b) {
    if (a.fits != b.fits) return a.fits;
    return a.fits ? a.best.step < b.best.step : a.best.memory < b.best.memory;
  });
  return found;
}

}  // namespace fleetline::parallelism
