// What economics is asked, and what it answers.
#include "solver.hpp"

namespace fleetline::economics {

const Schema<EconomicsParams>& EconomicsParams::schema() {
  using P = EconomicsParams;
  static const auto s =
      Schema<P>("How the fleet is paid for, and for how long")
          .add("tenure", &P::tenure,
               {{Tenure::own, {"own", 0, "bought, housed and fed"}},
                {Tenure::on_demand, {"on_demand", 0, "rented by the hour"}},
                {Tenure::reserved, {"reserved", 0, "rented for a year; of a node that has no prices: for a year or more"}},
                {Tenure::reserved_3y, {"reserved_3y", 0, "rented for three years"}},
                {Tenure::spot, {"spot", 0, "rented until others pay more"}}},
               "Owned, or rented on which terms")
          .add("period", &P::period, "yr", "What the costs are for, busy for occupancy of it; not given: a stage's run_time, else a year", {.range = positive})
          .add("capital", &P::capital,
               {{Capital::annuity, {"annuity", 0, "equal payments with interest"}},
                {Capital::straight_line, {"straight_line", 0, "equal parts, no interest"}},
                {Capital::market_decay, {"market_decay", 0, "what a sale would lose: value falls by a constant share a year"}}},
               "How the price is spread over time")
          .add("lifetime", &P::lifetime, "yr", "Years that nodes and network are used",
               {.range = positive, .source = "accounting lives of cloud providers: 4 to 6 years; SemiAnalysis' TCO 4"})
          .add("interest", &P::interest, "1", "Per year; annuity only", {.range = {.low = 0, .high = 1}, .calibrate = true, .source = "cost of capital of large firms, 7-10 %"})
          .add("residual", &P::residual, "1", "Share of the price that a sale at the end brings back", {.range = {.low = 0, .high = 1, .open_high = true}, .calibrate = true, .source = "an A100 server of 2021 sold at half its price in 2025; four years on a tenth is cautious"})
          .add("decay", &P::decay, "1", "Orders of magnitude that price-performance gains a year; market_decay only",
               {.range = non_negative, .source = "Cottier et al. 2024, arXiv:2405.21015: 0.14"})
          .add("age", &P::age, "yr", "Of the machines; market_decay only", {.range = non_negative})
          .add("prices", &P::prices, "", "Offers to sell and rent the accelerators, one record for each kind of them: they come before what the node costs", {.shapes = true})
          .add("quote", &P::quote,
               {{Quote::low, {"low", 0, "the cheapest offer"}}, {Quote::median, {"median", 0, "the median offer"}}, {Quote::high, {"high", 0, "the dearest"}}},
               "Which of the offers of `prices` is taken", {.shapes = true})
          .add("server_overhead", &P::server_overhead, "1", "Price of a server over that of the accelerators in it, where `prices` sells them without one",
               {.range = at_least(1), .shapes = true, .calibrate = true, .source = "Cottier et al. 2024, arXiv:2405.21015, and their cost_analysis_standalone.py: 1.64, the mean of 1.54 (P100) to 1.69 (V100)"})
          .add("node_price", &P::node_price, "$", "Instead of the node's price", {.range = non_negative})
          .add("network_share", &P::network_share, "1", "Of the price of the whole cluster: switches, cables, adapters outside the nodes",
               {.range = {.low = 0, .high = 1, .open_high = true}, .source = "Cottier et al. 2024, arXiv:2405.21015: 19 %"})
          .add("maintenance", &P::maintenance, "1", "Of the purchase, per year: support, repairs", {.range = {.low = 0, .high = 1}, .calibrate = true, .source = "MLSys-im 0.1.1; support contracts ask 5 to 20 %"})
          .add("electricity_price", &P::electricity_price, "$/kWh", "Instead of the site's", {.range = non_negative})
          .add("rated_fraction", &P::rated_fraction, "1", "Draw of the nodes as a share of their rating, where no stage says what the fleet draws",
               {.range = share, .source = "Newkirk et al. 2025, arXiv:2506.14551: 76 %"})
          .add("pue", &P::pue, "1", "Of a place without a site or without a published PUE, where no stage says what the fleet draws",
               {.range = at_least(1), .source = "US average of Li et al. 2023, arXiv:2304.03271"})
          .add("facility_price", &P::facility_price, "$/W", "Building, cooling and power delivery per watt provided; not given: not counted", {.range = non_negative})
          .add("facility_lifetime", &P::facility_lifetime, "yr", "Years that the building is used", {.range = positive, .source = "Barroso, Hoelzle, Ranganathan: The Datacenter as a Computer, chapter 6: 10 to 15 years"})
          .add("staff", &P::staff, "$/yr", "People who run it", {.range = non_negative})
          .add("other", &P::other, "$/yr", "Licences, insurance, storage, egress", {.range = non_negative})
          .add("rent", &P::rent, "$/h", "Of one accelerator, instead of the node's", {.range = non_negative})
          .add("spot_waste", &P::spot_waste, "1", "Share of spot work lost to preemption and done again", {.range = {.low = 0, .high = 1, .open_high = true}, .calibrate = true})
          .add("occupancy", &P::occupancy, "1", "Share of their time that owned machines do useful work; rented ones are given back for the rest", {.range = fraction})
          .add("budget", &P::budget, "$", "For the period: asks how many nodes it pays", {.range = non_negative});
  return s;
}

const Schema<EconomicsInputs>& EconomicsInputs::schema() {
  using I = EconomicsInputs;
  static const auto s =
      Schema<I>("What the fleet does and draws")
          .add("accelerators", &I::accelerators, "1", "Accelerators at work; not given: all of the fleet. Whole nodes are paid", {.range = positive})
          .add("accelerators_by_partition", &I::accelerators_by_partition, "1", "Instead: at work in each partition of the fleet", {.range = non_negative, .refines = "accelerators"})
          .add("average_power", &I::average_power, "kW", "Draw of the facility", {.range = non_negative})
          .add("average_power_by_partition", &I::average_power_by_partition, "kW", "Instead: draw of each partition with its part of the facility", {.range = non_negative, .refines = "average_power"})
          .add("provisioned_power", &I::provisioned_power, "kW", "What the facility must be able to deliver", {.range = non_negative})
          .add("network_price", &I::network_price, "$", "Of switches and cables of the whole fleet, as stage network counts them; not given: network_share", {.range = non_negative})
          .add("run_time", &I::run_time, "d", "How long the run takes", {.range = positive})
          .add("tokens_per_second", &I::tokens_per_second, "token/s", "Tokens the fleet makes while it works", {.range = positive})
          .add("requests_per_second", &I::requests_per_second, "request/s", "Requests it answers while it works", {.range = positive})
          .add("availability", &I::availability, "1", "Share of the time that it can work", {.range = fraction});
  return s;
}

const Schema<EconomicsOutputs>& EconomicsOutputs::schema() {
  using O = EconomicsOutputs;
  constexpr auto lower = Direction::lower;
  static const auto s =
      Schema<O>("Costs in US dollars")
          .add("tco", &O::tco, "$", "All costs of the paid time, as owned or as rented",
               {.direction = lower, .headline = true, .equation = "tco = tco_own when owned, else tco_rent", .uses = "tenure, tco_own, tco_rent"})
          .add("tco_own", &O::tco_own, "$", "If owned",
               {.direction = lower, .equation = "tco_own = capital_cost + network_cost + energy_cost + maintenance_cost + facility_cost + (staff + other) * paid_time; beside renting for paid_time / occupancy",
                .uses = "capital_cost, network_cost, energy_cost, maintenance_cost, facility_cost, staff, other, paid_time, occupancy"})
          .add("tco_rent", &O::tco_rent, "$", "If rented; beside owning, on demand", {.direction = lower, .equation = "tco_rent = (accelerators_paid * rent + staff + other) * paid_time; beside owning for paid_time * occupancy", .uses = "accelerators_paid, rent, paid_time, staff, other, occupancy"})
          .add("cost_per_accelerator_hour", &O::cost_per_accelerator_hour, "$/h", "All costs, per accelerator paid for",
               {.direction = lower, .headline = true, .equation = "cost_per_accelerator_hour = tco / (accelerators_paid * paid_time)", .uses = "tco, accelerators_paid, paid_time"})
          .add("cost_per_token", &O::cost_per_token, "$/Mtoken", "At the pace of the stage that makes tokens", {.direction = lower, .headline = true, .equation = "cost_per_token = tco / (tokens_per_second * occupancy * availability * paid_time); rented without occupancy", .uses = "tco, tokens_per_second, occupancy, availability, paid_time"})
          .add("cost_per_request", &O::cost_per_request, "$/krequest", "At the pace of the stage that answers requests", {.direction = lower, .headline = true, .equation = "cost_per_request = tco / (requests_per_second * occupancy * availability * paid_time); rented without occupancy", .uses = "tco, requests_per_second, occupancy, availability, paid_time"})
          .add("capex", &O::capex, "$", "To buy nodes and network", {.direction = lower, .headline = true, .equation = "capex = nodes_paid * node_price / (1 - network_share), or + network_price for the nodes paid", .uses = "nodes_paid, node_price, network_share, network_price"})
          .add("capital_cost", &O::capital_cost, "$", "Of the nodes, over the time they are owned", {.direction = lower, .equation = "annuity: capital_cost = price * CRF(interest, lifetime) * (1 - residual / (1 + interest)^lifetime) * paid_time; straight line: price * (1 - residual) / lifetime * paid_time", .uses = "nodes_paid, node_price, interest, lifetime, residual, paid_time"})
          .add("network_cost", &O::network_cost, "$", "Of the network, spread alike", {.direction = lower, .equation = "network_cost = capital_cost * network_share / (1 - network_share), or of network_price", .uses = "capital_cost, network_share, network_price"})
          .add("energy_cost", &O::energy_cost, "$", "At each site's price", {.direction = lower, .equation = "energy_cost = average_power * electricity_price * paid_time, summed over sites; each draws by nodes * rating * PUE", .uses = "average_power, nodes_paid, electricity_price, paid_time, rated_fraction"})
          .add("maintenance_cost", &O::maintenance_cost, "$", "Support and repairs", {.direction = lower, .equation = "maintenance_cost = capex * maintenance * paid_time / year", .uses = "capex, maintenance, paid_time"})
          .add("facility_cost", &O::facility_cost, "$", "Of the building, if its price is given", {.direction = lower, .equation = "facility_cost = provisioned_power * facility_price * CRF(interest, facility_lifetime) * paid_time", .uses = "provisioned_power, facility_price, interest, facility_lifetime, paid_time"})
          .add("staff_cost", &O::staff_cost, "$", "Of people", {.direction = lower, .equation = "staff_cost = staff * paid_time", .uses = "staff, paid_time"})
          .add("paid_time", &O::paid_time, "d", "Time paid for", {.equation = "paid_time = period, else run_time / (occupancy * availability), else a year; rented occupancy of it: run_time / availability", .uses = "period, run_time, occupancy, availability"})
          .add("accelerators_paid", &O::accelerators_paid, "1", "Those of whole nodes", {.direction = lower, .equation = "accelerators_paid = nodes_paid * devices per node", .uses = "nodes_paid"})
          .add("nodes_paid", &O::nodes_paid, "1", "Whole nodes", {.direction = lower, .equation = "nodes_paid = accelerators / devices per node, rounded up", .uses = "accelerators"})
          .add("break_even_occupancy", &O::break_even_occupancy, "%", "Above it owning is cheaper than renting the busy hours",
               {.direction = lower, .equation = "break_even_occupancy = occupancy * tco_own / tco_rent", .uses = "occupancy, tco_own, tco_rent"})
          .add("break_even_time", &O::break_even_time, "yr", "After which buying has paid for itself by the rent it saves at this occupancy",
               {.direction = lower, .equation = "break_even_time = capex / (rent * occupancy - energy, maintenance, building and people)", .uses = "capex, tco_rent, occupancy, energy_cost, maintenance_cost, facility_cost, staff_cost"})
          .add("affordable_nodes", &O::affordable_nodes, "", "Whole nodes that the budget pays", {.direction = Direction::higher, .equation = "affordable_nodes = floor(budget / (tco / nodes_paid))", .uses = "budget, tco, nodes_paid"})
          .add("affordable_accelerators", &O::affordable_accelerators, "", "Accelerators in them", {.direction = Direction::higher, .equation = "affordable_accelerators = affordable_nodes * devices per node", .uses = "affordable_nodes"})
          .add("left_of_budget", &O::left_of_budget, "$", "After paying for this fleet; negative: too dear", {.direction = Direction::higher, .equation = "left_of_budget = budget - tco", .uses = "budget, tco"});
  return s;
}

}  // namespace fleetline::economics
