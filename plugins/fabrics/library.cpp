#include "library.hpp"

namespace fleetline::fabrics {

const Schema<NodeLibrary>& NodeLibrary::schema() {
  using L = NodeLibrary;
  static const auto s =
      Schema<L>("What a communication library makes of the links of a node")
          .add("base", &L::base, "us", "A collective over rings, without its steps: start, flags, end", {.range = non_negative})
          .add("hop", &L::hop, "us", "One step of a ring", {.range = non_negative})
          .add("efficiency", &L::efficiency, "1", "Share of a device's bandwidth that a long ring reaches", {.range = fraction})
          .add("pair_loss", &L::pair_loss, "1", "Share of that which a ring of two loses; one of n loses 2/n of it", {.range = share})
          .add("chunk", &L::chunk, "us", "Overhead of one chunk of a pipelined message", {.range = non_negative})
          .add("fill", &L::fill, "us", "The most that filling the pipeline costs: chunks grow no further then", {.range = positive})
          .add("in_switch", &L::in_switch, "1", "Share of a device's bandwidth when the switch reduces; 0: it cannot", {.range = share})
          .add("in_switch_base", &L::in_switch_base, "us", "An all-reduce in the switch, without its bytes", {.range = non_negative})
          .add("in_switch_fill", &L::in_switch_fill, "us", "The most that filling its pipeline costs", {.range = positive})
          .add("pairwise", &L::pairwise, "1", "Share of a device's bandwidth when each sends to each", {.range = fraction})
          .add("direct", &L::direct, "1", "Share of a device's bandwidth that kernels of serving engines reach", {.range = fraction})
          .add("direct_base", &L::direct_base, "us", "Such a kernel, without its bytes", {.range = non_negative})
          .add("direct_peer", &L::direct_peer, "us", "The same, for each device that takes part", {.range = non_negative});
  return s;
}

const Schema<ClusterLibrary>& ClusterLibrary::schema() {
  using L = ClusterLibrary;
  static const auto s =
      Schema<L>("What a communication library makes of the network")
          .add("base", &L::base, "us", "What leaving the node adds to any collective", {.range = non_negative})
          .add("hop", &L::hop, "us", "One step between nodes", {.range = non_negative})
          .add("efficiency", &L::efficiency, "1", "Share of an adapter's bandwidth that rings reach", {.range = fraction})
          .add("tree", &L::tree, "1", "Share of that which trees reach", {.range = fraction})
          .add("gather", &L::gather, "1", "Share of that which all-gather and reduce-scatter reach between nodes", {.range = fraction, .source = "NCCL issue 1218: 200 GB/s at 32 x 8 H100 where an all-reduce has 340"})
          .add("pairwise", &L::pairwise, "1", "Share of an adapter's bandwidth when each sends to each", {.range = fraction})
          .add("chunk", &L::chunk, "us", "Overhead of one chunk of a pipelined message", {.range = non_negative})
          .add("fill", &L::fill, "us", "The most that filling the pipeline costs", {.range = positive})
          .add("in_network", &L::in_network, "1", "Share of an adapter's bandwidth when switches reduce; 0: they cannot", {.range = share});
  return s;
}

}  // namespace fleetline::fabrics
