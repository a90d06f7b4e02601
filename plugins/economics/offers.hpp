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

/// Offers of the record stand before what the node says; where it has none, the node's figure stays. A partition whose
/// node holds other accelerators keeps its node's. Throws InputError when that is so of all of them.
void apply_offers(const EconomicsParams& params, const Subjects& subjects, EconomicsState& state);

}  // namespace fleetline::economics
