// What sustainability is asked, and what it answers.
#include "fleetline/text.hpp"
#include "solver.hpp"

namespace fleetline::sustainability {
namespace {

/// Two of a kind would leave one of them without effect, silently.
void check(const SustainabilityParams& p, const Table& table, ReadContext& context) {
  const auto refuse = [&](const char* key, const char* other, const char* what) {
    const Value* written = table.find(key);
    context.problems.add(written ? written->where : Where{}, context.path_of(key), cat("'", key, "' and '", other, "' both say ", what), "one of them");
  };
  if (p.duration && p.steps) refuse("steps", "duration", "how long it runs");
  if (p.tokens && p.dataset) refuse("dataset", "tokens", "how many tokens the run reads");
  if (p.dataset && !p.dataset->tokens) {
    const Value* written = table.find("dataset");
    context.problems.add(written ? written->where : Where{}, context.path_of("dataset"), cat("'", p.dataset.name, "' has no tokens counted"), "one with tokens, or `tokens`");
  }
  if (p.utilization && (p.compute_utilization || p.memory_utilization))
    refuse("utilization", p.compute_utilization ? "compute_utilization" : "memory_utilization", "what the accelerators draw");
  if (p.utilization && (p.arithmetic_rate || p.traffic_rate)) refuse("utilization", p.arithmetic_rate ? "arithmetic_rate" : "traffic_rate", "what the accelerators draw");
  if (p.compute_utilization && p.arithmetic_rate) refuse("compute_utilization", "arithmetic_rate", "how much arithmetic is done");
  if (p.memory_utilization && p.traffic_rate) refuse("memory_utilization", "traffic_rate", "how many bytes move");
}

}  // namespace

const Schema<SustainabilityParams>& SustainabilityParams::schema() {
  using P = SustainabilityParams;
  static const FieldOptions instead{.range = non_negative};
  static const auto s =
      Schema<P>("How long and how hard a fleet works, and what is counted")
          .add("duration", &P::duration, "d", "How long it runs; not given: steps or tokens at a stage's pace, else a stage's job_duration, else a year",
               {.range = positive})
          .add("steps", &P::steps, "1", "Steps of the run, each of a stage's step_time", {.range = positive})
          .add("tokens", &P::tokens, "token", "Tokens of the run; not given: a stage's tokens_per_second times the duration", {.range = positive})
          .add("dataset", &P::dataset, "", "That the run reads, instead of `tokens`", {.shapes = true})
          .add("epochs", &P::epochs, "1", "How often it reads the data set", {.range = positive})
          .add("utilization", &P::utilization, "1",
               "Share of the way from idle to peak power, where no stage says what accelerators draw; not given: 0.85, a long training run",
               {.range = share, .source = "Newkirk et al. 2025, arXiv:2506.14551: a node with 8 H100 sustains 76 % of its rating; 680,000 H100 hours of Morrison et al. 2025 draw 78 %"})
          .add("compute_utilization", &P::compute_utilization, "1", "Instead: arithmetic done, as a share of the data sheet's peak", {.range = share})
          .add("memory_utilization", &P::memory_utilization, "1", "Instead: bytes moved, as a share of the data sheet's bandwidth", {.range = share})
          .add("arithmetic_rate", &P::arithmetic_rate, "TFLOP/s", "Instead: arithmetic done by each accelerator", {.range = non_negative})
          .add("traffic_rate", &P::traffic_rate, "GB/s", "Instead: bytes each accelerator moves to and from its memory", {.range = non_negative})
          .add("precision", &P::precision, "", "Format of that arithmetic: its peak is what it is a share of", {.shapes = true})
          .add("duty", &P::duty, "1", "Share of the time at work; idle for the rest", {.range = fraction})
          .add("cpu_utilization", &P::cpu_utilization, "1", "Load of the host processors while it works",
               {.range = share, .calibrate = true, .source = "about a third of the cores feed eight accelerators; an estimate"})
          .add("network_share", &P::network_share, "1", "Draw of cluster switches and storage, as a share of the nodes'",
               {.range = non_negative, .calibrate = true,
                .source = "DGX SuperPOD H100 reference design: 32 nodes of 10.2 kW and about 16 kW of switches"})
          .add("basis", &P::basis,
               {{Basis::direct, {"direct", 0, "what the plants emit"}},
                {Basis::life_cycle, {"life_cycle", 0, "with building the plants and getting the fuel"}}},
               "Which carbon of electricity goes into `carbon` (both are always shown, never mixed)")
          .add("lifetime", &P::lifetime, "yr", "Years that nodes are used, over which their making is spread",
               {.range = positive, .source = "accounting lives of 3 to 6 years; Morrison et al. 2025 take 4"})
          .add("fleet_utilization", &P::fleet_utilization, "1", "Share of their life that nodes do useful work: it carries the idle rest",
               {.range = fraction, .source = "Wu et al. 2022, arXiv:2111.00364, assume 30-60 %; Luccioni et al. 2022 0.85"})
          .add("pue", &P::pue, "1", "Instead of the site's", {.range = at_least(1)})
          .add("site_carbon_direct", &P::site_carbon_direct, "gCO2e/kWh", "Instead of the site's carbon_direct", instead)
          .add("site_carbon_life_cycle", &P::site_carbon_life_cycle, "gCO2e/kWh", "Instead of the site's carbon_life_cycle", instead)
          .add("site_water_on_site", &P::site_water_on_site, "L/kWh", "Instead of the site's water_on_site", instead)
          .add("site_water_of_electricity", &P::site_water_of_electricity, "L/kWh", "Instead of the site's water_of_electricity", instead)
          .add("embodied_per_node", &P::embodied_per_node, "kgCO2e", "Instead of the node's embodied carbon", instead)
          .add("embodied_host", &P::embodied_host, "kgCO2e", "Instead of the node's: making all of a node but its accelerators; known of neither, accelerators alone are counted", instead)
          .add("fabrication", &P::fabrication, "", "What making chips emits: for accelerators whose footprint the node does not have", {.shapes = true})
          .check(check);
  return s;
}

const Schema<SustainabilityInputs>& SustainabilityInputs::schema() {
  using I = SustainabilityInputs;
  static const auto s =
      Schema<I>("What the work does to the fleet")
          .add("accelerator_power", &I::accelerator_power, "W", "Mean draw of one accelerator at work, at most the peak power of its hardware", {.range = non_negative})
          .add("network_power", &I::network_power, "kW", "Draw of switches and cables of the whole fleet, as stage network counts them; not given: network_share, which stands for storage, too", {.range = non_negative})
          .add("accelerators", &I::accelerators, "1", "Accelerators at work; not given: all of the fleet. The rest of their nodes idles", {.range = positive})
          .add("accelerators_by_partition", &I::accelerators_by_partition, "1", "Instead: at work in each partition of the fleet", {.range = non_negative, .refines = "accelerators"})
          .add("accelerator_power_by_partition", &I::accelerator_power_by_partition, "W", "Instead: mean draw of one accelerator at work in each partition", {.range = non_negative, .refines = "accelerator_power"})
          .add("step_time", &I::step_time, "s", "Time of one step", {.range = positive})
          .add("job_duration", &I::job_duration, "d", "How long the run takes, waits and failures included", {.range = positive})
          .add("tokens_per_second", &I::tokens_per_second, "token/s", "Tokens the whole of them make", {.range = positive});
  return s;
}

const Schema<SustainabilityOutputs>& SustainabilityOutputs::schema() {
  using O = SustainabilityOutputs;
  constexpr auto lower = Direction::lower;
  static const auto s =
      Schema<O>("Energy, carbon and water, boundary by boundary")
          .add("energy", &O::energy, "MWh", "Of the facility: machines, cooling and power delivery; without a site and a PUE the machines alone",
               {.direction = lower, .headline = true, .equation = "energy = it_energy * effective_pue, summed over sites", .uses = "it_energy, effective_pue"})
          .add("average_power", &O::average_power, "kW", "Of the facility, over the run", {.direction = lower, .equation = "average_power = energy / run_time", .uses = "energy, run_time"})
          .add("average_power_by_partition", &O::average_power_by_partition, "kW", "The same, partition by partition of the fleet", {.equation = "it_energy * pue / run_time of each", .uses = "it_energy, pue, run_time"})
          .add("carbon_direct", &O::carbon_direct, "kgCO2e", "What the plants of the grid emit for it, by location",
               {.direction = lower, .headline = true, .equation = "carbon_direct = energy * the site's carbon_direct, summed over sites", .uses = "energy, site_carbon_direct"})
          .add("carbon_life_cycle", &O::carbon_life_cycle, "kgCO2e", "The same, with building plants and getting fuel; never added to the direct one",
               {.direction = lower, .headline = true, .equation = "carbon_life_cycle = energy * the site's carbon_life_cycle, summed over sites", .uses = "energy, site_carbon_life_cycle"})
          .add("embodied_carbon", &O::embodied_carbon, "kgCO2e", "Share of making the nodes that the run carries",
               {.direction = lower, .headline = true, .equation = "embodied_carbon = nodes * embodied per node * run_time / (lifetime * fleet_utilization)",
                .uses = "nodes, embodied_per_node, run_time, lifetime, fleet_utilization"})
          .add("embodied_accelerator", &O::embodied_accelerator, "kgCO2e", "Making one accelerator of the first partition, where it is derived",
               {.source = "Gupta et al. 2022, ACT, ISCA", .direction = lower,
                .equation = "embodied_accelerator = (die area * (electricity * energy + gases + materials) / yield + memory * per gigabyte + package) * product / product_silicon",
                .uses = "fabrication"})
          .add("carbon", &O::carbon, "kgCO2e", "Of electricity, on the chosen basis, and embodied where it is known",
               {.direction = lower, .equation = "carbon = carbon_direct or carbon_life_cycle, + embodied_carbon", .uses = "basis, carbon_direct, carbon_life_cycle, embodied_carbon"})
          .add("water", &O::water, "L", "On site and at the power plants",
               {.direction = lower, .headline = true, .equation = "water = water_on_site + water_of_electricity", .uses = "water_on_site, water_of_electricity"})
          .add("water_on_site", &O::water_on_site, "L", "Evaporated on site: per energy of the machines, not of the facility",
               {.source = "Li et al. 2023, eq. 1", .direction = lower, .equation = "water_on_site = it_energy * WUE", .uses = "it_energy, site_water_on_site"})
          .add("water_of_electricity", &O::water_of_electricity, "L", "Consumed by the power plants",
               {.source = "Li et al. 2023, eq. 1", .direction = lower, .equation = "water_of_electricity = energy * EWIF", .uses = "energy, site_water_of_electricity"})
          .add("run_time", &O::run_time, "d", "Of the run", {.equation = "run_time = duration, else steps * step_time, else tokens / tokens_per_second", .uses = "duration, steps, tokens, step_time, tokens_per_second, job_duration"})
          .add("accelerator_draw", &O::accelerator_draw, "W", "Of one accelerator at work, mean over the fleet",
               {.direction = lower, .equation = "accelerator_draw = a stage's accelerator_power, else idle + (peak - idle) * min(1, running + compute and memory activity), else idle + (peak - idle) * utilization",
                .uses = "accelerator_power, utilization, compute_utilization, memory_utilization, hardware.idle_power, hardware.peak_power"})
          .add("node_power", &O::node_power, "kW", "Of one node at its plug, mean over the run and the fleet",
               {.direction = lower, .headline = true, .equation = "node_power = (accelerators + processors + memory + network + switches + storage + fans + other) / efficiency of supplies",
                .uses = "accelerator_draw, cpu_utilization, duty"})
          .add("it_power", &O::it_power, "kW", "Of all nodes, cluster switches and storage", {.direction = lower, .equation = "it_power = it_energy / run_time", .uses = "it_energy, run_time"})
          .add("rated_share", &O::rated_share, "%", "Of what the node may draw by its rating", {.equation = "rated_share = node_power / rated power of the node", .uses = "node_power"})
          .add("provisioned_power", &O::provisioned_power, "kW", "What the site must be able to deliver: nodes at their rating, network, overhead",
               {.direction = lower, .equation = "provisioned_power = nodes * rated power * (1 + network_share) * pue, or + network_power", .uses = "nodes, network_share, network_power, effective_pue"})
          .add("accelerator_energy", &O::accelerator_energy, "MWh", "Boundary 1: accelerators alone, idle ones of nodes at work with them", {.direction = lower, .equation = "accelerator_energy = (accelerators * mean draw + (nodes * devices per node - accelerators) * idle) * run_time", .uses = "accelerator_draw, accelerators, nodes, duty, run_time"})
          .add("node_energy", &O::node_energy, "MWh", "Boundary 2: whole nodes at their plugs", {.direction = lower, .equation = "node_energy = nodes * node_power * run_time", .uses = "nodes, node_power, run_time"})
          .add("it_energy", &O::it_energy, "MWh", "Boundary 3: with cluster switches and storage", {.direction = lower, .equation = "it_energy = node_energy * (1 + network_share), or + network_power * run_time", .uses = "node_energy, network_share, network_power"})
          .add("cooling_energy", &O::cooling_energy, "MWh", "Of the building's overhead, the part that cools", {.direction = lower, .equation = "cooling_energy = (energy - it_energy) * the site's cooling_share", .uses = "energy, it_energy"})
          .add("delivery_energy", &O::delivery_energy, "MWh", "... and the part lost on the way to the plugs", {.direction = lower, .equation = "delivery_energy = energy - it_energy - cooling_energy", .uses = "energy, it_energy, cooling_energy"})
          .add("effective_pue", &O::effective_pue, "1", "Over all sites; empty where a partition has neither site nor PUE", {.direction = lower, .equation = "effective_pue = energy / it_energy; of a site: its pue, or pue", .uses = "pue"})
          .add("overhead_share", &O::overhead_share, "%", "Share of cooling and power delivery in all energy", {.direction = lower, .equation = "overhead_share = 1 - it_energy / energy", .uses = "it_energy, energy"})
          .add("nodes", &O::nodes, "1", "Whole nodes at work", {.equation = "nodes = accelerators / devices per node, rounded up, summed over sites", .uses = "accelerators"})
          .add("energy_per_token", &O::energy_per_token, "J/token", "Of the facility", {.direction = lower, .equation = "energy_per_token = energy / tokens", .uses = "energy, tokens"})
          .add("carbon_per_token", &O::carbon_per_token, "gCO2e/token", "On the basis of `carbon`", {.direction = lower, .equation = "carbon_per_token = carbon / tokens", .uses = "carbon, tokens"})
          .add("water_per_token", &O::water_per_token, "mL/token", "On site and at the power plants", {.direction = lower, .equation = "water_per_token = water / tokens", .uses = "water, tokens"});
  return s;
}

}  // namespace fleetline::sustainability
