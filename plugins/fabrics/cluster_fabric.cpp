#include "cluster_fabric.hpp"

#include "fleetline/text.hpp"
#include "fleetline/units.hpp"

namespace fleetline::fabrics {
namespace {

/// What stays inside nodes runs beside what goes between them; only its fixed part waits: both pipelines have to start.
Time beside(const Time& outside, const Cost& inside) {
  return {outside.fixed + inside.floor, max(outside.moving, inside.time - inside.floor)};
}

}  // namespace

const Schema<ClosParams>& ClosParams::schema() {
  using P = ClosParams;
  static const auto s =
      Schema<P>("Leaf and spine switches between nodes")
          .add("bandwidth", &P::bandwidth, "Gbit/s", "Of one adapter, one direction", {.range = positive, .required = true})
          .add("latency", &P::latency, "ns", "Of one link and the switch behind it, one way", {.range = non_negative})
          .add("adapters", &P::adapters, "", "Adapters of a node; 0: one for each accelerator", {.range = at_least(0)})
          .add("radix", &P::radix, "", "Ports of a switch at the adapters' rate; 0: as the switch says, 64 without one", {.range = {.low = 0, .high = 4096}})
          .add("switch", &P::model, "", "The switch it is built from, of registry/switches")
          .add("oversubscription", &P::oversubscription, "1", "Bandwidth below a leaf, or a pod, over that above it; 1: none", {.range = at_least(1)})
          .add("pod_nodes", &P::pod_nodes, "", "Nodes of a pod, which switches join at full bandwidth; 0: as many as hang on one leaf", {.range = at_least(0)})
          .add("nodes_per_rack", &P::nodes_per_rack, "", "Nodes that share a rack's power and cooling", {.range = at_least(1)})
          .add("largest", &P::largest, "", "Accelerators it was built for: more is refused", {.range = at_least(2)})
          .add("library", &P::library, "", "What the communication library makes of it: a record of registry/stacks");
  return s;
}

Clos::Clos(const Params& p, Wiring wiring) : p_(p), wiring_(wiring) {
  const std::int64_t ports = p_.model ? p_.model->ports_of(p_.bandwidth) : 64;
  if (ports == 0)
    refuse("switch", cat("adapters of ", to_text(p_.bandwidth), " on '", p_.model.name, "', whose ports carry ", to_text(p_.model->port_bandwidth)), "a faster switch, or slower adapters");
  if (p_.radix == 0) p_.radix = ports;
  if (p_.radix < 4) refuse("radix", cat("switches of ", p_.radix, " ports"), "at least 4");
  if (p_.model && p_.radix > ports) refuse("radix", cat(p_.radix, " ports of '", p_.model.name, "', which has ", ports, " for adapters of ", to_text(p_.bandwidth)), cat("at most ", ports, ", or none: the switch says it"));
}

std::vector<Offer> Clos::offers(const Collective& c, const GroupProfile& group, const Pricer& inner) const {
  std::vector<Offer> offers;
  weigh(c, group, inner).append_to(offers);
  return offers;
}

Weighed Clos::weigh(const Collective& c, const GroupProfile& group, const Pricer& inner) const {
  const Bandwidth adapter = min(group.per_device, group.bottleneck);
  return weigh_between_nodes(c, {double(group.units), double(group.ranks), adapter, adapter}, library_of(p_.library), inner, algorithms_);
}

Weighed weigh_between_nodes(const Collective& c, const Spread& s, const ClusterLibrary& l, const Pricer& inner, const Algorithms& names) {
  Weighed w;
  const Cost inside = s.ranks > 1 && c.kind != CollectiveKind::point_to_point ? inner.price(c) : Cost{};
  const auto add = [&](Label algorithm, const Time& outside) { w.add(algorithm, beside(outside, inside)); };
  switch (c.kind) {
    case CollectiveKind::all_reduce:
      add(names.tree, net_tree(c.kind, s, c.payload, l));
      if (l.in_network > 0) add(names.in_network, net_reduction(s, c.payload, l));
      [[fallthrough]];
    case CollectiveKind::all_gather:
    case CollectiveKind::reduce_scatter: add(names.ring, net_ring(c.kind, s, c.payload, l)); break;
    case CollectiveKind::broadcast: add(names.tree, net_tree(c.kind, s, c.payload, l)); break;
    case CollectiveKind::all_to_all: add(names.pairwise, net_pairwise(s, c.payload, l)); break;
    case CollectiveKind::point_to_point: add(names.send, net_send(s, c.payload, l)); break;
  }
  return w;
}

}  // namespace fleetline::fabrics
