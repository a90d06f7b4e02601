// What published offers make of a partition: its rent on every term, and the price of its nodes.
#pragma once

#include <string>
#include <vector>

#include "solver.hpp"

namespace fleetline::economics {

/// Of a range of offers the one asked for.
template <class Price>
constexpr Price quoted(const PriceRange<Price>& range, Quote quote) {
  return quote == Quote::low ? range.low : quote == Quote::high ? range.high : range.median;
}

/// A node of which only the accelerators have a price: price of one * their number * overhead of the server around them
///   (Cottier et al. 2024, arXiv:2405.21015, section 3.1)
constexpr Dollars server_price(Dollars accelerator, double devices, double overhead) {
  return accelerator * devices * overhead;
}

/// Offers of a record stand before what the node of a partition with those accelerators says; where it has none, the
/// node's figure stays. Throws InputError for records of accelerators that no partition has, and for two of the same.
void apply_offers(const EconomicsParams& params, EconomicsState& state);

}  // namespace fleetline::economics
