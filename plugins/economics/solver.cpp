#include "solver.hpp"

#include <cmath>

#include "fleetline/sdk/known_sum.hpp"
#include "offers.hpp"

namespace fleetline::economics {
namespace {

/// Yearly cost of capital by the method asked for; `life` and `residual` differ between machines, network and building.
Rent capital_rate(const EconomicsParams& p, Dollars price, double residual, Seconds life) {
  if (p.capital == Capital::straight_line) return straight_line(price, residual, life);
  if (p.capital == Capital::market_decay) return market_decay(price, p.decay, p.age);
  return annuity(price, residual, p.interest, life);
}

std::optional<Rent> rent_of(const Stock& stock, const EconomicsParams& p) {
  if (p.rent) return p.tenure == Tenure::spot ? effective_rent(*p.rent, p.spot_waste) : *p.rent;
  if (p.tenure == Tenure::spot && stock.spot) return effective_rent(*stock.spot, p.spot_waste);
  if (p.tenure == Tenure::spot) return std::nullopt;
  if (p.tenure == Tenure::reserved) return stock.reserved;
  return p.tenure == Tenure::reserved_3y ? stock.reserved_3y : stock.on_demand;  // what owning is compared with: on demand
}

// Bought and rented are whole nodes; the small term forgives rounding of a share.
double nodes_of(const Stock& stock, double accelerators) { return std::ceil(accelerators / stock.devices_per_node - 1e-9); }

/// What a partition weighs in a figure of the whole facility: its machines by their rating, where all have one, with the building around them. Where no
/// site is named a stage counts the machines alone; a site without a published PUE it refuses, unless its own parameter says one for all.
double weight_of(const Stock& stock, double nodes, bool all_rated) {
  return nodes * (all_rated ? stock.rated->base() : stock.devices_per_node) * stock.pue.value_or(1);
}

/// The draw of partition `i`: as a stage says it, or its `part` of what a stage says of all, else its rating, of which a part is used, with its building.
std::optional<Watts> power_of(const Stock& stock, std::size_t i, const EconomicsParams& p, const EconomicsInputs& in, double nodes, double part) {
  if (!in.average_power_by_partition.empty()) return in.average_power_by_partition[i];
  if (in.average_power) return *in.average_power * part;
  if (!stock.rated) return std::nullopt;
  return *stock.rated * nodes * p.rated_fraction * stock.pue.value_or(p.pue);
}

std::optional<Rent> facility_of(const EconomicsParams& p, const EconomicsInputs& in, const Stock& stock, double nodes, double part) {
  if (!p.facility_price) return Rent(0);
  std::optional<Watts> watts = in.provisioned_power ? std::optional(*in.provisioned_power * part) : std::nullopt;
  if (!watts && stock.rated) watts = *stock.rated * nodes * stock.pue.value_or(p.pue);
  if (!watts) return std::nullopt;
  return annuity(*p.facility_price * *watts, 0, p.interest, p.facility_lifetime);
}

}  // namespace

std::unique_ptr<EconomicsState> Economics::setup(const Subjects& subjects, const Params& params) const {
  auto state = std::make_unique<State>();
  for (const Partition& part : subjects.fleet->partitions()) {
    Stock stock{.name = part.name, .hardware_name = part.hardware_name, .node_name = part.node.name, .site_name = part.site.name,
                .devices_per_node = static_cast<double>(part.devices_per_node)};
    if (const Node* node = part.node.as<Node>()) {
      stock.price = node->price;
      stock.rated = node->rated_power;
      stock.on_demand = node->rent_on_demand;
      stock.reserved = node->rent_reserved;
      stock.spot = node->rent_spot;
    }
    if (const Site* site = part.site.as<Site>()) {
      stock.electricity = site->electricity_price;
      stock.pue = site->pue;
    }
    state->stocks.push_back(stock);
  }
  state->size = sdk::FleetSize(*subjects.fleet);
  apply_offers(params, *state);
  return state;
}

Rates rates_of(const EconomicsState& state, const EconomicsParams& p, const EconomicsInputs& in, const sdk::FleetUse& use) {
  Rates all;
  bool first = true, all_rated = true;
  for (std::size_t i = 0; i < state.stocks.size(); ++i)
    if (const auto& rated = state.stocks[i].rated; use.of(i) > 0) all_rated = all_rated && rated && *rated > Watts(0);
  double weight = 0;
  for (std::size_t i = 0; i < state.stocks.size(); ++i)
    if (use.of(i) > 0) weight += weight_of(state.stocks[i], nodes_of(state.stocks[i], use.of(i)), all_rated);
  for (std::size_t i = 0; i < state.stocks.size(); ++i) {
    const Stock& stock = state.stocks[i];
    const double nodes = nodes_of(stock, use.of(i)), part = weight_of(stock, nodes, all_rated) / weight;
    if (!(nodes > 0)) continue;  // it costs this work nothing, whatever its price is
    all.nodes += nodes;
    const auto price = p.node_price ? p.node_price : stock.price;
    std::optional<Dollars> capex, network;
    std::optional<Rent> capital, of_network, energy, maintenance;
    if (price) {
      capex = *price * nodes;
      network = in.network_price ? *in.network_price * (nodes * stock.devices_per_node / state.size.all) : network_price(*capex, p.network_share);
      capital = capital_rate(p, *capex, p.residual, p.lifetime);
      of_network = capital_rate(p, *network, p.residual, p.lifetime);
      maintenance = (*capex + *network) * p.maintenance / year;
    }
    const auto power = power_of(stock, i, p, in, nodes, part);
    const auto tariff = p.electricity_price ? p.electricity_price : stock.electricity;
    if (power && tariff) energy = *power * *tariff;
    std::optional<Rent> rent = rent_of(stock, p);
    if (rent) rent = *rent * nodes * stock.devices_per_node;
    sdk::add_known(all.capex, capex, first);
    sdk::add_known(all.network_capex, network, first);
    sdk::add_known(all.capital, capital, first);
    sdk::add_known(all.network, of_network, first);
    sdk::add_known(all.maintenance, maintenance, first);
    sdk::add_known(all.power, power, first);
    sdk::add_known(all.energy, energy, first);
    sdk::add_known(all.facility, facility_of(p, in, stock, nodes, part), first);
    sdk::add_known(all.rent, rent, first);
    first = false;
  }
  if (all.capital && all.energy && all.facility)
    all.own = *all.capital + *all.network + *all.energy + *all.maintenance + *all.facility + p.staff + p.other;
  if (all.rent) *all.rent += p.staff + p.other;
  return all;
}

Status Economics::evaluate(const State& state, const Params& p, const Inputs& in, Outputs& out, Detail* detail) const {
  sdk::FleetUse use;
  if (const Status there = sdk::use_of(state.size, in.accelerators, in.accelerators_by_partition, use_, use); !there) return there;
  sdk::check_listed("average_power_by_partition", in.average_power_by_partition.size(), state.size);
  const Rates r = rates_of(state, p, in, use);
  const bool own = p.tenure == Tenure::own;
  if (own ? !r.own : !r.rent) require_prices(state, p, in, use);

  // Owned machines cost whether they work or not: occupancy carries that. Rented ones are given back: paid for busy hours.
  const bool lasts = p.period || !in.run_time;
  const double available = in.availability.value_or(1);
  const Seconds owned = lasts ? p.period.value_or(year) : *in.run_time / (p.occupancy * available);
  const Seconds rented = owned * p.occupancy;
  const Seconds paid = own ? owned : rented;
  out.paid_time = paid;
  out.nodes_paid = r.nodes;
  for (std::size_t i = 0; i < state.stocks.size(); ++i) out.accelerators_paid += nodes_of(state.stocks[i], use.of(i)) * state.stocks[i].devices_per_node;
  const Rent rate = own ? *r.own : *r.rent;
  out.tco = rate * paid;
  if (r.own) out.tco_own = *r.own * owned;
  if (r.rent) out.tco_rent = *r.rent * rented;
  out.cost_per_accelerator_hour = rate / out.accelerators_paid;
  out.capex = r.capex;
  if (r.capex && r.network_capex) *out.capex += *r.network_capex;
  const auto over = [&](const std::optional<Rent>& of) { return of ? std::optional(*of * owned) : std::nullopt; };
  out.capital_cost = over(r.capital);
  out.network_cost = over(r.network);
  out.energy_cost = over(r.energy);
  out.maintenance_cost = over(r.maintenance);
  out.facility_cost = over(r.facility);
  out.staff_cost = p.staff * paid;

  const double good = own ? p.occupancy * available : available;
  if (in.tokens_per_second) out.cost_per_token = rate / (*in.tokens_per_second * good);
  if (in.requests_per_second) out.cost_per_request = rate / (*in.requests_per_second * good);
  if (r.own && r.rent && *r.rent > Rent(0)) {
    out.break_even_occupancy = break_even_occupancy(*r.own, *r.rent);
    const Rent running = *r.own - *r.capital - *r.network, saved = *r.rent * p.occupancy - running;
    if (saved > Rent(0)) out.break_even_time = *out.capex / saved;
  }
  Status status = Status::ok();
  if (p.budget) {
    const Dollars per_node = rate * paid / r.nodes;
    out.left_of_budget = *p.budget - out.tco;
    const double nodes = per_node > Dollars(0) ? std::floor(double(*p.budget / per_node) + 1e-9) : 0;
    out.affordable_nodes = static_cast<std::int64_t>(std::min(nodes, 1e12));
    out.affordable_accelerators = static_cast<std::int64_t>(std::min(nodes, 1e12) * (out.accelerators_paid / r.nodes));
    if (nodes < 1) status = Status::infeasible(no_node_, per_node, *p.budget);
  }
  if (detail) describe(state, p, in, out, use, *detail);
  return status;
}

}  // namespace fleetline::economics
