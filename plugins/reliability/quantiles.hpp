// Special functions, by Boost.Math: the one file that includes it is quantiles.cpp.
#pragma once

#include <cstdint>

#include "fleetline/quantity.hpp"
#include "model.hpp"

namespace fleetline::reliability {

/// The exact optimum of expected time per work (Bougeret et al. 2011, theorem 1): W = mu (1 + LambertW(-e^(-C/mu - 1))), and C.
Seconds optimal_period(const Checkpoint& c);

/// Smallest K with P(Poisson(mean) <= K) >= quantile.
std::int64_t spares(double mean, double quantile);

/// P(at least k of n are up), each up with probability `a`, one independent of the other.
double at_least(std::int64_t k, std::int64_t n, double a);

}  // namespace fleetline::reliability
