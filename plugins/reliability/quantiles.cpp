#include "quantiles.hpp"

#include <algorithm>
#include <boost/math/special_functions/erf.hpp>
#include <boost/math/special_functions/gamma.hpp>
#include <boost/math/special_functions/lambert_w.hpp>
#include <cmath>

namespace fleetline::reliability {
namespace {

/// Cheapest first: few failures are added up term by term, more are searched from the normal approximation, and of very
/// many that is taken.
constexpr double few = 30, many = 1e6;

double normal_quantile(double quantile) { return -std::sqrt(2.0) * boost::math::erfc_inv(2 * quantile); }

/// Wilson, Hilferty 1931: chi2 with k degrees of freedom, over k.
double wilson_hilferty(double k, double quantile) {
  const double root = 1 - 2 / (9 * k) + normal_quantile(quantile) * std::sqrt(2 / (9 * k));
  return root * root * root;
}

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
  const double z = normal_quantile(quantile);
  // Cornish, Fisher: the skewness of a Poisson count moves the quantile by (z^2 - 1) / 6.
  const double near = std::floor(mean + z * std::sqrt(mean) + (z * z - 1) / 6);
  auto k = static_cast<std::int64_t>(std::clamp(near, 0.0, 9e18));
  if (mean > many) return k;
  const auto cdf = [&](std::int64_t n) { return boost::math::gamma_q(static_cast<double>(n + 1), mean); };
  while (k > 0 && cdf(k - 1) >= quantile) --k;
  while (cdf(k) < quantile) ++k;
  return k;
}

RateBand rate_band(double failures) {
  RateBand band;
  const double n = failures;
  if (n > few) {  // there it is right to 1e-4
    band.low = wilson_hilferty(2 * n, 0.05);
    band.high = wilson_hilferty(2 * n + 2, 0.95) * (n + 1) / n;
    return band;
  }
  if (n >= 1) band.low = boost::math::gamma_p_inv(n, 0.05) / n;
  band.high = boost::math::gamma_p_inv(n + 1, 0.95) / n;
  return band;
}

}  // namespace fleetline::reliability
