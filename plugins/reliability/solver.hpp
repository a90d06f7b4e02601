// Solver `reliability`: how often the fleet fails, and what that costs. Contract: fleetline/solver.hpp.
#pragma once

#include <optional>

#include "fleetline/sdk.hpp"
#include "model.hpp"
#include "rates.hpp"

namespace fleetline::reliability {

enum class Policy : unsigned char { optimal, young, daly, given };

struct ReliabilityParams {
  Ref<Failures> failures;
  std::optional<Seconds> mtbf;
  Policy policy = Policy::optimal;
  std::optional<Seconds> interval;
  Seconds checkpoint_time{60}, reload_time{60}, detection_time{60}, restart_time{180};
  std::optional<Bytes> state_size;
  Bandwidth storage_bandwidth{100e9};
  std::optional<Seconds> snapshot_time;
  Seconds duration{30 * 86400.0}, repair_time{86400.0};
  double spare_quantile = 0.99;
  std::int64_t replicas = 1, replicas_needed = 1, sites = 1, sites_needed = 1;
  double site_availability = 0.9999;
  static const Schema<ReliabilityParams>& schema();
};

struct ReliabilityOutputs {
  Seconds job_mtbf, job_mtbf_low, job_mtbf_high;
  double expected_failures = 0;
  Seconds write_time, checkpoint_period, young_period, daly_period, rfo_period, optimal_period;
  double ettr = 1, ettr_low = 1, ettr_high = 1, checkpoint_loss = 0, downtime_loss = 0, rework_loss = 0;
  std::int64_t spares = 0, blast_set = 1;
  double replica_availability = 1, availability = 1;
  Seconds unavailable;
  static const Schema<ReliabilityOutputs>& schema();
};

struct ReliabilityState : Prepared {
  bool has_rates = false;
  Parts parts;
  Rates rates;
  Blast blast;
};

class Reliability : public sdk::SolverOf<Reliability> {
 public:
  using Params = ReliabilityParams;
  using Outputs = ReliabilityOutputs;
  using State = ReliabilityState;
  std::unique_ptr<State> setup(const Subjects& subjects, const Params& params) const;
  Status evaluate(const State& state, const Params& params, Outputs& out, Detail* detail) const;

 private:
  Label no_rates_{"nothing says how often the fleet fails: give failures = \"NAME\" of the registry, or mtbf"};
  Label no_progress_{"a checkpoint takes longer than the fleet runs between two failures"};
};

/// Rows of reliability measurements as scenarios of this solver.
Validation reliability_validation();

}  // namespace fleetline::reliability
