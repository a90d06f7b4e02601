// What a communication library makes of links: the constants of its algorithms, per generation of device and fabric.
#pragma once

#include "fleetline/record.hpp"
#include "fleetline/schema.hpp"

namespace fleetline::fabrics {

/// Collectives between the devices of one node. One record per generation of links (registry/stacks); every figure has its source there.
struct NodeLibrary {
  static constexpr std::string_view record_kind = "node_library";
  Seconds base{5e-6}, hop{0.8e-6};      ///< of a ring: start and end, and one step
  double efficiency = 0.8;              ///< of the link's bandwidth that long rings reach
  double pair_loss = 0.15;              ///< share of it that a ring of two loses; a ring of n loses 2/n of that
  Seconds chunk{5e-6}, fill{150e-6};    ///< pipelining: overhead of one chunk, and the most a pipeline costs to fill
  double in_switch = 0;                 ///< efficiency of reduction in the switch; 0: there is none
  Seconds in_switch_base{18e-6}, in_switch_fill{250e-6};
  double pairwise = 0.8;                ///< efficiency when each sends to each
  double direct = 0.65;                 ///< ... of the kernels of serving engines
  Seconds direct_base{4.3e-6}, direct_peer{0.12e-6};
  static const Schema<NodeLibrary>& schema();
};

/// Collectives between nodes.
struct ClusterLibrary {
  static constexpr std::string_view record_kind = "cluster_library";
  Seconds base{25e-6}, hop{2.7e-6};
  double efficiency = 0.92, tree = 0.92, gather = 0.57, pairwise = 0.8;
  Seconds chunk{40e-6}, fill{1e-3};
  double in_network = 0;
  static const Schema<ClusterLibrary>& schema();
};

/// What was named, or else the defaults of the schema. Read when a price is asked for, not before: a fit moves the record's values.
template <class Library>
const Library& library_of(const Ref<Library>& named) {
  static const Library otherwise;
  return named ? *named : otherwise;
}

}  // namespace fleetline::fabrics
