// Spares by quantile, and how far a counted mean time may be from the true one.
#include "quantiles.hpp"

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <boost/math/special_functions/gamma.hpp>

#include <cmath>

namespace fleetline::reliability {
namespace {

/// P(Poisson(mean) <= k), term by term in logarithms: good for any mean.
double at_most(std::int64_t k, double mean) {
  double sum = 0;
  for (std::int64_t i = 0; i <= k; ++i)
    sum += std::exp(static_cast<double>(i) * std::log(mean) - mean - std::lgamma(static_cast<double>(i) + 1));
  return sum;
}

TEST(PoissonQuantile, ByHand) {
  EXPECT_EQ(poisson_quantile(0, 0.99), 0);
  EXPECT_EQ(poisson_quantile(1, 0.99), 4);  // P(X <= 3) = 98.1 %, P(X <= 4) = 99.6 %
  EXPECT_EQ(poisson_quantile(0.01, 0.5), 0);
}

TEST(PoissonQuantile, IsTheSmallestThatSuffices) {
  ASSERT_TRUE(rc::check("smallest", [] {
    const double mean = std::pow(10, *rc::gen::inRange(-300, 350) / 100.0);
    const double quantile = *rc::gen::element(0.001, 0.05, 0.5, 0.9, 0.99, 0.9999);
    const std::int64_t k = poisson_quantile(mean, quantile);
    RC_ASSERT(at_most(k, mean) >= quantile - 1e-9);
    if (k > 0) RC_ASSERT(at_most(k - 1, mean) < quantile + 1e-9);
  }));
}

// Tables of the exact Poisson interval, 90 % two-sided: 1 event 0.0513 to 4.74, 10 events 5.43 to 16.96.
TEST(RateBand, PublishedLimits) {
  const RateBand one = rate_band(1), ten = rate_band(10);
  EXPECT_NEAR(*one.low, 0.0513, 5e-5);
  EXPECT_NEAR(one.high, 4.744, 5e-4);
  EXPECT_NEAR(10 * *ten.low, 5.425, 5e-4);
  EXPECT_NEAR(10 * ten.high, 16.962, 5e-4);
}

TEST(RateBand, NarrowsAsTheRootOfTheCount) {
  EXPECT_NEAR(rate_band(1e4).high, 1 + 1.645 / 100, 1e-3);
  EXPECT_NEAR(*rate_band(1e4).low, 1 - 1.645 / 100, 1e-3);
}

TEST(RateBand, IsTheExactInterval) {
  // Tables of chi2: 0.05 at 200 degrees of freedom 168.279, 0.95 at 202 236.159 (100 failures).
  EXPECT_NEAR(200 * *rate_band(100).low, 168.279, 0.001);
  EXPECT_NEAR(200 * rate_band(100).high, 236.159, 0.001);
  ASSERT_TRUE(rc::check("at any count, whole or not", [] {
    const double n = std::pow(10, *rc::gen::inRange(0, 700) / 100.0);
    const RateBand band = rate_band(n);
    RC_ASSERT(std::fabs(*band.low * n / boost::math::gamma_p_inv(n, 0.05) - 1) < 1e-9);
    RC_ASSERT(std::fabs(band.high * n / boost::math::gamma_p_inv(n + 1, 0.95) - 1) < 1e-9);
  }));
  EXPECT_NEAR(rate_band(0.01).high * 0.01 / boost::math::gamma_p_inv(1.01, 0.95), 1, 1e-9);
}

TEST(PoissonQuantile, IsSmoothWhereTheApproximationBegins) {
  EXPECT_NEAR(double(poisson_quantile(1e6 - 1, 0.99)), double(poisson_quantile(1e6 + 1, 0.99)), 3);
}

TEST(RateBand, FewerThanOneFailureSaysNothingAboutTheLowEnd) {
  EXPECT_FALSE(rate_band(0.5).low);
  EXPECT_GT(rate_band(0.5).high, 5);
}

}  // namespace
}  // namespace fleetline::reliability
