// The mathematics of collectives: time from bytes, ranks, bandwidth and a library's constants. Pure functions.
#pragma once

#include "fleetline/collective.hpp"
#include "library.hpp"

namespace fleetline::fabrics {

/// `fixed`: what it takes without a byte.
struct Time {
  Seconds fixed, moving;
  Seconds total() const { return fixed + moving; }
};

Time ring(CollectiveKind kind, double n, Bytes payload, Bandwidth link, const NodeLibrary& library);
Time in_switch(double n, Bytes payload, Bandwidth link, const NodeLibrary& library);
Time pairwise(double n, Bytes payload, Bandwidth link, const NodeLibrary& library);
Time chain(double n, Bytes payload, Bandwidth link, const NodeLibrary& library);
Time one_shot(double n, Bytes payload, Bandwidth link, const NodeLibrary& library);
Time two_shot(CollectiveKind kind, double n, Bytes payload, Bandwidth link, const NodeLibrary& library);

/// Members of a group between nodes: `nodes` of them, `ranks` in each, each with `adapter` bandwidth of its own, and with `exchange`
/// where each sends to all others alike.
struct Spread {
  double nodes = 2, ranks = 1;
  Bandwidth adapter, exchange;
  double all() const { return nodes * ranks; }
};
Time net_ring(CollectiveKind kind, const Spread& s, Bytes payload, const ClusterLibrary& library);
Time net_tree(CollectiveKind kind, const Spread& s, Bytes payload, const ClusterLibrary& library);
Time net_reduction(const Spread& s, Bytes payload, const ClusterLibrary& library);
Time net_pairwise(const Spread& s, Bytes payload, const ClusterLibrary& library);
Time net_send(const Spread& s, Bytes payload, const ClusterLibrary& library);

/// Traffic of each link as nccl-tests counts it, over the time: bus bandwidth = factor * payload / time.
double bus_factor(CollectiveKind kind, double n);

}  // namespace fleetline::fabrics
