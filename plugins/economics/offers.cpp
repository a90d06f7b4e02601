#include "offers.hpp"

#include <algorithm>

#include "fleetline/problem.hpp"
#include "fleetline/text.hpp"
#include "fleetline/units.hpp"

namespace fleetline::economics {
namespace {

/// By the registry name of its accelerators. Of those that the scenario describes itself nobody but the scenario can
/// tell: there the record is taken at its word.
bool sold_by(const Ref<Prices>& prices, const Stock& stock) {
  return !stock.hardware_name || stock.hardware_name.text() == prices->hardware ||
         stock.hardware_name.text() == prices.name;
}

/// Each kind of accelerator once.
std::vector<Label> kinds_of(const EconomicsState& state) {
  std::vector<Label> kinds;
  for (const Stock& stock : state.stocks)
    if (std::find(kinds.begin(), kinds.end(), stock.hardware_name) == kinds.end()) kinds.push_back(stock.hardware_name);
  return kinds;
}

/// A record of which the fleet has no accelerator would pay for nothing, silently.
void refuse_unused(const Ref<Prices>& prices, const EconomicsState& state, Problems& problems) {
  std::string names, offers;
  for (const Label kind : kinds_of(state)) {
    names += cat(names.empty() ? "" : " and ", kind.text());
    offers += cat(offers.empty() ? "" : "; ", "prices of ", kind.text(), ": {prices: hardware = ", kind.text(), "}");
  }
  problems.add({}, "prices",
               cat("'", prices.name, "' has the prices of ", prices->hardware, ", and the fleet has ", names),
               cat(offers, "; or none given: then the nodes' own, rent or node_price count"));
}

/// Two records of one kind of accelerator: which one counts is not said.
void refuse_second(const Ref<Prices>& prices, const Stock& stock, Problems& problems) {
  problems.add({}, "prices",
               cat("'", stock.prices.text(), "' and '", prices.name, "' both pay partition '", stock.name.text(), "'"),
               "one record for each kind of accelerator");
}

void take_rents(const Prices& prices, Quote quote, Stock& stock) {
  const auto take = [&](Terms terms, std::optional<Rent>& rent) {
    if (const auto range = prices.rent(terms)) rent = quoted(*range, quote);
  };
  take(Terms::on_demand, stock.on_demand);
  take(Terms::spot, stock.spot);
  take(Terms::reserved_1y, stock.reserved);
  take(Terms::reserved_3y, stock.reserved_3y);
}

template <class Price>
std::string sentence(std::string_view record, std::string_view what, const PriceRange<Price>& range, double per,
                     std::string_view unit) {
  const auto money = [&](Price price) { return cat(write_short(price.base() * per, Dollars::dimension), unit); };
  return cat(record, ", ", what, ": median of ", range.offers, " offers ", money(range.median), ", ", money(range.low),
             " to ", money(range.high));
}

void tell(const Ref<Prices>& prices, bool described, std::vector<std::string>& paid) {
  constexpr std::pair<Terms, std::string_view> terms[] = {{Terms::on_demand, "rent on demand"},
                                                          {Terms::spot, "spot"},
                                                          {Terms::reserved_1y, "reserved for a year"},
                                                          {Terms::reserved_3y, "reserved for three years"}};
  for (const auto& [term, name] : terms)
    if (const auto range = prices->rent(term)) paid.push_back(sentence(prices.name, name, *range, 3600, " an hour"));
  if (const auto range = prices->sale()) paid.push_back(sentence(prices.name, "an accelerator", *range, 1, ""));
  if (described)
    paid.push_back(
        cat(prices.name, ": the scenario describes the fleet's accelerators itself: taken to be ", prices->hardware));
}

}  // namespace

void apply_offers(const EconomicsParams& p, EconomicsState& state) {
  Problems problems;
  for (const Ref<Prices>& prices : p.prices) {
    if (!prices) continue;
    bool any = false, described = false;
    for (Stock& stock : state.stocks) {
      if (!sold_by(prices, stock)) continue;
      any = true;
      described = described || !stock.hardware_name;
      if (stock.prices) refuse_second(prices, stock, problems);
      stock.prices = Label(prices.name);
      take_rents(*prices, p.quote, stock);
      if (const auto range = prices->sale())
        stock.price = server_price(quoted(*range, p.quote), stock.devices_per_node, p.server_overhead);
    }
    if (any)
      tell(prices, described, state.paid);
    else
      refuse_unused(prices, state, problems);
  }
  problems.raise();
  for (const Stock& stock : state.stocks)
    if (!state.paid.empty() && !stock.prices)
      state.paid.push_back(cat("partition '", stock.name.text(), "' has ", stock.hardware_name.text(),
                               ", of which no record of `prices` is: its node's own prices count"));
}

}  // namespace fleetline::economics
