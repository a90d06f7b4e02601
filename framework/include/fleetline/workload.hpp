// A workload lowers a step of itself to blocks of operators and collectives.
//
// Life: built once per distinct parameters (the factory may throw InputError), then shared by all cases and
// threads and never changed. lower() is const and pure; it writes only to the Lowering handed in. [any thread]
#pragma once

#include "fleetline/label.hpp"
#include "fleetline/lowering.hpp"
#include "fleetline/step.hpp"

namespace fleetline {

/// Static facts. `unit` names what one sample is: "image", "token", "sample".
struct WorkloadFacts {
  double parameters = 0;         ///< all of them
  double active_parameters = 0;  ///< that one sample touches (mixture of experts: fewer)
  double layers = 1;
  double max_context = 0;        ///< tokens; 0: no limit, or no token axis
  bool tokens = false;           ///< has a token axis: decode and prefill mean something
  Label unit;
  PrecisionPolicy native;        ///< the formats it comes in; a solver's parameters override parts of them. Empty: not said
};

class Workload {
 public:
  virtual ~Workload();

  virtual const WorkloadFacts& facts() const = 0;

  /// Append the blocks of one device's share of `step` under `sharding`. `out` has been cleared.
  /// Throws InputError for a sharding or step it cannot do (degrees that do not divide, context too long):
  /// with the numbers and the nearest valid choice.
  virtual void lower(const Step& step, const Sharding& sharding, Lowering& out) const = 0;
};

}  // namespace fleetline
