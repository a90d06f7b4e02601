// The mathematics of the roofline: pure functions of quantities, one per equation. No framework type.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "fleetline/quantity.hpp"

namespace fleetline::roofline {

/// How long one operator, all its runs, keeps arithmetic and memory busy at peak; what it draws above idle meanwhile; and which
/// share of the shorter of the two the device does not hide behind the longer: 0 on perfect overlap, 1 on none.
struct Work {
  Seconds compute, memory;
  Watts draw;
  double serial = 0;
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

/// Work::serial of an operator that takes `time`, floors not counted. Between the longer busy time and the sum of both.
constexpr double serial_share(Seconds time, Seconds compute, Seconds memory) {
  const Seconds shorter = min(compute, memory), hidden_by_none = time - max(compute, memory);
  return shorter > Seconds(0) && hidden_by_none > Seconds(0) ? hidden_by_none / shorter : 0.0;
}

/// Williams, Waterman, Patterson 2009, eq. 1, for one operator: the longer engine decides; what the device cannot overlap
/// stretches with the shorter one.
constexpr Seconds operator_time(const Work& w, Efficiency e) {
  const Seconds compute = w.compute / e.compute, memory = w.memory / e.memory;
  return max(compute, memory) + w.serial * min(compute, memory);
}

/// The per-operator roofline: operators follow one another (c_i and m_i busy times, s_i the serial share):
///
///   T(e) = sum_i max(c_i / e.compute, m_i / e.memory) + s_i min(c_i / e.compute, m_i / e.memory)
///
/// Less efficient kernels take longer and draw no less: busy units burn power whether they are well fed or not. So the energy
/// above idle is the same sum, each operator's time weighted by its draw.
///
/// An operator is compute-bound while c_i / m_i >= e.compute / e.memory. With the operators sorted by c_i / m_i and the
/// first k of them compute-bound
///
///   T = C_k / e.compute + M_k / e.memory    C_k = sum_{i<k} c_i + sum_{i>=k} s_i c_i,   M_k = sum_{i<k} s_i m_i + sum_{i>=k} m_i
///
/// so with C and M worked out once for every k, T is one binary search, and so are its inverses.
class Curve {
 public:
  Curve() = default;
  explicit Curve(std::vector<Work> work);

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
  std::vector<Sums> compute_;  ///< [k]: C_k, and its energy
  std::vector<Sums> memory_;   ///< [k]: M_k
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

/// Model FLOPs utilisation: arithmetic at peak over the time taken (Chowdhery et al. 2022, PaLM, appendix B), here by the causal
/// convention: neither recomputed nor masked arithmetic counts. PaLM counts masked scores, too: 12 L H Q T of attention per
/// trained token against 6. Hardware utilisation is the same with all FLOPs counted.
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
