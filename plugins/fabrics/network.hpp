// Solver `network`: how many switches and cables the network between nodes consists of, what they draw and cost.
// Contract: fleetline/solver.hpp.
#pragma once

#include <optional>

#include "fleetline/sdk.hpp"
#include "fleetline/sdk/records/switch.hpp"

namespace fleetline::fabrics {

struct NetworkParams {
  Ref<Switch> model;
  std::optional<Watts> transceiver_power;
  std::optional<Dollars> cable_price;
  static const Schema<NetworkParams>& schema();
};

struct NetworkOutputs {
  double switches = 0, ports = 0, cables = 0;
  std::optional<Watts> power, power_per_accelerator;
  std::optional<double> share_of_power;
  std::optional<Dollars> price, price_per_accelerator;
  std::optional<double> share_of_price;
  static const Schema<NetworkOutputs>& schema();
};

struct NetworkState : Prepared {
  double switches = 0, ports = 0, cables = 0, accelerators = 1;
  std::optional<Watts> nodes_power;
  std::optional<Dollars> nodes_price;
  Label trouble;
};

class NetworkSolver : public sdk::SolverOf<NetworkSolver> {
 public:
  using Params = NetworkParams;
  using Outputs = NetworkOutputs;
  using State = NetworkState;
  std::unique_ptr<State> setup(const Subjects& subjects, const Params& params) const;
  Status evaluate(const State& state, const Params& params, Outputs& out, Detail* detail) const;
};

struct SwitchSet {
  double switches = 0, ports = 0;  ///< ports: those with a cable in, also to others of the set
};

/// Switches of `radix` ports that one with `cables` to the outside consists of: one if there are ports enough, else layers of them
/// without loss.
SwitchSet switches_for(double cables, double radix);

}  // namespace fleetline::fabrics
