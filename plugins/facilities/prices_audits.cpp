#include <algorithm>
#include <cmath>
#include <limits>

#include "audits.hpp"
#include "fleetline/sdk/records/node.hpp"
#include "fleetline/sdk/records/prices.hpp"
#include "fleetline/text.hpp"

namespace fleetline::facilities {
namespace {

const Prices& prices_of(const EntryView& entry) { return *static_cast<const Prices*>(entry.params()); }

template <Terms terms>
double rent(const EntryView& entry) {
  const auto range = prices_of(entry).rent(terms);
  return range ? range->median.base() : std::numeric_limits<double>::quiet_NaN();
}

double sale(const EntryView& entry) {
  const auto range = prices_of(entry).sale();
  return range ? range->median.base() : std::numeric_limits<double>::quiet_NaN();
}

double offers(const EntryView& entry) { return static_cast<double>(prices_of(entry).rents.size() + prices_of(entry).sales.size()); }

void names(const EntryView& entry, Findings& findings) {
  const std::string& hardware = prices_of(entry).hardware;
  if (entry.find("hardware", hardware) == nullptr) findings.error("hardware", cat("'", hardware, "' is no hardware of the registry, or a broken one"));
}

/// A machine that is a node of the registry holds that node's accelerators, and all of them.
void machines(const EntryView& entry, Findings& findings) {
  const Prices& prices = prices_of(entry);
  for (const RentOffer& offer : prices.rents) {
    const EntryView* machine = offer.machine.empty() ? nullptr : entry.find("nodes", offer.machine);
    if (machine == nullptr) continue;
    const Node& node = *static_cast<const Node*>(machine->params());
    const EntryView* device = entry.find("hardware", node.hardware);
    if (device != nullptr && device->name() != prices.hardware)
      findings.error("rents", cat("'", offer.machine, "' is a node of ", device->name(), ", and the offers are of ", prices.hardware), "offers of its own accelerators");
    if (offer.accelerators != node.devices_per_node)
      findings.error("rents", cat("'", offer.machine, "' has ", offer.accelerators, " accelerators here, and ", node.devices_per_node, " as a node"), "the price of the whole machine, with all its accelerators");
  }
}

/// Offers per accelerator that differ much from the median are those of something else: a whole server, a slice, a slipped point. Of an old device the
/// large clouds ask ten times what a market place does, which a reader should know.
void offers_alike(const EntryView& entry, Findings& findings) {
  const Prices& prices = prices_of(entry);
  const auto check = [&](const auto& range, std::string_view field, std::string_view terms, double unit) {
    if (!range) return;
    const double apart = std::max<double>(range->high / range->median, range->median / range->low);
    if (apart <= 10) return;
    const std::string what = cat(terms, ": offers of ", number_text(range->low.base() / unit), " to ", number_text(range->high.base() / unit), " around a median of ", number_text(range->median.base() / unit));
    constexpr auto expected = "within ten times of it: is it per machine, or a slice?";
    if (apart > 30) findings.error(field, what, expected);
    else findings.warning(field, what, expected);
  };
  check(prices.sale(), "sales", "to buy, in $", 1);
  constexpr std::pair<Terms, std::string_view> all[] = {{Terms::on_demand, "on demand, in $/h"}, {Terms::spot, "spot, in $/h"}, {Terms::reserved_1y, "for a year, in $/h"}, {Terms::reserved_3y, "for three years, in $/h"}};
  for (const auto& [terms, text] : all) check(prices.rent(terms), "rents", text, 1 / 3600.0);
}

/// Who commits himself longer, or lets himself be thrown out, pays no more: of medians, which offers of different providers may turn.
void commitment(const EntryView& entry, Findings& findings) {
  const double on_demand = rent<Terms::on_demand>(entry);
  if (rent<Terms::spot>(entry) > on_demand) findings.warning("rents", "the median spot price is above that on demand");
  if (rent<Terms::reserved_3y>(entry) > on_demand) findings.warning("rents", "the median price reserved for three years is above that on demand");
}

}  // namespace

std::vector<Derived> prices_derived() {
  return {{"sale", "$", "To buy one accelerator", "median of sales per accelerator", sale},
          {"on_demand", "$/h", "To rent one accelerator by the hour", "median of such rents per accelerator", rent<Terms::on_demand>},
          {"spot", "$/h", "The same, taken away when others pay more", "median of such rents per accelerator", rent<Terms::spot>},
          {"reserved_1y", "$/h", "The same, reserved for a year", "median of such rents per accelerator", rent<Terms::reserved_1y>},
          {"reserved_3y", "$/h", "The same, reserved for three years", "median of such rents per accelerator", rent<Terms::reserved_3y>},
          {"offers", "1", "Offers in the entry", "rents and sales", offers}};
}

std::vector<Audit> prices_audits() {
  return {{"names", "The accelerator is an entry of the registry", names},
          {"machines", "A machine that is a node of the registry holds its accelerators, all of them", machines},
          {"offers", "Offers on the same terms lie within ten times of their median; thirty is an error", offers_alike},
          {"commitment", "Spot and reserved prices are not above those on demand", commitment}};
}

}  // namespace fleetline::facilities
