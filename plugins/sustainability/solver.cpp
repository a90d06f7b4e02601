#include "solver.hpp"

#include <algorithm>
#include <cmath>

#include "fleetline/problem.hpp"
#include "fleetline/sdk/known_sum.hpp"
#include "fleetline/sdk/power.hpp"
#include "fleetline/text.hpp"

namespace fleetline::sustainability {
namespace {

constexpr Seconds year{365.0 * 86400};

std::optional<Carbon> embodied_of(const Place& place, const SustainabilityParams& p) {
  if (p.embodied_per_node) return p.embodied_per_node;
  // A host that nobody has a figure of is left out, and the note of the run says so.
  const Carbon host = p.embodied_host ? *p.embodied_host : place.node.embodied_host.value_or(Carbon(0));
  if (place.has_node && place.node.embodied_accelerators) return *place.node.embodied_accelerators + host;
  if (place.derived) return *place.derived * place.devices_per_node + host;
  return std::nullopt;
}

/// The first that says how long; a year when nobody does (documented at the parameter).
Seconds duration_of(const SustainabilityParams& p, const SustainabilityInputs& in) {
  if (p.duration) return *p.duration;
  if (p.steps && in.step_time) return *p.steps * *in.step_time;
  if (const auto tokens = p.run_tokens(); tokens && in.tokens_per_second) return *tokens / *in.tokens_per_second;
  return in.job_duration.value_or(year);
}

/// What a stage says that the accelerators of partition `i` draw at work.
std::optional<Watts> told_draw(const SustainabilityInputs& in, std::size_t i) {
  return in.accelerator_power_by_partition.empty() ? in.accelerator_power : in.accelerator_power_by_partition[i];
}

bool power_known(const Place& place, const SustainabilityInputs& in, std::size_t i) { return told_draw(in, i) || place.hardware.has_power; }

/// Bad input, not physics: the hardware draws something, only nobody said what. Throws.
void require_power(const SustainabilityState& state, const SustainabilityInputs& in, const sdk::FleetUse& use) {
  Problems problems;
  for (std::size_t i = 0; i < state.places.size(); ++i)
    if (const Place& place = state.places[i]; use.of(i) > 0 && !power_known(place, in, i))
      problems.add({}, "accelerator_power",
                   cat("what the accelerators", state.places.size() > 1 && place.name ? cat(" of partition '", place.name.text(), "'") : std::string(),
                       " draw is not known: no stage gives accelerator_power, and their hardware entry lacks ",
                       place.hardware.peak_power > Watts(0) ? "idle_power" : "idle_power and peak_power"),
                   "inputs.accelerator_power = \"400 W\", hardware.idle_power and hardware.peak_power, or hardware with both: {hardware: idle_power}");
  problems.raise();
}

/// Bad input: there is a building, and nobody said what it adds. Without a site there is none, and the facility is its machines. Throws.
void require_pue(const SustainabilityState& state, const sdk::FleetUse& use) {
  Problems problems;
  for (std::size_t i = 0; i < state.places.size(); ++i)
    if (const Place& place = state.places[i]; use.of(i) > 0 && place.site_name && !place.site.pue)
      problems.add({}, "pue",
                   cat("energy and carbon of the facility need the PUE", state.places.size() > 1 && place.name ? cat(" of partition '", place.name.text(), "'") : std::string(), ", and site '",
                       place.site_name.text(), "' has none"),
                   "pue = 1.2, or a site with one: {sites: pue}");
  problems.raise();
}

/// The most an accelerator can draw, on the mean of those at work; nothing where a peak is not known.
std::optional<Watts> peak_of(const SustainabilityState& state, const sdk::FleetUse& use) {
  Watts peak{0};
  for (std::size_t i = 0; i < state.places.size(); ++i) {
    if (!(use.of(i) > 0)) continue;
    if (!(state.places[i].hardware.peak_power > Watts(0))) return {};
    peak += state.places[i].hardware.peak_power * use.share(i);
  }
  return peak;
}

Watts draw_of(const Place& place, const SustainabilityParams& p, const std::optional<Watts>& told) {
  if (told) return *told;
  if (p.compute_utilization || p.memory_utilization || p.arithmetic_rate || p.traffic_rate) {
    const double compute = p.arithmetic_rate ? double(*p.arithmetic_rate / place.arithmetic) : p.compute_utilization.value_or(0);
    const double memory = p.traffic_rate ? double(*p.traffic_rate / place.hardware.memory_bandwidth) : p.memory_utilization.value_or(0);
    return sdk::running_draw(place.hardware, compute, memory);
  }
  constexpr double long_training = 0.85;  // documented at the parameter
  return affine_draw(place.hardware.idle_power, place.hardware.peak_power, p.utilization.value_or(long_training));
}

/// A node of which `working` accelerators work and the others idle, at work and as the mean of the run: its host runs in full.
struct MeanNode {
  NodeDraw busy, mean;
};

MeanNode node_of(const Place& place, const SustainabilityParams& p, Watts draw, double working) {
  const double n = place.devices_per_node;
  const Watts most = place.hardware.has_power ? place.hardware.peak_power * n : draw * n;
  const Watts idle = place.hardware.has_power ? min(place.hardware.idle_power, draw) : Watts(0);
  MeanNode node{.busy = node_draw(place.node, draw * working + idle * (n - working), most, p.cpu_utilization)};
  node.mean = node.busy;
  if (p.duty == 1) return node;
  const NodeDraw rest = node_draw(place.node, idle * n, most, 0);
  node.mean.accelerators = mean_draw(node.busy.accelerators, rest.accelerators, p.duty);
  node.mean.plug = mean_draw(node.busy.plug, rest.plug, p.duty);
  return node;
}

}  // namespace

std::unique_ptr<SustainabilityState> Sustainability::setup(const Subjects& subjects, const Params& params) const {
  auto state = std::make_unique<State>();
  for (const Partition& part : subjects.fleet->partitions()) {
    Place place{.name = part.name, .site_name = part.site.name, .devices_per_node = static_cast<double>(part.devices_per_node)};
    place.hardware = part.hardware->facts();
    if (const Node* node = part.node.as<Node>()) {
      place.node = *node;
      place.has_node = true;
    }
    const HardwareFacts& h = place.hardware;
    if (params.fabrication && !place.node.embodied_accelerators)
      place.derived = footprint_of(*params.fabrication, {h.process.text(), h.memory_type.text(), h.die_area, h.memory_capacity});
    place.arithmetic = part.hardware->peak(params.precision).rate;
    if (const Site* site = part.site.as<Site>()) place.site = *site;
    state->places.push_back(std::move(place));
  }
  state->size = sdk::FleetSize(*subjects.fleet);
  return state;
}

PlaceAnswer answer_place(const SustainabilityState& state, std::size_t i, const SustainabilityParams& p, const SustainabilityInputs& in, const sdk::FleetUse& use, Seconds time) {
  const Place& place = state.places[i];
  const double accelerators = use.of(i);
  PlaceAnswer a{.place = i};
  a.accelerator = draw_of(place, p, told_draw(in, i));
  // Nodes are switched on whole, and paid whole (economics); the small term forgives rounding of a share.
  const double n = place.devices_per_node, full = std::floor(accelerators / n + 1e-9), left = std::max(0.0, accelerators - full * n);
  const bool part = left > 1e-9 * n;
  const MeanNode whole = node_of(place, p, a.accelerator, n);
  a.nodes = full;
  a.busy = whole.busy;
  Watts devices = whole.mean.accelerators * full, plugs = whole.mean.plug * full;
  if (part) {
    const MeanNode last = node_of(place, p, a.accelerator, left);
    a.nodes += 1;
    devices += last.mean.accelerators;
    plugs += last.mean.plug;
    if (full == 0) a.busy = last.busy;
  }
  a.accelerators = devices * time;
  a.nodes_energy = plugs * time;
  // Switches run whether their nodes work or not; those of nodes that are not used are somebody else's.
  const double of_network = a.nodes * n / state.size.all;
  const std::optional<Watts> network = in.network_power ? std::optional(*in.network_power * of_network) : std::nullopt;
  a.it = network ? a.nodes_energy + *network * time : a.nodes_energy * (1 + p.network_share);
  a.pue = p.pue ? p.pue : place.site.pue;
  a.facility = a.it * a.pue.value_or(1);
  if (a.pue) a.cooling = (a.facility - a.it) * place.site.cooling_share;
  const auto either = [](const auto& own, const auto& sites) { return own ? own : sites; };
  if (const auto ci = either(p.site_carbon_direct, place.site.carbon_direct)) a.direct = a.facility * *ci;
  if (const auto ci = either(p.site_carbon_life_cycle, place.site.carbon_life_cycle)) a.life_cycle = a.facility * *ci;
  if (const auto wue = either(p.site_water_on_site, place.site.water_on_site)) a.on_site = water_on_site(a.it, *wue);
  if (const auto ewif = either(p.site_water_of_electricity, place.site.water_of_electricity)) a.of_electricity = water_of_electricity(a.facility, *ewif);
  if (const auto made = embodied_of(place, p)) a.embodied = embodied_share(*made, time, p.lifetime, p.fleet_utilization) * a.nodes;
  if (place.has_node && place.node.rated_power) a.provisioned = (network ? *place.node.rated_power * a.nodes + *network : *place.node.rated_power * a.nodes * (1 + p.network_share)) * a.pue.value_or(1);
  return a;
}

Status Sustainability::evaluate(const State& state, const Params& p, const Inputs& in, Outputs& out, Work& work, Detail* detail) const {
  sdk::FleetUse use;
  if (const Status there = sdk::use_of(state.size, in.accelerators, in.accelerators_by_partition, use_, use); !there) return there;
  sdk::check_listed("accelerator_power_by_partition", in.accelerator_power_by_partition.size(), state.size);
  const Seconds time = duration_of(p, in);
  for (std::size_t i = 0; i < state.places.size(); ++i) {
    const Place& place = state.places[i];
    if (!(use.of(i) > 0)) continue;
    if (!power_known(place, in, i)) require_power(state, in, use);
    if (!p.pue && place.site_name && !place.site.pue) require_pue(state, use);
  }
  if (in.accelerator_power && in.accelerator_power_by_partition.empty())
    if (const auto peak = peak_of(state, use); peak && *in.accelerator_power > *peak * (1 + 1e-9))
      return Status::infeasible(too_much_power_, *in.accelerator_power, *peak);
  for (std::size_t i = 0; i < state.places.size(); ++i) {
    const Place& place = state.places[i];
    if (!(use.of(i) > 0)) continue;
    if (!in.accelerator_power_by_partition.empty() && place.hardware.peak_power > Watts(0) && in.accelerator_power_by_partition[i] > place.hardware.peak_power * (1 + 1e-9))
      return Status::infeasible(too_much_power_, in.accelerator_power_by_partition[i], place.hardware.peak_power);
    if (p.arithmetic_rate && !(place.arithmetic > FlopRate(0))) return Status::infeasible(no_arithmetic_);
    if (p.arithmetic_rate && *p.arithmetic_rate > place.arithmetic) return Status::infeasible(too_much_arithmetic_, *p.arithmetic_rate, place.arithmetic);
    if (p.traffic_rate && *p.traffic_rate > place.hardware.memory_bandwidth)
      return Status::infeasible(too_much_traffic_, *p.traffic_rate, place.hardware.memory_bandwidth);
  }

  out.run_time = time;
  work.power.assign(state.places.size(), Watts(0));
  std::vector<PlaceAnswer> kept;
  std::optional<Watts> rated;
  bool first = true;
  for (std::size_t i = 0; i < state.places.size(); ++i) {
    if (!(use.of(i) > 0)) continue;  // whatever is not known of it does not matter
    const PlaceAnswer a = answer_place(state, i, p, in, use, time);
    out.accelerator_energy += a.accelerators;
    out.node_energy += a.nodes_energy;
    out.it_energy += a.it;
    out.energy += a.facility;
    sdk::add_known(out.cooling_energy, a.cooling, first);
    out.nodes += a.nodes;
    out.accelerator_draw += a.accelerator * use.share(i);
    sdk::add_known(out.carbon_direct, a.direct, first);
    sdk::add_known(out.carbon_life_cycle, a.life_cycle, first);
    sdk::add_known(out.embodied_carbon, a.embodied, first);
    sdk::add_known(out.water_on_site, a.on_site, first);
    sdk::add_known(out.water_of_electricity, a.of_electricity, first);
    sdk::add_known(out.provisioned_power, a.provisioned, first);
    const Place& place = state.places[i];
    sdk::add_known(rated, place.has_node && place.node.rated_power ? std::optional(*place.node.rated_power * a.nodes) : std::nullopt, first);
    work.power[i] = a.facility / time;
    first = false;
    if (detail) kept.push_back(a);
  }
  out.node_power = out.node_energy / (time * out.nodes);
  out.it_power = out.it_energy / time;
  out.average_power = out.energy / time;
  out.average_power_by_partition = work.power;
  if (out.cooling_energy) out.delivery_energy = out.energy - out.it_energy - *out.cooling_energy;
  out.embodied_accelerator = state.places.front().derived;
  if (out.cooling_energy && out.it_energy > Joules(0)) {
    out.effective_pue = out.energy / out.it_energy;
    out.overhead_share = 1 - out.it_energy / out.energy;
  }
  if (rated) out.rated_share = out.node_power * out.nodes / *rated;
  if (const auto electricity = p.basis == Basis::direct ? out.carbon_direct : out.carbon_life_cycle)
    out.carbon = *electricity + out.embodied_carbon.value_or(Carbon(0));
  if (out.water_on_site && out.water_of_electricity) out.water = *out.water_on_site + *out.water_of_electricity;
  std::optional<Tokens> tokens = p.run_tokens();
  if (!tokens && in.tokens_per_second) tokens = *in.tokens_per_second * time;
  if (tokens) {
    out.energy_per_token = out.energy / *tokens;
    if (out.carbon) out.carbon_per_token = *out.carbon / *tokens;
    if (out.water) out.water_per_token = *out.water / *tokens;
  }
  if (detail) describe(state, p, in, out, use, kept, *detail);
  return Status::ok();
}

}  // namespace fleetline::sustainability
