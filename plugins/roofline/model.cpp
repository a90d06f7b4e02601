#include "model.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace fleetline::roofline {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

/// The first index in [0, count) for which `holds`, a predicate that turns true once and stays so; else `count`.
template <class Predicate>
std::size_t first_index(std::size_t count, Predicate holds) {
  std::size_t low = 0;
  while (count > 0) {
    const std::size_t half = count / 2;
    if (holds(low + half)) count = half;
    else {
      low += half + 1;
      count -= half + 1;
    }
  }
  return low;
}

Sums operator+(const Sums& a, const Sums& b) { return {a.time + b.time, a.dynamic + b.dynamic}; }
Sums operator/(const Sums& a, double k) { return {a.time / k, a.dynamic * (1 / k)}; }
Sums busy(Seconds time, Watts draw) { return {time, draw * time}; }

double ratio(const Work& w) { return w.memory > Seconds(0) ? w.compute / w.memory : infinity; }

}  // namespace

Curve::Curve(std::vector<Work> work) {
  std::erase_if(work, [](const Work& w) { return !(w.compute > Seconds(0) || w.memory > Seconds(0)); });
  std::sort(work.begin(), work.end(), [](const Work& a, const Work& b) { return ratio(a) > ratio(b); });
  const std::size_t n = work.size();
  ratio_.resize(n);
  compute_.resize(n + 1);
  memory_.resize(n + 1);
  for (std::size_t i = 0; i < n; ++i) {
    const Work& w = work[i];
    ratio_[i] = ratio(w);
    compute_[i + 1] = compute_[i] + busy(w.compute, w.draw);
    memory_[i + 1] = memory_[i] + busy(w.serial * w.memory, w.draw);
  }
  // The memory-bound rest, from the end. Added on top, not subtracted from a total: no digits are lost.
  Sums compute, memory;
  for (std::size_t i = n; i-- > 0;) {
    const Work& w = work[i];
    compute_[i] = compute_[i] + (compute = compute + busy(w.serial * w.compute, w.draw));
    memory_[i] = memory_[i] + (memory = memory + busy(w.memory, w.draw));
  }
}

Sums Curve::sums(Efficiency e) const {
  if (size() == 0) return {};
  const double ridge = e.compute / e.memory;
  const std::size_t k = first_index(size(), [&](std::size_t i) { return ratio_[i] < ridge; });
  return compute_[k] / e.compute + memory_[k] / e.memory;
}

/// T at e.compute = ratio_[i], e.memory = 1, where operator i sits exactly on the ridge; times that ratio.
double Curve::at_ratio(std::size_t i) const { return compute_[i + 1].time.base() + memory_[i + 1].time.base() * ratio_[i]; }

// With k operators compute-bound, T = C_k / e_c + M_k / e_m. As memory gets faster k grows through the operators in
// order; operator i turns when e_m = e_c / ratio_i, and T is then at_ratio(i) / e_c. So: find k, solve for e_m.
std::optional<double> Curve::memory_speedup(Efficiency e, Seconds target) const {
  const double goal = target.base() * e.compute;
  if (size() == 0 || goal <= compute().base()) return std::nullopt;
  const std::size_t k = first_index(size(), [&](std::size_t i) { return ratio_[i] < infinity && at_ratio(i) < goal; });
  return memory_[k].time.base() * e.compute / (goal - compute_[k].time.base()) / e.memory;
}

// The same with the roles exchanged: as arithmetic gets faster operators turn memory-bound from the last to the first.
std::optional<double> Curve::compute_speedup(Efficiency e, Seconds target) const {
  const double goal = target.base() * e.memory;
  if (size() == 0 || goal <= memory().base()) return std::nullopt;
  const auto slower = [&](std::size_t i) {
    return ratio_[i] == 0 || (ratio_[i] < infinity && at_ratio(i) / ratio_[i] >= goal);
  };
  const std::size_t k = first_index(size(), slower);
  return compute_[k].time.base() * e.memory / (goal - memory_[k].time.base()) / e.compute;
}

Line Line::through(double x0, double y0, double x1, double y1) {
  const double slope = (y1 - y0) / (x1 - x0);
  return {y0 - slope * x0, slope};
}

bool Line::meets(double x, double y) const { return std::abs(at(x) - y) <= 1e-9 * std::abs(y); }

std::optional<std::int64_t> crossing(const Line& compute, const Line& memory) {
  const auto holds = [&](double batch) { return compute_bound(compute.at(batch), memory.at(batch)); };
  const bool at_one = holds(1);
  const double slope = compute.slope - tie * memory.slope;
  if (slope == 0 || (slope > 0) == at_one) return std::nullopt;
  const double zero = (tie * memory.intercept - compute.intercept) / slope;
  if (!(zero < static_cast<double>(batch_limit))) return std::nullopt;
  double batch = std::max(2.0, std::ceil(zero));
  while (holds(batch) == at_one) ++batch;  // at most once or twice: rounding, or zero itself still counts as before
  while (batch > 2 && holds(batch - 1) != at_one) --batch;
  return static_cast<std::int64_t>(batch);
}

std::optional<std::int64_t> largest_within(const Line& line, double limit) {
  if (line.at(1) > limit) return 0;
  if (line.slope <= 0) return std::nullopt;
  double batch = std::max(1.0, std::floor((limit - line.intercept) / line.slope));
  if (batch >= static_cast<double>(batch_limit)) return std::nullopt;
  while (batch > 1 && line.at(batch) > limit) --batch;
  while (line.at(batch + 1) <= limit) ++batch;
  return static_cast<std::int64_t>(batch);
}

}  // namespace fleetline::roofline
