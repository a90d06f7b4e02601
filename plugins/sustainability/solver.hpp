// Solver `sustainability`: energy, carbon and water of a fleet at its sites. Contract: fleetline/solver.hpp.
#pragma once

#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "fleetline/sdk.hpp"
#include "fleetline/sdk/fleet_use.hpp"
#include "fleetline/sdk/records/dataset.hpp"
#include "fleetline/sdk/records/fabrication.hpp"
#include "model.hpp"

namespace fleetline::sustainability {

enum class Basis : unsigned char { direct, life_cycle };

struct SustainabilityParams {
  std::optional<Seconds> duration;
  std::optional<double> steps, utilization, compute_utilization, memory_utilization;
  std::optional<FlopRate> arithmetic_rate;
  std::optional<Bandwidth> traffic_rate;
  Format precision = *parse_format("bf16").value;
  std::optional<Tokens> tokens;
  Ref<Dataset> dataset;
  double epochs = 1;
  double duty = 1, cpu_utilization = 0.3, network_share = 0.05;
  Basis basis = Basis::direct;
  Seconds lifetime{4 * 365.0 * 86400};
  double fleet_utilization = 0.85;
  // Instead of the site's or the node's own.
  std::optional<double> pue;
  std::optional<CarbonIntensity> site_carbon_direct, site_carbon_life_cycle;
  std::optional<WaterIntensity> site_water_on_site, site_water_of_electricity;
  std::optional<Carbon> embodied_per_node, embodied_host;
  Ref<Fabrication> fabrication;
  /// Of the run, as given or by its data set.
  std::optional<Tokens> run_tokens() const { return tokens ? tokens : tokens_of(dataset, epochs); }
  static const Schema<SustainabilityParams>& schema();
};

struct SustainabilityInputs {
  std::optional<Watts> accelerator_power, network_power;
  std::optional<double> accelerators;
  std::optional<Seconds> step_time, job_duration;
  std::optional<TokenRate> tokens_per_second;
  std::vector<double> accelerators_by_partition;
  std::vector<Watts> accelerator_power_by_partition;
  static const Schema<SustainabilityInputs>& schema();
};

struct SustainabilityOutputs {
  Joules energy;
  Watts average_power;
  std::optional<Carbon> carbon_direct, carbon_life_cycle, embodied_carbon, embodied_accelerator, carbon;
  std::optional<Litres> water, water_on_site, water_of_electricity;
  Seconds run_time;
  Watts accelerator_draw, node_power, it_power;
  std::optional<double> rated_share;
  std::optional<Watts> provisioned_power;
  Joules accelerator_energy, node_energy, it_energy;
  std::optional<Joules> cooling_energy, delivery_energy;  ///< of the building: nothing where no site is named and no PUE given
  std::optional<double> effective_pue, overhead_share;
  double nodes = 0;
  std::optional<Quantity<Dimension{.joule = 1, .token = -1}>> energy_per_token;
  std::optional<Quantity<Dimension{.carbon = 1, .token = -1}>> carbon_per_token;
  std::optional<Quantity<Dimension{.litre = 1, .token = -1}>> water_per_token;
  std::span<const Watts> average_power_by_partition;
  static const Schema<SustainabilityOutputs>& schema();
};

/// One partition as the hot loop needs it.
struct Place {
  Label name, site_name;
  double devices_per_node = 1;
  HardwareFacts hardware;
  FlopRate arithmetic;
  std::optional<Carbon> derived;  ///< making one accelerator, where the node has no footprint of its own
  bool has_node = false;
  Node node;
  Site site;
};

struct SustainabilityState : Prepared {
  std::vector<Place> places;
  sdk::FleetSize size;
};

/// What one partition draws and emits.
struct PlaceAnswer {
  std::size_t place = 0;
  NodeDraw busy;  ///< a full node, or the only one
  double nodes = 0;
  std::optional<double> pue;  ///< nothing: no building is named around the machines
  Watts accelerator;
  Joules accelerators, nodes_energy, it, facility;
  std::optional<Joules> cooling;
  std::optional<Carbon> direct, life_cycle, embodied;
  std::optional<Litres> on_site, of_electricity;
  std::optional<Watts> provisioned;
};

class Sustainability : public sdk::SolverOf<Sustainability> {
 public:
  using Params = SustainabilityParams;
  using Inputs = SustainabilityInputs;
  using Outputs = SustainabilityOutputs;
  using State = SustainabilityState;
  struct Work {
    std::vector<Watts> power;  ///< of each partition with its building
  };

  std::unique_ptr<State> setup(const Subjects& subjects, const Params& params) const;
  Status evaluate(const State& state, const Params& params, const Inputs& inputs, Outputs& out, Work& work, Detail* detail) const;

 private:
  Label too_much_arithmetic_{"arithmetic_rate is above what the accelerators can do in this precision"};
  Label too_much_traffic_{"traffic_rate is above the bandwidth of the accelerators' memory"};
  Label no_arithmetic_{"the hardware has no arithmetic of this precision to be a share of"};
  Label too_much_power_{"accelerator_power is above the peak power of the accelerators"};
  sdk::UseReasons use_;
};

/// Of partition `i` of those that work.
PlaceAnswer answer_place(const SustainabilityState& state, std::size_t i, const SustainabilityParams& params, const SustainabilityInputs& inputs, const sdk::FleetUse& use, Seconds time);

/// Tables, notes and the verdict of one case.
void describe(const SustainabilityState& state, const SustainabilityParams& params, const SustainabilityInputs& inputs,
              const SustainabilityOutputs& out, const sdk::FleetUse& use, const std::vector<PlaceAnswer>& places, Detail& detail);

}  // namespace fleetline::sustainability
