#include "network.hpp"

#include <cmath>

#include "fleetline/sdk/records/node.hpp"
#include "fleetline/text.hpp"

namespace fleetline::fabrics {
namespace {

/// Cables of links that a cluster fabric calls "network": how many meet at each switch, how many come from adapters, and their rate.
struct Census {
  std::vector<double> at_switch;  ///< by vertex; 0: no switch between nodes
  double from_adapters = 0;
  Bandwidth rate;
};

Census census(const TopologyView& graph) {
  Census out{std::vector<double>(graph.vertex_count()), 0, {}};
  static const Label network("network");
  for (const WiredLink& l : graph.links()) {
    if (l.link.kind != network) continue;
    out.rate = max(out.rate, l.link.bandwidth);
    for (const Vertex end : {l.a, l.b}) (graph.kind(end) == VertexKind::switch_ ? out.at_switch[end.id] : out.from_adapters) += l.link.lanes;
  }
  return out;
}

/// A sum over nodes, of which one unknown leaves nothing.
template <class Unit>
void add(std::optional<Unit>& sum, const std::optional<Unit>& each, double count) {
  if (sum && each) *sum += *each * count;
  else sum.reset();
}

}  // namespace

// Leiserson 1985, folded: of two layers of switches, the lower has half of its r ports to the outside, which makes 3 switches for every r
// of up to r^2 / 2 cables; a third layer makes them 5, for up to r^3 / 4, and so on. All their ports are lit.
SwitchSet switches_for(double cables, double radix) {
  if (cables <= radix) return {cables > 0 ? 1.0 : 0.0, cables};
  double layers = 2, most = radix * radix / 2;
  while (cables > most) ++layers, most *= radix / 2;
  const double ports = (2 * layers - 1) * cables;
  return {std::ceil(ports / radix - 1e-9), ports};
}

const Schema<NetworkParams>& NetworkParams::schema() {
  using P = NetworkParams;
  static const auto s =
      Schema<P>("What the network between nodes is built from")
          .add("switch", &P::model, "", "The switch, of registry/switches", {.required = true, .shapes = true})
          .add("transceiver_power", &P::transceiver_power, "W", "Of one port of a switch, beside its typical draw; not given: its largest draw, which has them in", {.range = non_negative})
          .add("cable_price", &P::cable_price, "$", "Of a cable with both its ends; not given: not counted", {.range = non_negative});
  return s;
}

const Schema<NetworkOutputs>& NetworkOutputs::schema() {
  using O = NetworkOutputs;
  static const auto s =
      Schema<O>("Switches and cables between nodes")
          .add("switches", &O::switches, "1", "How many it takes",
               {.direction = Direction::lower, .headline = true, .equation = "sum over switches of the graph of 1, or (2 layers - 1) cables / radix beyond radix cables", .uses = "switch"})
          .add("ports", &O::ports, "1", "Of switches, with a cable in", {.direction = Direction::lower, .equation = "sum over switches of the graph of its cables, times 2 layers - 1 beyond radix", .uses = "switch"})
          .add("cables", &O::cables, "1", "Between adapters and switches, and among switches", {.direction = Direction::lower, .equation = "cables = (ports + those of adapters) / 2", .uses = "ports"})
          .add("power", &O::power, "kW", "Of switches and the transceivers in them; those of adapters are their nodes'",
               {.direction = Direction::lower, .headline = true, .equation = "power = switches * typical draw + ports * transceiver_power, else switches * largest draw", .uses = "switches, ports, transceiver_power"})
          .add("power_per_accelerator", &O::power_per_accelerator, "W", "Its share for each", {.direction = Direction::lower, .equation = "power / accelerators", .uses = "power"})
          .add("share_of_power", &O::share_of_power, "%", "Of what nodes, at their rating, and network draw together", {.direction = Direction::lower, .equation = "power / (power + nodes * rated_power)", .uses = "power"})
          .add("price", &O::price, "$", "Of switches and cables", {.direction = Direction::lower, .headline = true, .equation = "price = switches * price of one + cables * cable_price", .uses = "switches, cables, cable_price"})
          .add("price_per_accelerator", &O::price_per_accelerator, "$", "Its share for each", {.direction = Direction::lower, .equation = "price / accelerators", .uses = "price"})
          .add("share_of_price", &O::share_of_price, "%", "Of what nodes and network cost together: economics' network_share", {.direction = Direction::lower, .equation = "price / (price + nodes * node price)", .uses = "price"});
  return s;
}

std::unique_ptr<NetworkState> NetworkSolver::setup(const Subjects& subjects, const Params& params) const {
  auto state = std::make_unique<State>();
  const Fleet& fleet = *subjects.fleet;
  state->accelerators = fleet.device_count();
  state->nodes_power = Watts(0);
  state->nodes_price = Dollars(0);
  for (const Partition& p : fleet.partitions()) {
    const Node* node = p.node.as<Node>();
    add(state->nodes_power, node ? node->rated_power : std::nullopt, p.nodes());
    add(state->nodes_price, node ? node->price : std::nullopt, p.nodes());
  }
  const TopologyView* graph = fleet.topology();
  const Census found = graph != nullptr ? census(*graph) : Census{};
  if (found.from_adapters == 0) {
    state->trouble = Label("no switched network between the nodes: a fat_tree or rail_optimised fabric is what would have one");
    return state;
  }
  const auto radix = static_cast<double>(params.model->ports_of(found.rate));
  if (radix < 4) {
    Problems problems;
    problems.add({}, "switch", cat("'", params.model.name, "' has no ports for ", to_text(found.rate), " adapters: a port carries ", to_text(params.model->port_bandwidth)), "a faster switch");
    problems.raise();
  }
  for (const double cables : found.at_switch) {
    const SwitchSet set = switches_for(cables, radix);
    state->switches += set.switches;
    state->ports += set.ports;
  }
  state->cables = (state->ports + found.from_adapters) / 2;
  return state;
}

Status NetworkSolver::evaluate(const State& state, const Params& params, Outputs& out, Detail* detail) const {
  if (state.trouble) return Status::infeasible(state.trouble);
  const Switch& model = *params.model;
  out.switches = state.switches;
  out.ports = state.ports;
  out.cables = state.cables;
  if (params.transceiver_power && model.power_typical) out.power = state.switches * *model.power_typical + state.ports * *params.transceiver_power;
  else if (!params.transceiver_power && model.power_maximum) out.power = state.switches * *model.power_maximum;
  if (out.power) {
    out.power_per_accelerator = *out.power / state.accelerators;
    if (state.nodes_power) out.share_of_power = *out.power / (*out.power + *state.nodes_power);
  }
  if (model.price) {
    out.price = state.switches * *model.price + state.cables * params.cable_price.value_or(Dollars(0));
    out.price_per_accelerator = *out.price / state.accelerators;
    if (state.nodes_price) out.share_of_price = *out.price / (*out.price + *state.nodes_price);
  }
  if (detail != nullptr && !out.power) detail->notes.push_back(cat("the entry of '", params.model.name, "' lacks ", params.transceiver_power ? "power_typical" : "power_maximum", ": what the network draws is not known"));
  if (detail != nullptr && out.price && !params.cable_price) detail->notes.emplace_back("cables and transceivers are not in the price: give cable_price to count them");
  if (detail != nullptr && !out.price) detail->notes.push_back(cat("the entry of '", params.model.name, "' lacks a price: what the network costs is not known"));
  return Status::ok();
}

}  // namespace fleetline::fabrics
