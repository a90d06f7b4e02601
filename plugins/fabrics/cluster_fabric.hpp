// Fabric kinds `fat_tree` and `rail_optimised`: what connects nodes. Contract: fleetline/fabric.hpp.
#pragma once

#include "fleetline/sdk/records/switch.hpp"
#include "library.hpp"
#include "tier.hpp"

namespace fleetline::fabrics {

/// Two or three layers of switches of one kind.
struct ClosParams {
  Bandwidth bandwidth;                      ///< of one adapter, one direction
  Seconds latency{600e-9};                  ///< of one link with the switch behind it
  std::int64_t adapters = 0;                ///< per node; 0: one for each device
  std::int64_t radix = 0;                   ///< ports of a switch; 0: as `model` says, and 64 without one
  Ref<Switch> model;
  double oversubscription = 1;
  std::int64_t pod_nodes = 0;               ///< that switches join without loss; 0: those below one leaf
  std::int64_t nodes_per_rack = 4, largest = 65536;
  Ref<ClusterLibrary> library;
  static const Schema<ClosParams>& schema();
};

/// Rings, trees, pairwise exchange and sends between nodes, beside what goes on inside them.
Weighed weigh_between_nodes(const Collective& c, const Spread& s, const ClusterLibrary& library, const Pricer& inner, const Algorithms& names);

enum class Wiring : unsigned char { fat_tree, rails };

/// Nodes hang on leaf switches, leaves on spines; where pods are larger than what a leaf holds, a leaf stands for the switches of one. In a fat tree all adapters of a node go to one leaf; with rails the i-th adapters
/// of all nodes of a pod go to the i-th leaf of that pod.
class Clos : public Fabric {
 public:
  using Params = ClosParams;
  void wire(TopologyBuilder& builder) const override;
  Cost price(const Collective& c, const GroupProfile& group, const Pricer& inner) const override { return weigh(c, group, inner).cheapest(); }
  std::vector<Offer> offers(const Collective& c, const GroupProfile& group, const Pricer& inner) const override;

 protected:
  Clos(const Params& p, Wiring wiring);

 private:
  Weighed weigh(const Collective& c, const GroupProfile& group, const Pricer& inner) const;
  Params p_;
  Wiring wiring_;
  Algorithms algorithms_;
};

struct FatTree final : Clos {
  explicit FatTree(const Params& p) : Clos(p, Wiring::fat_tree) {}
};
struct RailOptimised final : Clos {
  explicit RailOptimised(const Params& p) : Clos(p, Wiring::rails) {}
};

}  // namespace fleetline::fabrics
