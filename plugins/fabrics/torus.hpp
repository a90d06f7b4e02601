// Fabric kind `torus`: devices cabled to their neighbours along each side of a box, the ends of a side to each other.
// Contract: fleetline/fabric.hpp. Between nodes without a node fabric it holds devices together, whatever node they sit in.
#pragma once

#include <string>

#include "tier.hpp"
#include "torus_model.hpp"

namespace fleetline::fabrics {

struct TorusParams {
  Bandwidth bandwidth;   ///< of one link, one direction
  Seconds latency{1e-6};
  std::string shape, links = "ICI";
  double efficiency = 0.9;
  std::int64_t nodes_per_rack = 16;
  static const Schema<TorusParams>& schema();
};

class Torus final : public Fabric {
 public:
  using Params = TorusParams;
  explicit Torus(const Params& p);
  void wire(TopologyBuilder& builder) const override;
  Cost price(const Collective& c, const GroupProfile& group, const Pricer&) const override { return weigh(c, group).cheapest(); }
  std::vector<Offer> offers(const Collective& c, const GroupProfile& group, const Pricer&) const override;

 private:
  Weighed weigh(const Collective& c, const GroupProfile& group) const;
  Params p_;
  TorusShape shape_;
  Label rings_{"rings along all sides"}, exchange_{"exchange along shortest ways"}, trees_{"edge-disjoint trees"}, send_{"send"};
};

}  // namespace fleetline::fabrics
