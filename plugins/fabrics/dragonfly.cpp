#include "dragonfly.hpp"

#include <algorithm>
#include <cmath>

#include "cluster_wiring.hpp"
#include "dragonfly_model.hpp"
#include "fleetline/problem.hpp"
#include "fleetline/text.hpp"
#include "fleetline/units.hpp"

namespace fleetline::fabrics {
namespace {

Bandwidth link_of(const DragonflyParams& p) { return p.link_bandwidth.value_or(p.bandwidth); }

double radix_of(const DragonflyParams& p) { return p.model ? double(p.model->ports_of(link_of(p))) : 64; }

/// With so many groups, and adapters to a node.
DragonflyShape shape_of(const DragonflyParams& p, double groups, double per_node) {
  DragonflyShape shape{.endpoints = double(p.group_nodes) * per_node,
                       .endpoint = p.bandwidth / link_of(p),
                       .spines = double(p.spines),
                       .groups = groups,
                       .local_links = p.local_links};
  const double each = balanced_endpoints(radix_of(p), p.spines > 0) / shape.endpoint;
  shape.switches = p.group_switches > 0 ? double(p.group_switches) : std::ceil(shape.endpoints / each);
  shape.global_links = p.global_links ? *p.global_links : global_links_for(*p.taper, shape);
  return shape;
}

void check_ports(const DragonflyParams& p, const DragonflyShape& shape) {
  const double radix = radix_of(p);
  const auto check = [&](const char* what, double ports) {
    if (ports > radix + 1e-9)
      refuse(
          "group_switches",
          cat(what, " of ", ports, " ports in groups of ", shape.endpoints, " adapters and ", shape.switches,
              " switches"),
          cat("at most ", radix,
              p.model ? cat(", which '", p.model.name, "' has") : std::string(", without a switch that says otherwise"),
              ": more switches, or fewer nodes to a group"));
  };
  check("switches", shape.ports_of_switch());
  check("spines", shape.ports_of_spine());
}

}  // namespace

const Schema<DragonflyParams>& DragonflyParams::schema() {
  using P = DragonflyParams;
  static const auto s =
      Schema<P>("Groups of switches between nodes, each group cabled to each other one")
          .add("bandwidth", &P::bandwidth, "Gbit/s", "Of one adapter, one direction",
               {.range = positive, .required = true})
          .add("link_bandwidth", &P::link_bandwidth, "Gbit/s",
               "Of a cable between switches; not given: as the adapters", {.range = positive})
          .add("latency", &P::latency, "ns", "Of one link and the switch behind it, one way", {.range = non_negative})
          .add("global_latency", &P::global_latency, "ns",
               "Of a cable between groups and the switch behind it; not given: as any other", {.range = non_negative})
          .add("adapters", &P::adapters, "", "Adapters of a node; 0: one for each accelerator", {.range = at_least(0)})
          .add("switch", &P::model, "", "The switch it is built from, of registry/switches; not given: 64 ports")
          .add("group_nodes", &P::group_nodes, "", "Nodes of a group", {.range = at_least(1), .required = true})
          .add("group_switches", &P::group_switches, "",
               "Switches of a group that hold adapters; 0: as many as leave each as many ports for switches as Kim et "
               "al. 2008 do",
               {.range = at_least(0)})
          .add("spines", &P::spines, "",
               "Switches of a group that join those, and hold the cables between groups (dragonfly+); 0: they are "
               "joined each with each, and hold them",
               {.range = at_least(0)})
          .add("groups", &P::groups, "",
               "Groups of the machine, among which a taper is shared out; 0: those that the nodes fill",
               {.range = at_least(0)})
          .add("local_links", &P::local_links, "",
               "Cables between any two switches of a group; with spines, between a switch and a spine",
               {.range = positive})
          .add("global_links", &P::global_links, "", "Cables between any two groups", {.range = positive})
          .add("taper", &P::taper, "1", "Bandwidth out of a group over that of its adapters, instead of global_links",
               {.range = positive})
          .add("nodes_per_rack", &P::nodes_per_rack, "", "Nodes that share a rack's power and cooling",
               {.range = at_least(1)})
          .add("largest", &P::largest, "", "Accelerators it was built for: more is refused", {.range = at_least(2)})
          .add("library", &P::library, "", "What the communication library makes of it: a record of registry/stacks");
  return s;
}

Dragonfly::Dragonfly(const Params& p) : p_(p) {
  if (p_.global_links.has_value() == p_.taper.has_value())
    refuse("global_links", p_.taper ? "global_links and taper, which say the same" : "neither global_links nor taper",
           "one of the two: cables between any two groups, or what leaves a group over what its adapters send");
  if (radix_of(p_) < 4)
    refuse("switch",
           cat("cables of ", to_text(link_of(p_)), " on '", p_.model.name, "', whose ports carry ",
               to_text(p_.model->port_bandwidth)),
           "a faster switch, or slower cables");
}

// Cables between two groups end at switches that differ from pair to pair; here each pair's are spread over all
// switches of either group, through a vertex that stands for the switch which holds them. So the graph is alike
// everywhere, its cuts are those of the cables counted, and the way between groups has a local cable at either end, as
// the longest of the minimal ways.
void Dragonfly::wire(TopologyBuilder& builder) const {
  const auto units = builder.units();
  if (builder.endpoints().size() > static_cast<std::size_t>(p_.largest))
    refuse("largest", cat("a network for ", p_.largest, " accelerators cannot connect ", builder.endpoints().size()),
           cat("at most ", p_.largest, ", or a larger 'largest'"));
  const auto group_nodes = static_cast<std::size_t>(p_.group_nodes),
             groups = (units.size() + group_nodes - 1) / group_nodes;
  if (p_.groups > 0 && groups > static_cast<std::size_t>(p_.groups))
    refuse("groups", cat(units.size(), " nodes, which fill ", groups, " groups of ", group_nodes, ", not ", p_.groups),
           cat("at most ", p_.groups * p_.group_nodes, " nodes, or more groups"));

  const auto adapters = add_adapters(builder, p_.bandwidth, p_.adapters);
  const std::size_t per_node = adapters.front().size();
  const double lanes = lanes_of_adapter(units.front(), p_.adapters);
  const DragonflyShape shape =
      shape_of(p_, double(std::max(groups, static_cast<std::size_t>(p_.groups))), double(per_node) * lanes);
  check_ports(p_, shape);

  const auto count = static_cast<std::size_t>(shape.switches),
             below = static_cast<std::size_t>(std::ceil(double(group_nodes * per_node) / shape.switches));
  const Label network("network");
  const auto cable = [&](double how_many, Seconds latency) { return Link{link_of(p_), latency, how_many, network}; };
  const Seconds far = p_.global_latency.value_or(p_.latency);
  std::vector<Vertex> ends;  // of the cables between groups
  for (std::size_t g = 0; g < groups; ++g) {
    const auto switches = add_all(builder, VertexKind::switch_, p_.spines > 0 ? "leaf switch" : "group switch", count);
    const auto spines = add_all(builder, VertexKind::switch_, "spine switch", static_cast<std::size_t>(p_.spines));
    for (std::size_t n = g * group_nodes; n < std::min(units.size(), (g + 1) * group_nodes); ++n)
      for (std::size_t i = 0; i < per_node; ++i) {
        const std::size_t e =
            n % group_nodes * per_node +
            i;  // of a node, the adapters of a dragonfly go to different switches (LUMI), of a dragonfly+ to one leaf
        builder.connect(adapters[n][i], switches[p_.spines > 0 ? std::min(e / below, count - 1) : e % count],
                        {p_.bandwidth, p_.latency, lanes, network});
      }
    for (std::size_t a = 0; a < count; ++a) {
      for (const Vertex spine : spines) builder.connect(switches[a], spine, cable(p_.local_links, p_.latency));
      for (std::size_t b = a + 1; b < count && spines.empty(); ++b)
        builder.connect(switches[a], switches[b], cable(p_.local_links, p_.latency));
    }
    const auto& holders = spines.empty() ? switches : spines;
    for (const Vertex holder : holders) builder.border(holder);
    if (groups == 1) break;
    ends.push_back(builder.add(VertexKind::other, Label("global links")));
    const double each = shape.global_links * double(groups - 1) / double(holders.size());
    for (const Vertex holder : holders)
      builder.connect(holder, ends.back(), cable(each, spines.empty() ? p_.latency : Seconds(0)));
  }
  for (std::size_t a = 0; a < ends.size(); ++a)
    for (std::size_t b = a + 1; b < ends.size(); ++b) builder.connect(ends[a], ends[b], cable(shape.global_links, far));
  add_racks(builder, p_.nodes_per_rack);
}

std::vector<Offer> Dragonfly::offers(const Collective& c, const GroupProfile& group, const Pricer& inner) const {
  std::vector<Offer> offers;
  weigh(c, group, inner).append_to(offers);
  return offers;
}

// The narrowest cut of G groups of E adapters is that through their middle: G / 2 E adapters send over (G / 2)^2 L
// cables, G L / (2 E) of them to each, when all send to the other half. That is what Valiant's routing makes of any
// pattern (Kim et al. 2008): L direct cables and the others by a third group, L + 2 (E r - L) = L (G - 1).
// Where each sends to all others alike, half goes to the other half: twice as much.
Weighed Dragonfly::weigh(const Collective& c, const GroupProfile& group, const Pricer& inner) const {
  const Spread s{double(group.units), double(group.ranks), min(group.per_device, group.bottleneck),
                 min(group.per_device, group.bottleneck * 2)};
  return weigh_between_nodes(c, s, library_of(p_.library), inner, algorithms_);
}

}  // namespace fleetline::fabrics
