// What a bill needs and nobody gave: bad input, told with all that is missing and who has it. An unknown price is never
// zero.
#include "fleetline/problem.hpp"
#include "fleetline/text.hpp"
#include "solver.hpp"

namespace fleetline::economics {
namespace {

std::string named(Label name, std::string_view kind) {
  return name ? cat(kind, " '", name.text(), "'") : cat("no ", kind);
}

/// "of partition 'a100' " where there is more than one.
std::string whose(const EconomicsState& state, const Stock& stock) {
  return state.stocks.size() > 1 && stock.name ? cat(" of partition '", stock.name.text(), "'") : std::string();
}

std::string_view tenure_name(Tenure tenure) {
  switch (tenure) {
    case Tenure::spot: return "spot";
    case Tenure::reserved: return "reserved";
    case Tenure::reserved_3y: return "reserved_3y";
    default: return "on_demand";
  }
}

/// "nor do prices 'L4'" where the scenario names a record of this partition's accelerators.
std::string nor_prices(const Stock& stock, std::string_view what) {
  return stock.prices ? cat(", and prices '", stock.prices.text(), "' list no ", what) : std::string();
}

/// Records of what this partition's accelerators are offered at: the registry's, by their name.
std::string offers_of(const Stock& stock) {
  if (!stock.hardware_name) return "prices of its accelerators";
  return cat("prices of ", stock.hardware_name.text(), ": {prices: hardware = ", stock.hardware_name.text(), "}");
}

void check_owned(const EconomicsState& state, const Stock& stock, const EconomicsParams& p, const EconomicsInputs& in,
                 Problems& problems) {
  const std::string of = whose(state, stock);
  if (!p.node_price && !stock.price)
    problems.add({}, "node_price",
                 cat("owning needs the price of a node", of, ", and ",
                     stock.node_name ? named(stock.node_name, "node") + " has none" : "[fleet] names no node",
                     nor_prices(stock, "sale")),
                 std::string("node_price = \"$300000\", or a node with a price: {nodes: price}; or ") + offers_of(stock));
  if (!p.electricity_price && !stock.electricity)
    problems.add({}, "electricity_price",
                 cat("owning needs the price of electricity", of, ", and ",
                     stock.site_name ? named(stock.site_name, "site") + " has none" : "[fleet] names no site"),
                 "electricity_price = \"$0.08/kWh\", or a site with a tariff: {sites: electricity_price}");
  if (!in.average_power && in.average_power_by_partition.empty() && !stock.rated)
    problems.add({}, "average_power",
                 cat("owning needs the draw of the fleet", of, ", and ",
                     stock.node_name ? named(stock.node_name, "node") + " has no rated_power"
                                     : "[fleet] names no node, nor does a stage give average_power"),
                 "inputs.average_power = \"40 kW\", a stage that gives it (sustainability), or a node with a rating: "
                 "{nodes: rated_power}");
  else if (p.facility_price && !in.provisioned_power && !stock.rated)
    problems.add({}, "provisioned_power",
                 cat("a building is paid by the power it must deliver", of, ", and nothing says how much that is"),
                 "inputs.provisioned_power = \"60 kW\", or a node with a rating: {nodes: rated_power}");
}

void check_rented(const EconomicsState& state, const Stock& stock, const EconomicsParams& p, Problems& problems) {
  const auto listed = [&]() -> const std::optional<Rent>& {
    switch (p.tenure) {
      case Tenure::spot: return stock.spot;
      case Tenure::reserved: return stock.reserved;
      case Tenure::reserved_3y: return stock.reserved_3y;
      default: return stock.on_demand;
    }
  };
  if (p.rent || listed()) return;
  const std::string_view tenure = tenure_name(p.tenure);
  const bool of_nodes = p.tenure != Tenure::reserved_3y;  // a node does not tell one year from three
  problems.add({}, "tenure",
               cat("tenure = \"", tenure, "\" needs the rent of an accelerator hour", whose(state, stock), ", and ",
                   stock.node_name ? cat("node '", stock.node_name.text(), "' has no ", of_nodes ? "rent_" : "rent ", tenure)
                                   : std::string("[fleet] names no node"),
                   nor_prices(stock, cat(tenure, " rent"))),
               cat("rent = \"2.50 USD/h\"", of_nodes ? cat(", or a node with one: {nodes: rent_", tenure, "}") : std::string(),
                   "; or ", offers_of(stock)));
}

}  // namespace

void require_prices(const EconomicsState& state, const EconomicsParams& params, const EconomicsInputs& inputs, const sdk::FleetUse& use) {
  Problems problems;
  for (std::size_t i = 0; i < state.stocks.size(); ++i) {
    if (!(use.of(i) > 0)) continue;
    if (params.tenure == Tenure::own)
      check_owned(state, state.stocks[i], params, inputs, problems);
    else
      check_rented(state, state.stocks[i], params, problems);
  }
  problems.raise();
}

}  // namespace fleetline::economics
