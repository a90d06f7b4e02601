// Fabric kinds `nvlink`, `mesh` and `pcie`: what connects the devices of one node. Contract: fleetline/fabric.hpp.
#pragma once

#include <string>
#include <vector>

#include "library.hpp"
#include "rings.hpp"
#include "tier.hpp"

namespace fleetline::fabrics {

struct NvlinkParams {
  Bandwidth bandwidth;      ///< of a device, one direction
  Seconds latency{500e-9};
  std::int64_t switches = 4, ports = 8;
  std::int64_t in_switch_from = 5;
  bool switches_reduce = true;
  Ref<NodeLibrary> library;
  static const Schema<NvlinkParams>& schema();
};

struct MeshParams {
  Bandwidth bandwidth;      ///< of one cable, one direction
  Seconds latency{700e-9};
  std::string links = "NVLink";
  std::int64_t devices = 8, lanes = 0;
  std::vector<MeshLink> cables;
  Ref<NodeLibrary> library;
  static const Schema<MeshParams>& schema();
};

struct PcieParams {
  Bandwidth bandwidth;
  Seconds latency{1e-6};
  std::int64_t devices_per_switch = 2, roots = 2, ports = 16;
  Bandwidth root_bandwidth;
  Ref<NodeLibrary> library;
  static const Schema<PcieParams>& schema();
};

/// Prices what devices of one node do among each other, at a rate that the derived fabric knows.
class NodeFabric : public Fabric {
 public:
  Cost price(const Collective& c, const GroupProfile& group, const Pricer&) const final { return weigh(c, group).cheapest(); }
  std::vector<Offer> offers(const Collective& c, const GroupProfile& group, const Pricer&) const final;

 protected:
  /// `in_switch_from`: members from which on switches reduce; 0: never.
  NodeFabric(Ref<NodeLibrary> library, std::int64_t in_switch_from) : library_(std::move(library)), in_switch_from_(in_switch_from) {}
  /// Of rings through n devices, and of each device alone.
  virtual Bandwidth ring_link(const GroupProfile& group) const = 0;
  /// From one device to another.
  virtual Bandwidth send_link(const GroupProfile& group) const { return group.per_device; }

 private:
  Weighed weigh(const Collective& c, const GroupProfile& group) const;
  Ref<NodeLibrary> library_;
  std::int64_t in_switch_from_;
  Algorithms algorithms_;
};

class Nvlink final : public NodeFabric {
 public:
  using Params = NvlinkParams;
  explicit Nvlink(const Params& p) : NodeFabric(p.library, p.switches_reduce ? p.in_switch_from : 0), p_(p) {}
  void wire(TopologyBuilder& builder) const override;

 private:
  Bandwidth ring_link(const GroupProfile& group) const override { return group.per_device; }
  Params p_;
};

/// Cables from device to device, without a switch.
class Mesh final : public NodeFabric {
 public:
  using Params = MeshParams;
  explicit Mesh(const Params& p);
  void wire(TopologyBuilder& builder) const override;

 private:
  Bandwidth ring_link(const GroupProfile& group) const override;
  Bandwidth send_link(const GroupProfile&) const override { return p_.bandwidth * lanes_[2]; }  // libraries take the direct way
  Params p_;
  std::vector<double> lanes_;  ///< of rings through the first n devices
};

class Pcie final : public NodeFabric {
 public:
  using Params = PcieParams;
  explicit Pcie(const Params& p) : NodeFabric(p.library, 0), p_(p) {}
  void wire(TopologyBuilder& builder) const override;

 private:
  Bandwidth ring_link(const GroupProfile& group) const override { return min(group.per_device, p_.bandwidth); }
  Params p_;
};

}  // namespace fleetline::fabrics
