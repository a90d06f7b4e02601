#include "quantiles.hpp"

#include <algorithm>
#include <array>
#include <boost/math/special_functions/erf.hpp>
#include <boost/math/special_functions/gamma.hpp>
#include <boost/math/special_functions/lambert_w.hpp>
#include <cmath>
#include <utility>

namespace fleetline::reliability {
namespace {

/// Cheapest first: few failures are added up term by term; of more an expansion says the count, unless it is too close to the next one to
/// tell; and of very many it is always taken.
constexpr double few = 30, many = 1e6;

double normal_quantile(double quantile) { return -std::sqrt(2.0) * boost::math::erfc_inv(2 * quantile); }

/// A quantile of the gamma distribution for any shape from 1 on, as a polynomial. The cube root of quantile over shape is a smooth
/// function of 1 / sqrt(shape), of which Wilson and Hilferty 1931 give the first three terms; it is interpolated at Chebyshev's
/// nodes from 0 to 1, to 1e-11. Boost.Math's inverse, a search, takes 20 times as long.
class GammaQuantile {
 public:
  explicit GammaQuantile(double quantile) {
    for (int i = 0; i < terms; ++i) {
      const double angle = pi * (i + 0.5) / terms, u = (1 + std::cos(angle)) / 2, shape = 1 / (u * u);
      const double value = std::cbrt(boost::math::gamma_p_inv(shape, quantile) / shape);
      for (int k = 0; k < terms; ++k) series_[k] += (k == 0 ? 1.0 : 2.0) / terms * value * std::cos(k * angle);
    }
  }

  /// Over the shape. Clenshaw's recurrence.
  double over(double shape) const {
    const double x = 2 / std::sqrt(shape) - 1;
    double above = 0, last = 0;
    for (int k = terms; k-- > 1;) last = std::exchange(above, 2 * x * above - last + series_[k]);
    const double root = x * above - last + series_[0];
    return root * root * root;
  }

 private:
  static constexpr int terms = 16;
  static constexpr double pi = 3.14159265358979323846;
  std::array<double, terms> series_{};
};

std::int64_t small_quantile(double mean, double quantile) {
  double term = std::exp(-mean), sum = term;
  std::int64_t k = 0;
  while (sum < quantile && term > 0) {
    term *= mean / static_cast<double>(++k);
    sum += term;
  }
  return k;
}

/// The x at which P(Poisson(mean) < x), made continuous by the gamma distribution, reaches the quantile whose normal deviate is w: Cornish
/// and Fisher's expansion, to the term in 1 / mean. The whole part of x is the Poisson quantile.
double gamma_like_quantile(double mean, double w) {
  const double root = std::sqrt(mean), w2 = w * w;
  return mean + root * w + 1.0 / 3 + w2 / 6 - w * (2 + w2) / (72 * root) + (w2 * (3 * w2 + 7) - 16) / (810 * mean);
}

}  // namespace

Seconds optimal_period(const Checkpoint& c) {
  const double x = -std::exp(-c.write.base() / c.mtbf.base() - 1);
  return c.mtbf * (1 + boost::math::lambert_w0(x)) + c.write;
}

std::int64_t poisson_quantile(double mean, double quantile) {
  if (!(mean > 0)) return 0;
  if (mean < few) return small_quantile(mean, quantile);
  const double w = normal_quantile(quantile), near = gamma_like_quantile(mean, w);
  // How far the expansion may be off, by comparison with Boost.Math over means from 30 on: 0.006 (1 + |w|^5) mean^-3/2 at most.
  const double off = 0.012 * (1 + std::pow(std::fabs(w), 5)) / (mean * std::sqrt(mean));
  auto k = static_cast<std::int64_t>(std::clamp(std::floor(near), 0.0, 9e18));
  if (mean > many || (near > off && std::floor(near - off) == std::floor(near + off))) return k;
  const auto cdf = [&](std::int64_t n) { return boost::math::gamma_q(static_cast<double>(n + 1), mean); };
  while (k > 0 && cdf(k - 1) >= quantile) --k;
  while (cdf(k) < quantile) ++k;
  return k;
}

RateBand rate_band(double failures) {
  static const GammaQuantile low(0.05), high(0.95);
  RateBand band;
  if (failures >= 1) band.low = low.over(failures);
  band.high = high.over(failures + 1) * (failures + 1) / failures;
  return band;
}

}  // namespace fleetline::reliability
