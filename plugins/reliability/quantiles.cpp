#include "quantiles.hpp"

#include <algorithm>
#include <boost/math/special_functions/gamma.hpp>
#include <boost/math/special_functions/lambert_w.hpp>
#include <cmath>

namespace fleetline::reliability {
namespace {

/// Cheapest first: for few failures the terms are added up, for many the search begins at the normal approximation.
constexpr double few = 30;

std::int64_t small_quantile(double mean, double quantile) {
  double term = std::exp(-mean), sum = term;
  std::int64_t k = 0;
  while (sum < quantile && term > 0) {
    term *= mean / static_cast<double>(++k);
    sum += term;
  }
  return k;
}

}  // namespace

Seconds optimal_period(const Checkpoint& c) {
  const double x = -std::exp(-c.write.base() / c.mtbf.base() - 1);
  return c.mtbf * (1 + boost::math::lambert_w0(x)) + c.write;
}

std::int64_t poisson_quantile(double mean, double quantile) {
  if (!(mean > 0)) return 0;
  if (mean < few) return small_quantile(mean, quantile);
  const auto cdf = [&](std::int64_t k) { return boost::math::gamma_q(static_cast<double>(k + 1), mean); };
  // Normal, with the tail by its bound exp(-z^2 / 2): near enough that a few steps remain.
  const double tail = std::min(quantile, 1 - quantile),
               z = std::sqrt(-2 * std::log(2 * tail)) * (quantile < 0.5 ? -1 : 1);
  auto k = static_cast<std::int64_t>(std::max(0.0, std::floor(mean + z * std::sqrt(mean))));
  while (k > 0 && cdf(k - 1) >= quantile) --k;
  while (cdf(k) < quantile) ++k;
  return k;
}

RateBand rate_band(double failures) {
  RateBand band;
  if (failures >= 1) band.low = boost::math::gamma_p_inv(failures, 0.05) / failures;
  band.high = boost::math::gamma_p_inv(failures + 1, 0.95) / failures;
  return band;
}

}  // namespace fleetline::reliability
