// Solver `collective`: one collective over a group of the fleet. Contract: fleetline/solver.hpp.
#pragma once

#include "fleetline/sdk.hpp"

namespace fleetline::fabrics {

struct CollectiveParams {
  CollectiveKind kind = CollectiveKind::all_reduce;
  Bytes payload{1 << 30};
  std::int64_t devices = 0, stride = 1;
  Kernels kernels = Kernels::library;
  Seconds issue{0};
  static const Schema<CollectiveParams>& schema();
};

struct CollectiveOutputs {
  Seconds time;
  Bandwidth algorithm_bandwidth, bus_bandwidth;
  Seconds fixed_time;
  double ranks = 0, nodes = 0;
  static const Schema<CollectiveOutputs>& schema();
};

struct CollectiveState : Prepared {
  const Fleet* fleet = nullptr;
  Group group;
  double ranks = 1, nodes = 1;
  Label trouble;
};

class CollectiveSolver : public sdk::SolverOf<CollectiveSolver> {
 public:
  using Params = CollectiveParams;
  using Outputs = CollectiveOutputs;
  using State = CollectiveState;
  std::unique_ptr<State> setup(const Subjects& subjects, const Params& params) const;
  Status evaluate(const State& state, const Params& params, Outputs& out, Detail* detail) const;
};

/// The algorithms that were weighed, and the case in a sentence.
void describe(const CollectiveState& state, const CollectiveParams& params, const CollectiveOutputs& out, Detail& detail);

}  // namespace fleetline::fabrics
