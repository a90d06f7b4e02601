// The mathematics of a battery that feeds a duty-cycled device. Pure functions of quantities.
#pragma once

#include <cmath>
#include <fleetline/quantity.hpp>

namespace battery_life {

using fleetline::Joules;
using fleetline::Seconds;
using fleetline::Watts;

/// A step of `active` energy and `latency` every `period`, asleep in between:
///   P = (E + P_sleep * (T - t)) / T
constexpr Watts average_power(Joules active, Seconds latency, Watts sleep, Seconds period) {
  return (active + sleep * (period - latency)) / period;
}

/// A cell that loses the share `loss` of its charge a year by itself and feeds a constant draw P:
///   dE/dt = -P - k E,  k = -ln(1 - loss) / year;  empty when E(t) = 0:
///   t = ln(1 + k E0 / P) / k,  which tends to E0 / P as k tends to 0
inline Seconds lifetime(Joules charge, Watts draw, double loss_per_year) {
  const Seconds year(365.25 * 86400);
  const auto k = -std::log1p(-loss_per_year) / year;
  if (loss_per_year == 0) return charge / draw;
  return std::log1p(k * charge / draw) / k;
}

}  // namespace battery_life
