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

struct Point {
  double ratio, compute, memory;
};

}  // namespace

Curve::Curve(std::span<const Work> work) {
  std::vector<Point> points;
  points.reserve(work.size());
  for (const Work& w : work) {
    const double c = w.compute.base(), m = w.memory.base();
    if (c > 0 || m > 0) points.push_back({m > 0 ? c / m : infinity, c, m});
  }
  std::sort(points.begin(), points.end(), [](const Point& a, const Point& b) { return a.ratio > b.ratio; });
  const std::size_t n = points.size();
  ratio_.resize(n);
  compute_.assign(n + 1, 0.0);
  memory_.assign(n + 1, 0.0);
  for (std::size_t i = 0; i < n; ++i) {
    ratio_[i] = points[i].ratio;
    compute_[i + 1] = compute_[i] + points[i].compute;
  }
  for (std::size_t i = n; i-- > 0;) memory_[i] = memory_[i + 1] + points[i].memory;
}

Seconds Curve::time(Efficiency e) const {
  if (size() == 0) return Seconds(0);
  const double ridge = e.compute / e.memory;
  const std::size_t k = first_index(size(), [&](std::size_t i) { return ratio_[i] < ridge; });
  return Seconds(compute_[k] / e.compute + memory_[k] / e.memory);
}

/// T at e.compute = ratio_[i], e.memory = 1, where operator i sits exactly on the ridge; times that ratio.
double Curve::at_ratio(std::size_t i) const { return compute_[i + 1] + memory_[i + 1] * ratio_[i]; }

// With k operators compute-bound, T = C_k / e_c + M_k / e_m. As memory gets faster k grows through the operators in
// order; operator i turns when e_m = e_c / ratio_i, and T is then at_ratio(i) / e_c. So: find k, solve for e_m.
std::optional<double> Curve::memory_speedup(Efficiency e, Seconds target) const {
  const double goal = target.base() * e.compute;
  if (size() == 0 || goal <= compute().base()) return std::nullopt;
  const std::size_t k = first_index(size(), [&](std::size_t i) { return ratio_[i] < infinity && at_ratio(i) < goal; });
  return memory_[k] * e.compute / (goal - compute_[k]) / e.memory;
}

// The same with the roles exchanged: as arithmetic gets faster operators turn memory-bound from the last to the first.
std::optional<double> Curve::compute_speedup(Efficiency e, Seconds target) const {
  const double goal = target.base() * e.memory;
  if (size() == 0 || goal <= memory().base()) return std::nullopt;
  const auto slower = [&](std::size_t i) {
    return ratio_[i] == 0 || (ratio_[i] < infinity && at_ratio(i) / ratio_[i] >= goal);
  };
  const std::size_t k = first_index(size(), slower);
  return compute_[k] * e.memory / (goal - memory_[k]) / e.compute;
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
