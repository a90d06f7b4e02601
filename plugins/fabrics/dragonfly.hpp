// Fabric kind `dragonfly`: groups of switches, each group cabled to each other one. Contract: fleetline/fabric.hpp.
#pragma once

#include <optional>

#include "cluster_fabric.hpp"

namespace fleetline::fabrics {

struct DragonflyParams {
  Bandwidth bandwidth;                      ///< of one adapter, one direction
  std::optional<Bandwidth> link_bandwidth;  ///< of a cable between switches; empty: as the adapters
  Seconds latency{600e-9};                  ///< of one link with the switch behind it
  std::optional<Seconds> global_latency;    ///< of a cable between groups; empty: as any other
  std::int64_t adapters = 0;                ///< per node; 0: one for each device
  Ref<Switch> model;
  std::int64_t group_nodes = 0;     ///< nodes of a group
  std::int64_t group_switches = 0;  ///< that hold adapters; 0: a balanced number
  std::int64_t spines = 0;          ///< that hold the cables between groups; 0: the switches of the group do
  std::int64_t groups = 0;          ///< of the whole machine; 0: those that the nodes fill
  double local_links = 1;           ///< cables between two switches of a group
  std::optional<double> global_links, taper;
  std::int64_t nodes_per_rack = 4, largest = 131072;
  Ref<ClusterLibrary> library;
  static const Schema<DragonflyParams>& schema();
};

/// Without `spines` the switches of a group are joined each with each and hold its cables to other groups (Kim et al.
/// 2008); with them the group is a leaf-and-spine network whose spines do (dragonfly+: Shpiner et al. 2017).
class Dragonfly final : public Fabric {
 public:
  using Params = DragonflyParams;
  explicit Dragonfly(const Params& p);
  void wire(TopologyBuilder& builder) const override;
  Cost price(const Collective& c, const GroupProfile& group, const Pricer& inner) const override {
    return weigh(c, group, inner).cheapest();
  }
  std::vector<Offer> offers(const Collective& c, const GroupProfile& group, const Pricer& inner) const override;

 private:
  Weighed weigh(const Collective& c, const GroupProfile& group, const Pricer& inner) const;
  Params p_;
  Algorithms algorithms_;
};

}  // namespace fleetline::fabrics
