#include <algorithm>
#include <cmath>
#include <limits>

#include "audits.hpp"
#include "fleetline/sdk/records/node.hpp"
#include "fleetline/sdk/records/prices.hpp"
#include "fleetline/text.hpp"

namespace fleetline::facilities {
namespace {

constexpr double not_known = std::numeric_limits<double>::quiet_NaN();

const Prices& prices_of(const EntryView& entry) { return *static_cast<const Prices*>(entry.params()); }

template <Terms terms>
double rent(const EntryView& entry) {
  const auto range = prices_of(entry).rent(terms);
  return range ? range->median.base() : not_known;
}

double sale(const EntryView& entry) {
  const auto range = prices_of(entry).sale();
  return range ? range->median.base() : not_known;
}

double offers(const EntryView& entry) {
  return static_cast<double>(prices_of(entry).rents.size() + prices_of(entry).sales.size());
}

void names(const EntryView& entry, Findings& findings) {
  const std::string& hardware = prices_of(entry).hardware;
  if (entry.find("hardware", hardware) == nullptr)
    findings.error("hardware", cat("'", hardware, "' is no hardware of the registry, or a broken one"));
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

/// Offers per accelerator that differ much from the median are those of something else: a whole server, a slice, a
/// slipped point. Of an old device the large clouds ask ten times what a market place does, which a reader should know.
void offers_alike(const EntryView& entry, Findings& findings) {
  const Prices& prices = prices_of(entry);
  const auto check = [&](const auto& range, std::string_view field, std::string_view terms, double unit) {
    if (!range) return;
    const double apart = std::max<double>(range->high / range->median, range->median / range->low);
    if (apart <= 10) return;
    const std::string what =
        cat(terms, ": offers of ", number_text(range->low.base() / unit), " to ",
            number_text(range->high.base() / unit), " around a median of ", number_text(range->median.base() / unit));
    constexpr auto expected = "within ten times of it: is it per machine, or a slice?";
    if (apart > 30)
      findings.error(field, what, expected);
    else
      findings.warning(field, what, expected);
  };
  check(prices.sale(), "sales", "to buy, in $", 1);
  constexpr std::pair<Terms, std::string_view> all[] = {{Terms::on_demand, "on demand, in $/h"},
                                                        {Terms::spot, "spot, in $/h"},
                                                        {Terms::reserved_1y, "for a year, in $/h"},
                                                        {Terms::reserved_3y, "for three years, in $/h"}};
  for (const auto& [terms, text] : all) check(prices.rent(terms), "rents", text, 1 / 3600.0);
}

const EntryView* device_of(const EntryView& entry) { return entry.find("hardware", prices_of(entry).hardware); }

/// $ for each TFLOP/s of the nearest there is to dense 16-bit arithmetic.
double per_tflops(const EntryView& entry) {
  const EntryView* device = device_of(entry);
  if (device == nullptr) return not_known;
  for (const char* rate : {"dense_16", "peak.int8", "peak.fp32"})
    if (const double peak = device->number(rate); !std::isnan(peak)) return sale(entry) / (peak / 1e12);
  return not_known;
}

/// Hours of rent on demand that an accelerator costs.
double rent_to_buy(const EntryView& entry) { return sale(entry) / (rent<Terms::on_demand>(entry) * 3600); }

/// The bounds of a device's own price, wider for boards of small computers, which are bought for other things; and rent
/// that pays the accelerator in six weeks, or not in twenty years, is that of something else.
void rates(const EntryView& entry, Findings& findings) {
  if (const double each = per_tflops(entry); each < 2 || each > 2000)
    findings.error("sales", cat("$", number_text(each, 4), " for each TFLOP/s of 16-bit arithmetic"), "$2 to $2,000");
  if (const double hours = rent_to_buy(entry); hours < 1000 || hours > 200'000)
    findings.error("rents", cat("an accelerator costs ", number_text(hours, 3), " h of rent on demand"),
                   "1,000 h to 200,000 h");
}

/// Who commits himself longer, or lets himself be thrown out, pays no more: of medians, which offers of different
/// providers may turn.
void commitment(const EntryView& entry, Findings& findings) {
  const double on_demand = rent<Terms::on_demand>(entry);
  if (rent<Terms::spot>(entry) > on_demand) findings.warning("rents", "the median spot price is above that on demand");
  if (rent<Terms::reserved_3y>(entry) > on_demand)
    findings.warning("rents", "the median price reserved for three years is above that on demand");
}

}  // namespace

std::vector<Derived> prices_derived() {
  return {{"sale", "$", "To buy one accelerator", "median of sales per accelerator", sale},
          {"on_demand", "$/h", "To rent one accelerator by the hour", "median of such rents per accelerator",
           rent<Terms::on_demand>},
          {"spot", "$/h", "The same, taken away when others pay more", "median of such rents per accelerator",
           rent<Terms::spot>},
          {"reserved_1y", "$/h", "The same, reserved for a year", "median of such rents per accelerator",
           rent<Terms::reserved_1y>},
          {"reserved_3y", "$/h", "The same, reserved for three years", "median of such rents per accelerator",
           rent<Terms::reserved_3y>},
          {"per_tflops", "$", "To buy a TFLOP/s of dense 16-bit arithmetic; of int8, or fp32, where there is none",
           "sale / dense_16 of the hardware", per_tflops},
          {"rent_to_buy", "h", "Rent on demand that an accelerator costs", "sale / on_demand",
           [](const EntryView& e) { return rent_to_buy(e) * 3600; }},
          {"offers", "1", "Offers in the entry", "rents and sales", offers}};
}

std::vector<Audit> prices_audits() {
  return {{"names", "The accelerator is an entry of the registry", names},
          {"machines", "A machine that is a node of the registry holds its accelerators, all of them", machines},
          {"offers", "Offers on the same terms lie within ten times of their median; thirty is an error", offers_alike},
          {"rates", "A TFLOP/s costs $2 to $2,000, and an accelerator 1,000 to 200,000 hours of rent", rates},
          {"commitment", "Spot and reserved prices are not above those on demand", commitment}};
}

}  // namespace fleetline::facilities
