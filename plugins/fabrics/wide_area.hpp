// Fabric kind `wide_area`: lines between sites. Contract: fleetline/fabric.hpp.
#pragma once

#include "tier.hpp"

namespace fleetline::fabrics {

/// A line between two sites; what it leaves open is as the fabric says.
struct SiteLine {
  std::string a, b;
  Bandwidth bandwidth;
  Seconds latency;
  static const Schema<SiteLine>& schema();
};

struct WideAreaParams {
  Bandwidth bandwidth;
  Seconds latency;
  double efficiency = 0.935;
  Seconds base{40e-6};
  std::vector<SiteLine> lines;
  static const Schema<WideAreaParams>& schema();
};

/// Every site has a gateway; lines join gateways.
class WideArea final : public Fabric {
 public:
  using Params = WideAreaParams;
  explicit WideArea(const Params& p);
  void wire(TopologyBuilder& builder) const override;
  Cost price(const Collective& c, const GroupProfile& group, const Pricer& inner) const override { return weigh(c, group, inner).cheapest(); }
  std::vector<Offer> offers(const Collective& c, const GroupProfile& group, const Pricer& inner) const override;

 private:
  Weighed weigh(const Collective& c, const GroupProfile& group, const Pricer& inner) const;
  Params p_;
  Label hierarchical_{"inside sites, then between them"}, send_{"send"};
};

}  // namespace fleetline::fabrics
