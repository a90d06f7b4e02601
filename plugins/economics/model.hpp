// The mathematics of owning and renting: pure functions of quantities; nothing here knows the framework's interfaces.
#pragma once

#include "fleetline/quantity.hpp"
#include "fleetline/sdk/records/node.hpp"

namespace fleetline::economics {

inline constexpr Seconds year{365.0 * 86400};

/// Capital recovery factor, the yearly share of a price that pays it back with interest in n years:
///   CRF(r, n) = r (1 + r)^n / ((1 + r)^n - 1), and 1 / n without interest.
double capital_recovery(double interest, double years);

/// Yearly cost of something bought for `price` and sold for `residual * price` after `years`:
///   annuity        CRF(r, n) * price * (1 - residual / (1 + r)^n)
Rent annuity(Dollars price, double residual, double interest, Seconds life);
///   straight line  price * (1 - residual) / n
Rent straight_line(Dollars price, double residual, Seconds life);
///   decay          the market value falls by the same share every year; the first year's mean slope of price * 10^(-rate t) at age t:
///                  price * rate * ln 10 * 10^(-rate t)   (Cottier et al. 2024, arXiv:2405.21015, section 3.1)
Rent market_decay(Dollars price, double orders_per_year, Seconds age);

/// The network as a share of the whole cluster's price: nodes * share / (1 - share).
constexpr Dollars network_price(Dollars nodes, double share_of_cluster) {
  return nodes * (share_of_cluster / (1 - share_of_cluster));
}

/// Occupancy at which owning costs what renting the same busy hours does: u* = own / rent.
constexpr double break_even_occupancy(Rent own, Rent rent) { return rent > Rent(0) ? double(own / rent) : 0; }

/// Spot work is done again for what preemption wastes: price / (1 - waste).
constexpr Rent effective_rent(Rent rent, double waste) { return rent / (1 - waste); }

}  // namespace fleetline::economics
