#include "network.hpp"

#include <algorithm>
#include <cmath>

#include "fleetline/sdk/records/node.hpp"
#include "fleetline/text.hpp"

namespace fleetline::fabrics {
namespace {

/// Cables of links that a cluster fabric calls "network", and the ports of the model that they take: where a port is faster than
/// a cable, several share it.
struct Census {
  struct Ends {
    double nodes = 0, switches = 0;  ///< ports to adapters, and to other switches
  };
  std::vector<Ends> at;  ///< by vertex; nothing: no switch between nodes
  double node_cables = 0, cables = 0;
  Bandwidth rate;
};

Census census(const TopologyView& graph, const Switch& model) {
  Census out{std::vector<Census::Ends>(graph.vertex_count()), 0, 0, {}};
  static const Label network("network");
  for (const WiredLink& l : graph.links()) {
    if (l.link.kind != network) continue;
    out.rate = max(out.rate, l.link.bandwidth);
    const double ports = l.link.lanes / std::max(1.0, std::floor(model.port_bandwidth / l.link.bandwidth + 1e-9));
    const bool to_node = graph.kind(l.a) == VertexKind::nic || graph.kind(l.b) == VertexKind::nic;
    int switches = 0;
    for (const Vertex end : {l.a, l.b})
      if (graph.kind(end) == VertexKind::switch_) (to_node ? out.at[end.id].nodes : out.at[end.id].switches) += ports, ++switches;
    // Cables between the groups of a dragonfly run between vertices that stand for their ends: they count there, and not on the way.
    if (to_node) out.node_cables += l.link.lanes;
    if (switches != 1 || to_node) out.cables += l.link.lanes;
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

// Leiserson 1985, folded: below, each of n - 1 layers hands all cables on, half of the ports of its switches to either side; the last one has
// all its ports below, but for those beyond. n layers end r (r / 2)^(n - 1) cables. Each layer has whole switches.
SwitchSet switches_for(double down, double up, double radix) {
  const double ends = down + up, half = std::floor(radix / 2);
  if (ends <= radix + 1e-9) return {ends > 0 ? 1.0 : 0.0, ends, 0};
  double below = 1, most = radix * half;
  while (ends > most) ++below, most *= half;
  const auto whole = [](double x) { return std::ceil(x - 1e-9); };
  return {below * whole(down / half) + whole(ends / radix), 2 * below * down + ends, below * down};
}

const Schema<NetworkParams>& NetworkParams::schema() {
  using P = NetworkParams;
  static const auto s =
      Schema<P>("What the network between nodes is built from")
          .add("switch", &P::model, "", "The switch, of registry/switches", {.required = true, .shapes = true})
          .add("optical", &P::optical,
               {{Light::everywhere, {"everywhere", 0, "Every cable has a transceiver at either end"}},
                {Light::between_switches, {"between_switches", 0, "Cables to nodes are copper"}}},
               "Which cables carry light")
          .add("transceiver_power", &P::transceiver_power, "W", "Of one port of a switch, beside its typical draw; not given: as the switch says, or else its largest draw, which has them in", {.range = non_negative})
          .add("cable_price", &P::cable_price, "$", "Of a cable with both its ends; not given: as the switch says", {.range = non_negative});
  return s;
}

const Schema<NetworkOutputs>& NetworkOutputs::schema() {
  using O = NetworkOutputs;
  static const auto s =
      Schema<O>("Switches and cables between nodes")
          .add("switches", &O::switches, "1", "How many it takes",
               {.direction = Direction::lower, .headline = true, .equation = "sum over switches of the graph of 1, or beyond radix cables (layers - 1) ceil(2 cables below / radix) + ceil(cables / radix)", .uses = "switch"})
          .add("ports", &O::ports, "1", "Of switches, with a cable in", {.direction = Direction::lower, .equation = "sum over switches of the graph of its cables, and of 2 (layers - 1) those below beyond radix", .uses = "switch"})
          .add("cables", &O::cables, "1", "Between adapters and switches, and among switches", {.direction = Direction::lower, .equation = "cables of the graph, and those among switches that one of it stands for", .uses = "switch"})
          .add("transceivers", &O::transceivers, "1", "At switches and adapters, one to a port", {.direction = Direction::lower, .equation = "ports + cables to adapters; without both where those are copper", .uses = "ports, optical"})
          .add("transceivers_power", &O::transceivers_power, "kW", "Of those in switches", {.direction = Direction::lower, .equation = "ports * transceiver_power; without those to adapters where they are copper", .uses = "ports, optical, transceiver_power"})
          .add("power", &O::power, "kW", "Of switches and the transceivers in them; those of adapters are their nodes'",
               {.direction = Direction::lower, .headline = true, .equation = "power = switches * typical draw + transceivers_power, else switches * largest draw", .uses = "switches, transceivers_power"})
          .add("power_per_accelerator", &O::power_per_accelerator, "W", "Its share for each", {.direction = Direction::lower, .equation = "power / accelerators", .uses = "power"})
          .add("share_of_power", &O::share_of_power, "%", "Of what nodes, at their rating, and network draw together", {.direction = Direction::lower, .equation = "power / (power + nodes * rated_power)", .uses = "power"})
          .add("switches_price", &O::switches_price, "$", "Of switches alone", {.direction = Direction::lower, .equation = "switches_price = switches * price of one", .uses = "switches"})
          .add("price", &O::price, "$", "Of switches and cables", {.direction = Direction::lower, .headline = true, .equation = "price = switches_price + cables * cable_price", .uses = "switches_price, cables, cable_price"})
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
  const Census found = graph != nullptr ? census(*graph, *params.model) : Census{};
  if (found.node_cables == 0) {
    state->trouble = Label("no switched network between the nodes: a fat_tree or rail_optimised fabric is what would have one");
    return state;
  }
  if (params.model->ports_of(found.rate) < 4) {
    Problems problems;
    problems.add({}, "switch", cat("'", params.model.name, "' has no ports for ", to_text(found.rate), " adapters: a port carries ", to_text(params.model->port_bandwidth)), "a faster switch");
    problems.raise();
  }
  state->cables = found.cables;
  state->node_cables = found.node_cables;
  for (const Census::Ends& ends : found.at) {
    const bool top = ends.nodes == 0;  // a spine has what comes from leaves below it
    const SwitchSet set = switches_for(top ? ends.switches : ends.nodes, top ? 0 : ends.switches, double(params.model->ports));
    state->switches += set.switches;
    state->ports += set.ports;
    state->cables += set.cables;
    state->node_ports += ends.nodes;
  }
  return state;
}

Status NetworkSolver::evaluate(const State& state, const Params& params, Outputs& out, Detail* detail) const {
  if (state.trouble) return Status::infeasible(state.trouble);
  const Switch& model = *params.model;
  const bool everywhere = params.optical == Light::everywhere;
  const double lit = state.ports - (everywhere ? 0 : state.node_ports);
  out.switches = state.switches;
  out.ports = state.ports;
  out.cables = state.cables;
  out.transceivers = lit + (everywhere ? state.node_cables : 0);
  const std::optional<Watts> optics = params.transceiver_power ? params.transceiver_power : model.transceiver_power;
  if (optics) out.transceivers_power = lit * *optics;
  if (optics && model.power_typical) out.power = state.switches * *model.power_typical + *out.transceivers_power;
  else if (!params.transceiver_power && model.power_maximum) out.power = state.switches * *model.power_maximum;
  if (out.power) {
    out.power_per_accelerator = *out.power / state.accelerators;
    if (state.nodes_power) out.share_of_power = *out.power / (*out.power + *state.nodes_power);
  }
  const std::optional<Dollars> cable = params.cable_price ? params.cable_price : model.cable_price;
  if (model.price) out.switches_price = state.switches * *model.price;
  if (model.price && cable) {
    out.price = *out.switches_price + state.cables * *cable;
    out.price_per_accelerator = *out.price / state.accelerators;
    if (state.nodes_price) out.share_of_price = *out.price / (*out.price + *state.nodes_price);
  }
  if (detail != nullptr && !out.power) detail->notes.push_back(cat("the entry of '", params.model.name, "' lacks ", optics ? "power_typical" : model.power_typical ? "power_maximum, and a transceiver_power to add to its typical draw" : "power_maximum", ": what the network draws is not known"));
  if (detail != nullptr && model.price && !cable) detail->notes.push_back(cat("the entry of '", params.model.name, "' lacks a cable_price: switches are ", to_text(*out.switches_price), ", what the network costs is not known; give cable_price"));
  if (detail != nullptr && !model.price) detail->notes.push_back(cat("the entry of '", params.model.name, "' lacks a price: what the network costs is not known"));
  return Status::ok();
}

}  // namespace fleetline::fabrics
