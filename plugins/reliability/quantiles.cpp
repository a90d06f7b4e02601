#include "quantiles.hpp"

#include <boost/math/distributions/binomial.hpp>
#include <boost/math/distributions/poisson.hpp>
#include <boost/math/special_functions/lambert_w.hpp>

namespace fleetline::reliability {

Seconds optimal_period(const Checkpoint& c) {
  const double x = -std::exp(-c.write.base() / c.mtbf.base() - 1);
  return c.mtbf * (1 + boost::math::lambert_w0(x)) + c.write;
}

std::int64_t spares(double mean, double quantile) {
  if (!(mean > 0)) return 0;
  const boost::math::poisson_distribution<> failures(mean);
  auto k = static_cast<std::int64_t>(std::floor(boost::math::quantile(failures, quantile)));
  while (k > 0 && boost::math::cdf(failures, static_cast<double>(k - 1)) >= quantile) --k;
  while (boost::math::cdf(failures, static_cast<double>(k)) < quantile) ++k;
  return k;
}

double at_least(std::int64_t k, std::int64_t n, double a) {
  if (k <= 0) return 1;
  if (k > n) return 0;
  const boost::math::binomial_distribution<> up(static_cast<double>(n), a);
  return boost::math::cdf(boost::math::complement(up, static_cast<double>(k - 1)));
}

}  // namespace fleetline::reliability
