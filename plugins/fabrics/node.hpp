// Fabric kind `node`: the accelerators of one node on switches (NVSwitch, PCIe), or cabled to one another.
#pragma once

#include <vector>

#include "algorithms.hpp"
#include "fleetline/manifest.hpp"

namespace fleetline::fabrics {

struct NodeFabricParams {
  Bandwidth bandwidth{450e9};
  std::int64_t switches = 4;
  Seconds link_latency{0.35e-6};
  double ring_efficiency = 0.8, pair_loss = 0;
  std::vector<double> ring_bandwidth_shares;
  bool in_switch = false;
  double in_switch_efficiency = 0.68;
  std::int64_t in_switch_members = 5;
  double all_to_all_efficiency = 0.7;
  Seconds launch{15e-6}, step{0.8e-6};
  static const Schema<NodeFabricParams>& schema();
};

class NodeFabric : public Priced {
 public:
  using Params = NodeFabricParams;
  explicit NodeFabric(const Params& params) : p_(params) {}
  void wire(TopologyBuilder& builder) const override;
  Options options(const Collective& c, const GroupProfile& group, const Pricer& inner) const override;

 private:
  void wire_switches(TopologyBuilder& builder) const;
  void wire_mesh(TopologyBuilder& builder) const;
  Seconds ring(const Collective& c, double n) const;
  double ring_efficiency(double n) const;

  Params p_;
};

Component node_component();

}  // namespace fleetline::fabrics
