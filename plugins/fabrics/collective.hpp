// Solver `collective`: what one collective takes over a group of the fleet. Contract: fleetline/solver.hpp.
#pragma once

#include "fleetline/sdk.hpp"

namespace fleetline::fabrics {

class CollectiveSolver : public sdk::SolverOf<CollectiveSolver> {
 public:
  struct Params {
    CollectiveKind kind = CollectiveKind::all_reduce;
    Bytes payload{1e9};
    std::int64_t devices = 0, stride = 1;
    static const Schema<Params>& schema();
  };
  struct Outputs {
    Seconds time;
    Bandwidth algorithm_bandwidth, bus_bandwidth;
    std::int64_t members = 0, nodes = 0;
    Bandwidth bottleneck;
    Seconds latency;
    static const Schema<Outputs>& schema();
  };
  struct State : Prepared {
    const Fleet* fleet = nullptr;
    Group group;
    Profiles profiles;
  };

  std::unique_ptr<State> setup(const Subjects& subjects, const Params& params) const;
  Status evaluate(const State& state, const Params& params, Outputs& out, Detail* detail) const;

 private:
  Label alone_{"a group of one device has nobody to send to"};
  Label apart_{"nothing connects the members of the group"};
};

Component collective_component();

/// Rows of collective measurements as scenarios of this solver.
Validation collective_validation();

}  // namespace fleetline::fabrics
