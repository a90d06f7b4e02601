// The mathematics of the roofline: pure functions of quantities, one per equation. No framework type.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "fleetline/quantity.hpp"

namespace fleetline::roofline {

/// How long one operator, all its runs, keeps arithmetic and memory busy at peak; what it draws above idle meanwhile.
struct Work {
  Seconds compute, memory;
  Watts draw;
};

/// Time of all operators, and their energy above idle.
struct Sums {
  Seconds time;
  Joules dynamic;
};

/// Fractions of peak that arithmetic and memory traffic reach.
struct Efficiency {
  double compute = 1, memory = 1;
};

/// The per-operator roofline: operators follow one another, inside each the longer engine decides
/// (Williams, Waterman, Patterson 2009, eq. 1, applied to each operator):
///
///   T(e) = sum_i max(c_i / e.compute, m_i / e.memory)
///
/// Less efficient kernels take longer and draw no less: busy units burn power whether they are well fed or not. So the energy
/// above idle is the same sum, each operator's time weighted by its draw.
///
/// An operator is compute-bound while c_i / m_i >= e.compute / e.memory. Sorted by c_i / m_i once, with prefix sums of c and
/// suffix sums of m, T is one binary search, and so are its inverses.
class Curve {
 public:
  Curve() = default;
  explicit Curve(std::span<const Work> work);

  Sums sums(Efficiency e) const;
  Seconds time(Efficiency e) const { return sums(e).time; }
  Seconds compute() const { return compute_.empty() ? Seconds(0) : compute_.back().time; }  ///< sum of c_i
  Seconds memory() const { return memory_.empty() ? Seconds(0) : memory_.front().time; }    ///< sum of m_i

  /// The least factor by which memory (arithmetic) must be faster so that T meets `target`; below 1: it may be
  /// slower. Empty when no finite factor does, because the other engine alone takes as long.
  std::optional<double> memory_speedup(Efficiency e, Seconds target) const;
  std::optional<double> compute_speedup(Efficiency e, Seconds target) const;

 private:
  std::size_t size() const { return ratio_.size(); }
  double at_ratio(std::size_t i) const;

  std::vector<double> ratio_;  ///< c_i / m_i, falling
  std::vector<Sums> compute_;  ///< [k]: of c over the first k
  std::vector<Sums> memory_;   ///< [k]: of m over all but the first k
};

/// The bottleneck: arithmetic, when it takes at least as long as traffic. Equal up to rounding is a tie, and a tie counts as
/// compute-bound, so that figures that are round on paper are not decided by the last bit.
inline constexpr double tie = 1 - 1e-12;
constexpr bool compute_bound(double compute, double memory) { return compute >= memory * tie; }
constexpr bool compute_bound(Seconds compute, Seconds memory) { return compute_bound(compute.base(), memory.base()); }

/// Classic whole-model roofline: all arithmetic against all traffic, perfectly overlapped.
constexpr Seconds whole_model_time(Seconds compute, Seconds memory) { return max(compute, memory); }

/// Where both engines take the same time: the arithmetic rate in force over the bandwidth in force. With one format and
/// one memory this is peak * efficiency / (bandwidth * memory_efficiency), in FLOP per byte.
constexpr Intensity ridge_point(Flops flops, Seconds compute, Bytes bytes, Seconds memory) {
  return (flops / compute) / (bytes / memory);
}

/// Chowdhery et al. 2022 (PaLM), appendix B: useful arithmetic at peak over the time taken. Hardware utilisation
/// is the same with the recomputed FLOPs counted, too.
constexpr double utilisation(Seconds at_peak, Seconds time) { return at_peak / time; }

/// Energy of a step: what its operators draw above idle, and idle power for as long as it lasts.
constexpr Joules step_energy(Joules dynamic, Watts idle, Seconds time) { return dynamic + idle * time; }

/// y = intercept + slope * batch.
struct Line {
  double intercept = 0, slope = 0;
  static Line through(double x0, double y0, double x1, double y1);
  double at(double x) const { return intercept + slope * x; }
  /// True when (x, y) lies on the line, to 1e-9 of y.
  bool meets(double x, double y) const;
};

/// Largest batch any solved quantity may name: beyond it the answer is "none".
inline constexpr std::int64_t batch_limit = 1'000'000'000;

/// The first batch above 1 at which compute_bound is no longer what it was at batch 1.
std::optional<std::int64_t> crossing(const Line& compute, const Line& memory);
/// The largest batch with line <= limit: 0 when not even 1, empty when every batch.
std::optional<std::int64_t> largest_within(const Line& line, double limit);

/// The first batch in [2, batch_limit] for which `holds`, a predicate that turns true once and stays so: doubling
/// steps, then bisection.
template <class Predicate>
std::optional<std::int64_t> first_batch(Predicate holds) {
  std::int64_t low = 1, high = 2;
  while (!holds(static_cast<double>(high))) {
    if (high >= batch_limit) return std::nullopt;
    low = high;
    high = high < batch_limit / 2 ? 2 * high : batch_limit;
  }
  while (high - low > 1) {
    const std::int64_t middle = low + (high - low) / 2;
    (holds(static_cast<double>(middle)) ? high : low) = middle;
  }
  return high;
}

}  // namespace fleetline::roofline
