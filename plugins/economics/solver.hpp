// Solver `economics`: what a fleet costs to own or to rent, and what its work costs. Contract: fleetline/solver.hpp.
#pragma once

#include <memory>
#include <optional>
#include <vector>

#include "fleetline/sdk.hpp"
#include "fleetline/sdk/fleet_use.hpp"
#include "fleetline/sdk/records/site.hpp"
#include "model.hpp"

namespace fleetline::economics {

enum class Tenure : unsigned char { own, on_demand, reserved, spot, reserved_3y };
enum class Capital : unsigned char { annuity, straight_line, market_decay };
enum class Quote : unsigned char { low, median, high };

using PowerPrice = Quantity<Dimension{.second = 1, .joule = -1, .dollar = 1}>;
using TokenCost = Quantity<Dimension{.dollar = 1, .token = -1}>;
using RequestCost = Quantity<Dimension{.dollar = 1, .request = -1}>;

struct EconomicsParams {
  Tenure tenure = Tenure::own;
  Capital capital = Capital::annuity;
  std::optional<Seconds> period;
  Seconds lifetime{4 * 365.0 * 86400}, age{0};
  double interest = 0.08, residual = 0.1, decay = 0.14;
  double maintenance = 0.05, network_share = 0.19, rated_fraction = 0.76;
  std::vector<Ref<Prices>> prices;
  Quote quote = Quote::median;
  double server_overhead = 1.64;
  std::optional<Dollars> node_price;
  std::optional<Rent> rent;
  std::optional<EnergyPrice> electricity_price;
  double pue = 1.17;
  std::optional<PowerPrice> facility_price;
  Seconds facility_lifetime{15 * 365.0 * 86400};
  Rent staff{0}, other{0};
  double occupancy = 1, spot_waste = 0.1;
  std::optional<Dollars> budget;
  static const Schema<EconomicsParams>& schema();
};

struct EconomicsInputs {
  std::optional<double> accelerators;
  std::optional<Watts> average_power, provisioned_power;
  std::optional<Dollars> network_price;
  std::optional<Seconds> run_time;
  std::optional<TokenRate> tokens_per_second;
  std::optional<RequestRate> requests_per_second;
  std::optional<double> availability;
  std::vector<double> accelerators_by_partition;
  std::vector<Watts> average_power_by_partition;
  static const Schema<EconomicsInputs>& schema();
};

struct EconomicsOutputs {
  Dollars tco;
  std::optional<Dollars> tco_own, tco_rent;
  Rent cost_per_accelerator_hour;
  std::optional<TokenCost> cost_per_token;
  std::optional<RequestCost> cost_per_request;
  std::optional<Dollars> capex, capital_cost, network_cost, energy_cost, maintenance_cost, facility_cost, staff_cost;
  Seconds paid_time;
  double accelerators_paid = 0, nodes_paid = 0;
  std::optional<double> break_even_occupancy;
  std::optional<Seconds> break_even_time;
  std::optional<std::int64_t> affordable_nodes, affordable_accelerators;
  std::optional<Dollars> left_of_budget;
  static const Schema<EconomicsOutputs>& schema();
};

/// One partition as the hot loop needs it.
struct Stock {
  Label name, hardware_name, node_name, site_name;
  Label prices;  ///< the record whose offers pay it; empty: none does
  double devices_per_node = 1;
  std::optional<Dollars> price;
  std::optional<Watts> rated;
  std::optional<Rent> on_demand, reserved, spot, reserved_3y;
  std::optional<EnergyPrice> electricity;
  std::optional<double> pue;
};

struct EconomicsState : Prepared {
  std::vector<Stock> stocks;
  sdk::FleetSize size;
  std::vector<std::string> paid;  ///< what offers came to, a sentence each
};

/// What the fleet costs per second.
struct Rates {
  std::optional<Dollars> capex, network_capex;
  std::optional<Rent> capital, network, energy, maintenance, facility, own, rent;
  double nodes = 0;
  std::optional<Watts> power;
};

class Economics : public sdk::SolverOf<Economics> {
 public:
  using Params = EconomicsParams;
  using Inputs = EconomicsInputs;
  using Outputs = EconomicsOutputs;
  using State = EconomicsState;

  std::unique_ptr<State> setup(const Subjects& subjects, const Params& params) const;
  Status evaluate(const State& state, const Params& params, const Inputs& inputs, Outputs& out, Detail* detail) const;

 private:
  sdk::UseReasons use_;
  Label no_node_{"the budget does not pay one node for the period"};
};

Rates rates_of(const EconomicsState& state, const EconomicsParams& params, const EconomicsInputs& inputs, const sdk::FleetUse& use);

/// Throws InputError with every price, tariff and draw that this tenure needs and nobody gives.
void require_prices(const EconomicsState& state, const EconomicsParams& params, const EconomicsInputs& inputs, const sdk::FleetUse& use);

/// Tables, notes and the verdict of one case.
void describe(const EconomicsState& state, const EconomicsParams& params, const EconomicsInputs& inputs, const EconomicsOutputs& out,
              const sdk::FleetUse& use, Detail& detail);

}  // namespace fleetline::economics
