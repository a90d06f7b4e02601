// Special functions, by Boost.Math: the one file that includes it is quantiles.cpp.
#pragma once

#include <cstdint>
#include <optional>

#include "fleetline/quantity.hpp"
#include "model.hpp"

namespace fleetline::reliability {

/// The exact optimum of expected time per work (Bougeret et al. 2011): W = mu (1 + W0(-e^(-C/mu - 1))), and C.
Seconds optimal_period(const Checkpoint& c);

/// Smallest K with P(Poisson(mean) <= K) >= quantile.
std::int64_t poisson_quantile(double mean, double quantile);

/// What a rate may be, over what was counted: 5 and 95 % of the exact interval for a Poisson count (Garwood 1936),
/// chi2(0.05, 2n) / 2n and chi2(0.95, 2n + 2) / 2n. Of fewer than one failure nothing follows for the low end: none.
struct RateBand {
  std::optional<double> low;
  double high = 1;
};
RateBand rate_band(double failures);

}  // namespace fleetline::reliability
