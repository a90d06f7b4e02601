// Solver `network`: how many switches and cables the network between nodes consists of, what they draw and cost.
// Contract: fleetline/solver.hpp.
#pragma once

#include <optional>

#include "fleetline/sdk.hpp"
#include "fleetline/sdk/records/switch.hpp"

namespace fleetline::fabrics {

enum class Light : unsigned char { everywhere, between_switches };

struct NetworkParams {
  Ref<Switch> model;
  Light optical = Light::everywhere;
  std::optional<Watts> transceiver_power;
  std::optional<Dollars> cable_price;
  static const Schema<NetworkParams>& schema();
};

struct NetworkOutputs {
  double switches = 0, ports = 0, cables = 0, transceivers = 0;
  std::optional<Watts> transceivers_power, power, power_per_accelerator;
  std::optional<double> share_of_power;
  std::optional<Dollars> switches_price, price, price_per_accelerator;
  std::optional<double> share_of_price;
  static const Schema<NetworkOutputs>& schema();
};

struct NetworkState : Prepared {
  double switches = 0, ports = 0, cables = 0, accelerators = 1;
  double node_ports = 0, node_cables = 0;  ///< of those, to adapters
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
  double switches = 0, ports = 0, cables = 0;  ///< ports: those with a cable in; cables: among the switches of the set
};

/// Switches of `radix` ports that one with `down` cables below and `up` beyond consists of: one if there are ports enough, else layers
/// of them without loss.
SwitchSet switches_for(double down, double up, double radix);

}  // namespace fleetline::fabrics
