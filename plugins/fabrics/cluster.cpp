#include "cluster.hpp"

#include "fleetline/sdk.hpp"

namespace fleetline::fabrics {
namespace {

Seconds inside(const Pricer& inner, CollectiveKind kind, Bytes payload) {
  Collective c;
  c.kind = kind;
  c.payload = payload;
  return inner.price(c).time;
}

}  // namespace

/// `wire` bytes of a node's members leave over `senders` of their shares of the network at once.
Seconds ClusterFabric::wire_time(Bytes wire, const GroupProfile& group, double senders, double share) const {
  return wire / (min(group.per_device, group.bottleneck) * (senders * p_.efficiency * share));
}

/// All-reduce, reduce-scatter, all-gather. A ring or tree through all members uses every card of a node; the hierarchical one works
/// inside the nodes first, then every member carries its share between them.
Options ClusterFabric::reductions(const Collective& c, const GroupProfile& group, const Pricer& inner) const {
  const auto k = static_cast<double>(group.units), r = static_cast<double>(group.ranks), n = k * r;
  const bool reduce = c.kind == CollectiveKind::all_reduce;
  const double share = reduce ? 1 : p_.gather_share;
  const Seconds start = group.ranks > 1 ? inside(inner, c.kind, Bytes(1)) : Seconds(0);
  const Seconds latency = p_.step + group.latency;
  Options options;
  options.add(Algorithm::ring, start + p_.launch + pipelined(wire_time(c.payload * ring_volume(c.kind, n), group, r, share),
                                                             latency * (ring_steps(c.kind, k) / 2)));
  if (reduce)
    options.add(Algorithm::tree, start + p_.launch + pipelined(wire_time(c.payload * tree_volume(), group, r, p_.tree_share), latency * tree_steps(k)));
  if (group.ranks > 1) {
    Seconds within = inside(inner, CollectiveKind::all_gather, c.payload);
    if (reduce) within += inside(inner, CollectiveKind::reduce_scatter, c.payload);
    options.add(Algorithm::hierarchical, within + p_.launch + pipelined(wire_time(c.payload / r * ring_volume(c.kind, k), group, 1, share),
                                                                        latency * (ring_steps(c.kind, k) / 2)));
  }
  return options;
}

Options ClusterFabric::options(const Collective& c, const GroupProfile& group, const Pricer& inner) const {
  const auto k = static_cast<double>(group.units), r = static_cast<double>(group.ranks), n = k * r;
  const Seconds latency = p_.step + group.latency;
  Options options;
  switch (c.kind) {
    case CollectiveKind::all_reduce:
    case CollectiveKind::all_gather:
    case CollectiveKind::reduce_scatter: return reductions(c, group, inner);
    case CollectiveKind::all_to_all: {
      // Of each member's payload, what is meant for other nodes crosses its card.
      const Seconds within = group.ranks > 1 ? inside(inner, c.kind, c.payload * (r / n)) : Seconds(0);
      options.add(Algorithm::direct, max(within, p_.launch + latency + wire_time(c.payload * ((n - r) / n), group, 1, p_.all_to_all_share)));
      return options;
    }
    case CollectiveKind::broadcast: {
      const Seconds within = group.ranks > 1 ? inside(inner, c.kind, c.payload) : Seconds(0);
      options.add(Algorithm::tree, within + p_.launch + pipelined(wire_time(c.payload, group, r, p_.tree_share), latency * (tree_steps(k) / 2)));
      return options;
    }
    case CollectiveKind::point_to_point: options.add(Algorithm::direct, p_.launch + latency + wire_time(c.payload, group, 1, 1)); return options;
  }
  return options;
}

const Schema<ClusterParams>& ClusterParams::schema() {
  using P = ClusterParams;
  static const auto schema =
      Schema<P>("Network cards, leaf and spine switches between nodes")
          .add("bandwidth", &P::bandwidth, "Gbit/s", "Of one network card, one direction", {.range = positive, .required = true})
          .add("nics_per_node", &P::nics_per_node, "", "Network cards in a node; 0: one per accelerator", {.range = {.low = 0, .high = 64}})
          .add("leaf_ports", &P::leaf_ports, "", "Ports of a switch; half of a leaf's face the cards", {.range = {.low = 2, .high = 4096}})
          .add("oversubscription", &P::oversubscription, "", "Bandwidth of a leaf downward over upward", {.range = at_least(1)})
          .add("link_latency", &P::link_latency, "us", "Of one link with its switch, one way", {.range = non_negative})
          .add("efficiency", &P::efficiency, "", "Share of a card's bandwidth that large messages reach", {.range = fraction, .calibrate = true, .source = "nccl-tests issue 290: 46 to 48 of 50 GB/s"})
          .add("tree_share", &P::tree_share, "", "Share of that which trees reach", {.range = fraction, .source = "NCCL src/graph/tuning.cc: 0.92"})
          .add("gather_share", &P::gather_share, "", "Share of that which all-gather and reduce-scatter reach", {.range = fraction, .source = "nccl issue 1218: 200 GB/s at 256 H100 where all-reduce has 340"})
          .add("all_to_all_share", &P::all_to_all_share, "", "Share of that which all-to-all reaches", {.range = fraction})
          .add("launch", &P::launch, "us", "Of one collective over the network, whatever its size", {.range = non_negative})
          .add("step", &P::step, "us", "Of one step from node to node, beyond the links' latency", {.range = non_negative});
  return schema;
}

std::vector<Component> cluster_components() {
  const std::string how = " Ring, tree, hierarchical and direct collectives over all cards of a node, the cheapest by size. See README.md.";
  const std::vector<std::string> assumptions = {"every device between the group's first and last node sends at the same time"};
  const std::vector<std::string> references = {"Sanders, Speck, Traeff 2009, Parallel Computing 35(12)", "NCCL, src/graph/tuning.cc", "nccl-tests, doc/PERFORMANCE.md"};
  std::vector<Component> all;
  all.push_back(sdk::fabric<FatTree>({.name = "fat_tree", .summary = "Nodes on leaf and spine switches, all cards of a node on one leaf",
                                      .description = "A fat tree with oversubscription." + how, .assumptions = assumptions, .references = references}));
  all.push_back(sdk::fabric<RailOptimised>({.name = "rail_optimised", .summary = "Nodes on leaf and spine switches, the i-th card of every node on rail i",
                                            .description = "A rail-optimised network with oversubscription." + how, .assumptions = assumptions, .references = references}));
  return all;
}

}  // namespace fleetline::fabrics
