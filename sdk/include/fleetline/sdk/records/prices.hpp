// Record kind `prices`: what one accelerator costs to buy, and to rent by the hour, as offers that somebody published.
//
// An entry holds offers and nothing that follows from them. What stands for all of them, the median with the lowest and
// the highest, is computed here. Registry entries are registry/prices/DEVICE.toml; a solver takes `prices = "H100"`.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "fleetline/quantity.hpp"
#include "fleetline/schema.hpp"

namespace fleetline {

using Rent = Quantity<Dimension{.second = -1, .dollar = 1}>;

/// On which terms an accelerator is rented.
enum class Terms : unsigned char { on_demand, spot, reserved_1y, reserved_3y };

/// Somebody rents out machines with this accelerator. The price is that of the machine, as the provider lists it.
struct RentOffer {
  std::string provider, machine, region;
  Terms terms = Terms::on_demand;
  Rent price{0};
  std::int64_t accelerators = 1;

  Rent per_accelerator() const { return price / static_cast<double>(accelerators); }

  static const Schema<RentOffer>& schema() {
    using O = RentOffer;
    static const auto s =
        Schema<O>("An offer to rent: a machine with its accelerators, by the hour")
            .add("provider", &O::provider, "", "Who rents it out", {.required = true})
            .add("machine", &O::machine, "", "What the provider calls it")
            .add("region", &O::region, "", "Where, if the price depends on it")
            .add("terms", &O::terms,
                 {{Terms::on_demand, {"on_demand", 0, "by the hour, given back at will"}},
                  {Terms::spot, {"spot", 0, "taken away when others pay more"}},
                  {Terms::reserved_1y, {"reserved_1y", 0, "paid for a year, used or not"}},
                  {Terms::reserved_3y, {"reserved_3y", 0, "paid for three years, used or not"}}},
                 "For how long one commits", {.required = true})
            .add("price", &O::price, "$/h", "Of the whole machine", {.range = positive, .required = true})
            .add("accelerators", &O::accelerators, "", "That the machine holds", {.range = at_least(1)});
    return s;
  }
};

/// Somebody sells it: alone, or several on one board.
struct SaleOffer {
  std::string seller;
  Dollars price{0};
  std::int64_t accelerators = 1;

  Dollars per_accelerator() const { return price / static_cast<double>(accelerators); }

  static const Schema<SaleOffer>& schema() {
    using O = SaleOffer;
    static const auto s = Schema<O>("An offer to sell: a card, a module or a board, without the server around it")
                              .add("seller", &O::seller, "", "Who asks the price, or reports it", {.required = true})
                              .add("price", &O::price, "$", "Of the whole", {.range = positive, .required = true})
                              .add("accelerators", &O::accelerators, "", "In it", {.range = at_least(1)});
    return s;
  }
};

/// What several offers come to.
template <class Price>
struct PriceRange {
  Price low{0}, median{0}, high{0};
  std::size_t offers = 0;
};

struct Prices {
  static constexpr std::string_view record_kind = "prices";

  std::string hardware;
  std::vector<RentOffer> rents;
  std::vector<SaleOffer> sales;

  /// Of one accelerator-hour on these terms; nothing when nobody offers it.
  std::optional<PriceRange<Rent>> rent(Terms terms) const {
    std::vector<Rent> prices;
    for (const RentOffer& offer : rents)
      if (offer.terms == terms) prices.push_back(offer.per_accelerator());
    return range_of(std::move(prices));
  }

  /// To buy one accelerator without its server.
  std::optional<PriceRange<Dollars>> sale() const {
    std::vector<Dollars> prices;
    for (const SaleOffer& offer : sales) prices.push_back(offer.per_accelerator());
    return range_of(std::move(prices));
  }

  static const Schema<Prices>& schema() {
    using P = Prices;
    static const auto s = Schema<P>("What an accelerator costs, offer by offer")
                              .add("hardware", &P::hardware, "", "Registry name of the accelerator", {.required = true})
                              .add("rents", &P::rents, "", "Offers to rent it")
                              .add("sales", &P::sales, "", "Offers to sell it");
    return s;
  }

 private:
  /// Of an even number the mean of the middle two.
  template <class Price>
  static std::optional<PriceRange<Price>> range_of(std::vector<Price> prices) {
    if (prices.empty()) return std::nullopt;
    std::sort(prices.begin(), prices.end());
    const std::size_t n = prices.size();
    return PriceRange<Price>{prices.front(), (prices[(n - 1) / 2] + prices[n / 2]) / 2.0, prices.back(), n};
  }
};

}  // namespace fleetline
