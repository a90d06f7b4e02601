#include "node.hpp"

#include "fleetline/sdk.hpp"
#include "fleetline/text.hpp"

namespace fleetline::fabrics {

void NodeFabric::wire(TopologyBuilder& builder) const {
  if (builder.endpoints().size() < 2) return;
  if (p_.switches > 0) wire_switches(builder);
  else wire_mesh(builder);
}

/// Every accelerator has a share of its links on every switch.
void NodeFabric::wire_switches(TopologyBuilder& builder) const {
  const Label name("switch"), kind("node link");
  const Link link{.bandwidth = p_.bandwidth / static_cast<double>(p_.switches), .latency = p_.link_latency, .lanes = 1, .kind = kind};
  for (std::int64_t s = 0; s < p_.switches; ++s) {
    const Vertex hub = builder.add(VertexKind::switch_, name);
    for (const EndpointUnit& unit : builder.units()) builder.fails_with(unit.host, {&hub, 1});
    for (const Vertex v : builder.endpoints()) builder.connect(v, hub, link);
  }
}

void NodeFabric::wire_mesh(TopologyBuilder& builder) const {
  const auto all = builder.endpoints();
  const Link link{.bandwidth = p_.bandwidth / static_cast<double>(all.size() - 1), .latency = p_.link_latency, .lanes = 1, .kind = Label("node link")};
  for (std::size_t i = 0; i < all.size(); ++i)
    for (std::size_t j = i + 1; j < all.size(); ++j) builder.connect(all[i], all[j], link);
}

/// Cabled nodes have few rings through a part of their members; the shares say how many (of 2, 3, ... members).
double NodeFabric::ring_efficiency(double n) const {
  const auto index = static_cast<std::size_t>(n) - 2;
  if (index < p_.ring_bandwidth_shares.size()) return p_.ring_bandwidth_shares[index];
  return p_.ring_efficiency * ring_share(n, p_.pair_loss);
}

Seconds NodeFabric::ring(const Collective& c, double n) const {
  const double efficiency = c.kind == CollectiveKind::all_to_all ? p_.all_to_all_efficiency : ring_efficiency(n);
  const Seconds wire = c.payload * ring_volume(c.kind, n) / (p_.bandwidth * efficiency);
  const double steps = c.kind == CollectiveKind::all_to_all ? 1 : ring_steps(c.kind, n) / 2;
  return p_.launch + pipelined(wire, p_.step * steps);
}

Options NodeFabric::options(const Collective& c, const GroupProfile& group, const Pricer&) const {
  const auto n = static_cast<double>(group.units);
  Options options;
  options.add(c.kind == CollectiveKind::point_to_point || c.kind == CollectiveKind::all_to_all ? Algorithm::direct : Algorithm::ring, ring(c, n));
  if (p_.in_switch && c.kind == CollectiveKind::all_reduce && n >= static_cast<double>(p_.in_switch_members)) {
    const Seconds wire = c.payload * switch_volume(n) / (p_.bandwidth * p_.in_switch_efficiency);
    options.add(Algorithm::in_switch, p_.launch + pipelined(wire, p_.step * (n - 1)));
  }
  return options;
}

const Schema<NodeFabricParams>& NodeFabricParams::schema() {
  using P = NodeFabricParams;
  static const auto schema =
      Schema<P>("The links among the accelerators of one node")
          .add("bandwidth", &P::bandwidth, "GB/s", "Of all links of one accelerator together, one direction", {.range = positive, .required = true})
          .add("switches", &P::switches, "", "Switches that each accelerator is linked to; 0: accelerators are cabled to one another", {.range = {.low = 0, .high = 64}})
          .add("link_latency", &P::link_latency, "us", "Of one link, one way", {.range = non_negative})
          .add("ring_efficiency", &P::ring_efficiency, "", "Share of `bandwidth` that large ring collectives reach", {.range = fraction, .calibrate = true, .source = "nccl-tests on H100: 366 of 450 GB/s"})
          .add("pair_loss", &P::pair_loss, "", "Of n members' ring bandwidth, the share pair_loss / (n - 1) is lost", {.range = {.low = 0, .high = 1, .open_high = true}})
          .add("ring_bandwidth_shares", &P::ring_bandwidth_shares, "", "Cabled nodes: share of `bandwidth` reached by rings of the first 2, 3, ... accelerators", {})
          .add("in_switch", &P::in_switch, "", "The switches can reduce (NVLink SHARP)", {})
          .add("in_switch_efficiency", &P::in_switch_efficiency, "", "Share of `bandwidth` that such a reduction reaches", {.range = fraction})
          .add("in_switch_members", &P::in_switch_members, "", "Smallest group that uses it", {.range = at_least(2)})
          .add("all_to_all_efficiency", &P::all_to_all_efficiency, "", "Share of `bandwidth` that all-to-all reaches", {.range = fraction})
          .add("launch", &P::launch, "us", "Of one collective, whatever its size", {.range = non_negative})
          .add("step", &P::step, "us", "What one more member adds to the pipeline of chunks", {.range = non_negative});
  return schema;
}

Component node_component() {
  return sdk::fabric<NodeFabric>(
      {.name = "node",
       .summary = "Accelerators of one node on switches (NVSwitch, PCIe) or cabled to one another",
       .description = "Ring, in-switch and direct collectives, the cheapest by size: launch + (sqrt(W/B) + sqrt(steps * step))^2. See README.md.",
       .assumptions = {"all members of a group take part at once, and nothing else uses their links"},
       .references = {"Patarasuk, Yuan 2009, J. Parallel Distrib. Comput. 69(2)", "Sanders, Speck, Traeff 2009, Parallel Computing 35(12)", "nccl-tests, doc/PERFORMANCE.md"}});
}

}  // namespace fleetline::fabrics
