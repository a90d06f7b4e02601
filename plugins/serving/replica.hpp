// The replicas of one pool in one case: what one of them holds and does at most, and what it does under a load.
#pragma once

#include "solver.hpp"

namespace fleetline::serving {

/// One replica, as far as the load does not matter; of one whose tensor groups share experts, one of them: all are
/// alike.
struct Replica {
  const Pool* pool = nullptr;
  Engine engine;
  Room room;
  double slots = 0;             ///< requests that run at once, within memory and limits
  double cycle_of_slots_s = 0;  ///< when all slots are taken

  double ranks = 1;  ///< tensor groups with requests of their own

  /// Of all of them.
  double most_per_s() const { return ranks * slots / cycle_of_slots_s; }
};

/// What all replicas of a pool are to do together.
struct Load {
  std::int64_t replicas = 1;
  double in_flight = 0;  ///< requests; 0: as many as fit
  double rate = 0;       ///< requests per second; 0: by those in flight
};

/// Sizes the memory and fills in what depends on it. Infeasible: no room, or limits that cannot be met.
Status size(const ServingState& state, const ServingParams& params, Replica& replica, ServingOutputs& out);

/// Fills in the rest.
void serve(const ServingState& state, const ServingParams& params, const Replica& replica, const Load& load,
           ServingOutputs& out);

}  // namespace fleetline::serving
