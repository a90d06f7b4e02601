// A fabric wires one tier of the fleet graph, and prices one collective on it.
//
// Life as for Hardware: built once (the factory may throw InputError), shared, const, pure. [any thread]
#pragma once

#include <vector>

#include "fleetline/collective.hpp"
#include "fleetline/cost.hpp"
#include "fleetline/topology.hpp"

namespace fleetline {

/// Prices the part of a collective that stays inside one unit of this tier (a node, say): how
/// hierarchical algorithms compose tiers. Provided by the kernel.
class Pricer {
 public:
  virtual ~Pricer();
  virtual Cost price(const Collective& collective) const = 0;
};

class Fabric {
 public:
  virtual ~Fabric();

  /// Add this tier's switches and links between the builder's endpoints. Called while the fleet is built, once for every
  /// domain of the tier (each node; the whole cluster): a pure function of what the builder says. May throw
  /// InputError (more endpoints than ports) or std::invalid_argument.
  virtual void wire(TopologyBuilder& builder) const = 0;

  /// Time of one run of `collective` over a group that looks like `group` from this tier. `inner` prices what
  /// stays below this tier; groups inside one unit never reach it. [any thread] [no throw]
  virtual Cost price(const Collective& collective, const GroupProfile& group, const Pricer& inner) const = 0;

  /// Every algorithm that was weighed for it, in no order; none where the fabric knows but one. For readers, not for the hot loop.
  virtual std::vector<Offer> offers(const Collective&, const GroupProfile&, const Pricer&) const { return {}; }
};

}  // namespace fleetline
