// What a cloud's machine costs by the hour: offers in registry/prices name the machine, whose entry is a node.
#include <limits>

#include "audits.hpp"
#include "fleetline/sdk/records/node.hpp"
#include "fleetline/sdk/records/prices.hpp"

namespace fleetline::facilities {
namespace {

constexpr double not_known = std::numeric_limits<double>::quiet_NaN();

const Node& node_of(const EntryView& entry) { return *static_cast<const Node*>(entry.params()); }

/// The list of prices of a node's accelerators; nullptr where there is none.
const Prices* prices_of(const EntryView& entry) {
  const EntryView* device = entry.find("hardware", node_of(entry).hardware);
  const EntryView* prices = device != nullptr ? entry.find("prices", device->name()) : nullptr;
  return prices != nullptr && prices->kind() == Prices::record_kind ? static_cast<const Prices*>(prices->params())
                                                                    : nullptr;
}

/// A provider's name for a machine is that of the node, or one of its aliases: "Standard_ND96isr_H100_v5".
bool is_of(const RentOffer& offer, const EntryView& entry) {
  if (offer.machine == entry.name()) return true;
  if (offer.machine.empty() || offer.accelerators != node_of(entry).devices_per_node) return false;
  const EntryView* machine = entry.find("nodes", offer.machine);
  return machine != nullptr && machine->name() == entry.name();
}

/// Offers of this very machine; else what the entry says of one accelerator, for all of them.
double rent(const EntryView& entry, Terms terms, const std::optional<Rent>& of_one) {
  if (const Prices* prices = prices_of(entry)) {
    Prices own;
    for (const RentOffer& offer : prices->rents)
      if (offer.terms == terms && is_of(offer, entry)) own.rents.push_back(offer);
    if (const auto range = own.rent(terms))
      return range->median.base() * static_cast<double>(node_of(entry).devices_per_node);
  }
  return of_one ? of_one->base() * static_cast<double>(node_of(entry).devices_per_node) : not_known;
}

double on_demand(const EntryView& e) { return rent(e, Terms::on_demand, node_of(e).rent_on_demand); }
double spot(const EntryView& e) { return rent(e, Terms::spot, node_of(e).rent_spot); }
// What an entry states is for a year or more, and of ours for three: it stands in for neither term.
double reserved(const EntryView& e) {
  const std::optional<Rent>& of_one = node_of(e).rent_reserved;
  return of_one ? of_one->base() * static_cast<double>(node_of(e).devices_per_node) : not_known;
}
double reserved_1y(const EntryView& e) { return rent(e, Terms::reserved_1y, std::nullopt); }
double reserved_3y(const EntryView& e) { return rent(e, Terms::reserved_3y, std::nullopt); }

}  // namespace

std::vector<Derived> node_rents() {
  const std::string of_offers_alone = "median of the offers in registry/prices that name this machine";
  const std::string of_offers = of_offers_alone + "; else ";
  return {{"on_demand_per_node", "$/h", "To rent the whole node by the hour",
           of_offers + "rent_on_demand * devices_per_node", on_demand},
          {"spot_per_node", "$/h", "The same, taken away when others pay more",
           of_offers + "rent_spot * devices_per_node", spot},
          {"reserved_per_node", "$/h", "The same, reserved for a year or more", "rent_reserved * devices_per_node", reserved},
          {"reserved_1y_per_node", "$/h", "The same, reserved for a year", of_offers_alone, reserved_1y},
          {"reserved_3y_per_node", "$/h", "The same, reserved for three years", of_offers_alone, reserved_3y}};
}

}  // namespace fleetline::facilities
