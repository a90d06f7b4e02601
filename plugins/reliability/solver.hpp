// Solver `reliability`: how often the fleet fails, and what that costs. Contract: fleetline/solver.hpp.
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "fleetline/sdk.hpp"
#include "fleetline/sdk/fleet_use.hpp"
#include "fleetline/sdk/records/dataset.hpp"
#include "model.hpp"
#include "rates.hpp"
#include "service.hpp"

namespace fleetline::reliability {

enum class Policy : unsigned char { optimal, young, daly, given };
enum class Repair : unsigned char { node, accelerator };

struct ReliabilityParams {
  std::vector<Ref<Failures>> failures;
  std::optional<Seconds> mtbf;
  std::optional<double> observed_failures;
  // Training.
  Policy policy = Policy::optimal;
  std::optional<Seconds> interval, checkpoint_time, reload_time, snapshot_time;
  std::optional<Bytes> state_size;
  Bytes state_per_parameter{14};
  Bandwidth storage_bandwidth{100e9};
  Seconds detection_time{60}, restart_time{180};
  std::optional<Seconds> duration;
  std::optional<double> steps;
  std::optional<Tokens> tokens;
  Ref<Dataset> dataset;
  double epochs = 1;
  // Repair.
  Seconds repair_time{86400.0};
  double spare_quantile = 0.99;
  // Serving.
  std::optional<RequestRate> demand;
  std::optional<TokenRate> demand_tokens;
  std::optional<std::int64_t> replica_count, replicas_needed;
  std::vector<double> relative_capacity;
  Repair repair = Repair::node;
  double site_availability = 0.9999;
  /// Of the run, as given or by its data set.
  std::optional<Tokens> run_tokens() const { return tokens ? tokens : tokens_of(dataset, epochs); }
  static const Schema<ReliabilityParams>& schema();
};

/// What other stages know.
struct ReliabilityInputs {
  std::optional<double> accelerators, replicas;
  std::optional<Seconds> step_time;
  std::optional<TokenRate> tokens_per_second;
  std::optional<Bytes> training_state;
  std::optional<RequestRate> capacity;
  std::vector<double> accelerators_by_partition;
  static const Schema<ReliabilityInputs>& schema();
};

struct ReliabilityOutputs {
  Seconds job_mtbf, job_mtbf_low;
  std::optional<Seconds> job_mtbf_high;
  double expected_failures = 0;
  // Training; not given for a service.
  std::optional<Bytes> checkpoint_size;
  std::optional<Seconds> write_time, checkpoint_period, young_period, daly_first_order_period, daly_period, rfo_period,
      optimal_period;
  std::optional<double> checkpoint_steps, ettr, ettr_low, ettr_high, checkpoint_loss, downtime_loss, rework_loss;
  std::optional<Seconds> good_step_time, job_duration;
  std::optional<TokenRate> goodput;
  // Repair.
  std::int64_t spares = 0;
  std::optional<std::int64_t> spare_accelerators, spare_hosts, spare_adapters, spare_switches;
  std::int64_t blast_set = 1;
  // Serving; not given for training.
  std::optional<double> availability, demand_met, served, left_node_down, left_site_down, spare_capacity;
  std::optional<RequestRate> capacity_node_down, capacity_site_down;
  std::optional<Seconds> unavailable;
  static const Schema<ReliabilityOutputs>& schema();
};

/// One partition of the fleet, all of it at work.
struct Share {
  PerPart parts, rates;
  MeanTimes times;
};

struct ReliabilityState : Prepared {
  bool has_rates = false, has_graph = false;
  bool unlike = false;  ///< partitions fail by rates of their own
  double parameters = 0;
  sdk::FleetSize size;
  std::vector<Share> shares;
  double low = 1, high = 1;  ///< band of the rates; of several records the widest
  Blast blast;
  Service service;
  std::vector<Label> sites;
};

class Reliability : public sdk::SolverOf<Reliability> {
 public:
  using Params = ReliabilityParams;
  using Inputs = ReliabilityInputs;
  using Outputs = ReliabilityOutputs;
  using State = ReliabilityState;
  struct Work {
    Pad pad;
    std::vector<Down> down;
  };

  std::unique_ptr<State> setup(const Subjects& subjects, const Params& params) const;
  Status evaluate(const State& state, const Params& params, const Inputs& inputs, Outputs& out, Work& work,
                  Detail* detail) const;

 private:
  Label no_rates_{"nothing says how often the fleet fails: give failures = \"NAME\" of the registry, or mtbf"};
  Label no_failing_part_{
      "nothing in the fleet fails: the record gives mean times of parts that the fleet does not have"};
  Label no_progress_{"a checkpoint takes longer than the fleet runs between two failures"};
  sdk::UseReasons use_;
  Label no_capacity_{
      "nothing says what the replicas can take together: a serving stage, or inputs.capacity and "
      "inputs.tokens_per_second"};
  Label too_few_{"more replicas are needed than there are"};
};

/// What a case comes down to, once rates and demand are resolved.
struct Resolved {
  sdk::FleetUse use;
  PerPart parts, rates;  ///< of what is at work
  bool serves = false;
  Question question;
  std::span<const Down> down;  ///< of each partition, or one for all
};

/// Checkpoint of a case: sizes and times from wherever they are given.
struct Saving {
  Checkpoint checkpoint;
  Seconds shortest;  ///< period below which the next would begin before the last is written
  std::optional<Bytes> size;
  bool assumed = false;  ///< nothing says how long one takes
};
Saving saving_of(const ReliabilityState& state, const ReliabilityParams& params, const ReliabilityInputs& inputs,
                 Seconds mtbf);
Seconds period_of(const ReliabilityParams& params, const Saving& saving);

/// Tables, notes and the verdict of one case.
void describe(const ReliabilityState& state, const ReliabilityParams& params, const ReliabilityInputs& inputs,
              const Resolved& resolved, const ReliabilityOutputs& out, Detail& detail);

/// Rows of reliability measurements as scenarios of this solver.
Validation reliability_validation();

}  // namespace fleetline::reliability
