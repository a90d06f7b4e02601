#include "offers.hpp"

#include "fleetline/problem.hpp"
#include "fleetline/text.hpp"
#include "fleetline/units.hpp"

namespace fleetline::economics {
namespace {

/// A node names its accelerators; without one, the partition is what the scenario calls it, and the record is taken at
/// its word.
bool sold_by(const Ref<Prices>& prices, const Partition& part) {
  const Node* node = part.node.as<Node>();
  return node == nullptr || node->hardware == prices->hardware || node->hardware == prices.name;
}

std::string others(const Subjects& subjects) {
  std::string names;
  for (const Partition& part : subjects.fleet->partitions())
    names += cat(names.empty() ? "" : ", ", part.node.as<Node>()->hardware);
  return names;
}

void take_rents(const EconomicsParams& p, Stock& stock) {
  const auto take = [&](Terms terms, std::optional<Rent>& rent) {
    if (const auto range = p.prices->rent(terms)) rent = quoted(*range, p.quote);
  };
  take(Terms::on_demand, stock.on_demand);
  take(Terms::spot, stock.spot);
  take(Terms::reserved_1y, stock.reserved);
  take(Terms::reserved_3y, stock.reserved_3y);
}

template <class Price>
std::string sentence(std::string_view what, const std::optional<PriceRange<Price>>& range, double per,
                     std::string_view unit) {
  const auto money = [&](Price price) { return cat(write_short(price.base() * per, Dollars::dimension), unit); };
  return cat(what, ": median of ", range->offers, " offers ", money(range->median), ", ", money(range->low), " to ",
             money(range->high));
}

void tell(const Prices& prices, EconomicsState& state) {
  constexpr std::pair<Terms, std::string_view> terms[] = {{Terms::on_demand, "rent on demand"},
                                                          {Terms::spot, "spot"},
                                                          {Terms::reserved_1y, "reserved for a year"},
                                                          {Terms::reserved_3y, "reserved for three years"}};
  for (const auto& [term, name] : terms)
    if (const auto range = prices.rent(term)) state.paid.push_back(sentence(name, range, 3600, " an hour"));
  if (const auto range = prices.sale()) state.paid.push_back(sentence("an accelerator", range, 1, ""));
}

}  // namespace

void apply_offers(const EconomicsParams& p, const Subjects& subjects, EconomicsState& state) {
  if (!p.prices) return;
  bool any = false, unnamed = false;
  for (std::size_t i = 0; i < state.stocks.size(); ++i) {
    if (!sold_by(p.prices, subjects.fleet->partitions()[i])) continue;
    Stock& stock = state.stocks[i];
    any = stock.of_prices = true;
    unnamed = unnamed || !stock.node_name;
    take_rents(p, stock);
    if (const auto range = p.prices->sale())
      stock.price = server_price(quoted(*range, p.quote), stock.devices_per_node, p.server_overhead);
  }
  if (!any)
    throw InputError({Problem{
        {},
        "prices",
        cat("'", p.prices.name, "' has the prices of ", p.prices->hardware, ", and the fleet has ", others(subjects)),
        cat("prices of ", others(subjects), ", or none"),
        {}}});
  state.prices = Label(p.prices.name);
  tell(*p.prices, state);
  if (unnamed)
    state.paid.push_back(cat("no node says what the fleet's accelerators are: taken to be ", p.prices->hardware));
}

}  // namespace fleetline::economics
