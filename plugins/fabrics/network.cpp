#include "network.hpp"

#include <cmath>

#include "fleetline/sdk/records/node.hpp"
#include "fleetline/text.hpp"

namespace fleetline::fabrics {
namespace {

/// Cables that meet at each switch between nodes: those on links that a cluster fabric calls "network".
struct Census {
  std::vector<double> cables_at;  ///< by vertex
  double cables = 0;
};

Census census(const TopologyView& graph) {
  Census out{std::vector<double>(graph.vertex_count()), 0};
  static const Label network("network");
  for (const WiredLink& l : graph.links()) {
    if (l.link.kind != network) continue;
    out.cables += l.link.lanes;
    for (const Vertex end : {l.a, l.b})
      if (graph.kind(end) == VertexKind::switch_) out.cables_at[end.id] += l.link.lanes;
  }
  return out;
}

/// The fastest adapter's rate: what a port has to carry.
Bandwidth cable_rate(const TopologyView& graph) {
  Bandwidth rate;
  static const Label network("network");
  for (const WiredLink& l : graph.links())
    if (l.link.kind == network) rate = max(rate, l.link.bandwidth);
  return rate;
}

/// A sum over nodes, of which one unknown leaves nothing.
template <class Unit>
void add(std::optional<Unit>& sum, const std::optional<Unit>& each, double count) {
  if (sum && each) *sum += *each * count;
  else sum.reset();
}

}  // namespace

// Leiserson 1985, folded: two layers of switches carry r^2 / 2 cables with 3 switches for every r of them, three layers r^3 / 4 with
// 5, and so on: each layer but the last has half of its ports below.
double switches_for(double cables, double radix) {
  if (cables <= radix) return cables > 0 ? 1 : 0;
  double layers = 2, most = radix * radix / 2;
  while (cables > most) ++layers, most *= radix / 2;
  return std::ceil((2 * layers - 1) * cables / radix - 1e-9);
}

const Schema<NetworkParams>& NetworkParams::schema() {
  using P = NetworkParams;
  static const auto s =
      Schema<P>("What the network between nodes is built from")
          .add("switch", &P::model, "", "The switch, of registry/switches", {.required = true, .shapes = true})
          .add("transceiver_power", &P::transceiver_power, "W", "Of one end of a cable, where it is optical; not given: not counted", {.range = non_negative})
          .add("cable_price", &P::cable_price, "$", "Of a cable with both its ends; not given: not counted", {.range = non_negative})
          .add("load", &P::load, "1", "Between idle ports (0: the typical draw) and all ports lit (1: the largest)", {.range = share});
  return s;
}

const Schema<NetworkOutputs>& NetworkOutputs::schema() {
  using O = NetworkOutputs;
  static const auto s =
      Schema<O>("Switches and cables between nodes")
          .add("switches", &O::switches, "1", "How many it takes",
               {.direction = Direction::lower, .headline = true, .equation = "sum over switches of the graph of 1, or (2 layers - 1) cables / radix beyond radix cables", .uses = "switch"})
          .add("cables", &O::cables, "1", "Between adapters and switches, and among switches", {.direction = Direction::lower, .equation = "sum of lanes"})
          .add("power", &O::power, "kW", "Of switches and transceivers",
               {.direction = Direction::lower, .headline = true, .equation = "power = switches * (typical + load * (maximum - typical)) + 2 * cables * transceiver_power", .uses = "switches, cables, transceiver_power, load"})
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
  if (found.cables == 0) {
    state->trouble = Label("no switched network between the nodes: a fat_tree or rail_optimised fabric is what would have one");
    return state;
  }
  const Bandwidth rate = cable_rate(*graph);
  const auto radix = static_cast<double>(params.model->ports_of(rate));
  if (radix < 4) {
    Problems problems;
    problems.add({}, "switch", cat("'", params.model.name, "' has no ports for ", to_text(rate), " adapters: a port carries ", to_text(params.model->port_bandwidth)), "a faster switch");
    problems.raise();
  }
  state->cables = found.cables;
  for (const double cables : found.cables_at) state->switches += switches_for(cables, radix);
  return state;
}

Status NetworkSolver::evaluate(const State& state, const Params& params, Outputs& out, Detail*) const {
  if (state.trouble) return Status::infeasible(state.trouble);
  const Switch& model = *params.model;
  out.switches = state.switches;
  out.cables = state.cables;
  const std::optional<Watts> typical = model.power_typical ? model.power_typical : model.power_maximum, most = model.power_maximum ? model.power_maximum : typical;
  if (typical) {
    out.power = state.switches * (*typical + params.load * (*most - *typical)) + 2 * state.cables * params.transceiver_power.value_or(Watts(0));
    out.power_per_accelerator = *out.power / state.accelerators;
    if (state.nodes_power) out.share_of_power = *out.power / (*out.power + *state.nodes_power);
  }
  if (model.price) {
    out.price = state.switches * *model.price + state.cables * params.cable_price.value_or(Dollars(0));
    out.price_per_accelerator = *out.price / state.accelerators;
    if (state.nodes_price) out.share_of_price = *out.price / (*out.price + *state.nodes_price);
  }
  return Status::ok();
}

}  // namespace fleetline::fabrics
