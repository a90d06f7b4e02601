// Fabric kinds `fat_tree` and `rail_optimised`: nodes on network cards, leaf and spine switches.
#pragma once

#include <span>
#include <vector>

#include "algorithms.hpp"
#include "fleetline/manifest.hpp"

namespace fleetline::fabrics {

struct ClusterParams {
  Bandwidth bandwidth{50e9};
  std::int64_t nics_per_node = 0, leaf_ports = 64;
  double oversubscription = 1;
  Seconds link_latency{0.5e-6};
  double efficiency = 0.93, tree_share = 0.92, gather_share = 0.6, all_to_all_share = 0.9;
  Seconds launch{20e-6}, step{5e-6};
  static const Schema<ClusterParams>& schema();
};

/// What both kinds share: how collectives are priced. They differ in how they are wired.
class ClusterFabric : public Priced {
 public:
  using Params = ClusterParams;
  explicit ClusterFabric(const Params& params) : p_(params) {}
  Options options(const Collective& c, const GroupProfile& group, const Pricer& inner) const override;

 protected:
  /// The cards of one node, each linked to its accelerators; they fail with the node.
  std::vector<Vertex> add_nics(TopologyBuilder& builder, const EndpointUnit& unit) const;
  std::vector<Vertex> add_leaves(TopologyBuilder& builder, std::size_t count) const;
  /// Every leaf to every spine, as much upward as downward over the oversubscription.
  void add_spines(TopologyBuilder& builder, std::span<const Vertex> leaves, double nics_per_leaf) const;
  Link cable(Bandwidth bandwidth) const;
  std::size_t nics_of(const EndpointUnit& unit) const;

  Params p_;

 private:
  Options reductions(const Collective& c, const GroupProfile& group, const Pricer& inner) const;
  Seconds wire_time(Bytes wire, const GroupProfile& group, double senders, double share) const;
};

/// All cards of a node on one leaf.
class FatTree final : public ClusterFabric {
 public:
  using ClusterFabric::ClusterFabric;
  using Params = ClusterParams;
  void wire(TopologyBuilder& builder) const override;
};

/// The i-th card of every node on a leaf of rail i.
class RailOptimised final : public ClusterFabric {
 public:
  using ClusterFabric::ClusterFabric;
  using Params = ClusterParams;
  void wire(TopologyBuilder& builder) const override;
};

std::vector<Component> cluster_components();

}  // namespace fleetline::fabrics
