// What a reader of one case wants: the boundaries, the sites, the parts of a node, and what stands for what nobody said.
#include <limits>

#include "fleetline/text.hpp"
#include "fleetline/units.hpp"
#include "solver.hpp"

namespace fleetline::sustainability {
namespace {

void boundary_table(const SustainabilityOutputs& out, Detail& detail) {
  DetailTable& table = detail.table("boundaries", "The same run at each boundary; a figure without its boundary says little");
  DetailColumn& name = table.add_text("boundary");
  DetailColumn& energy = table.add("energy", Joules::dimension, "MWh");
  DetailColumn& share = table.add("of_facility", dimensionless, "%");
  DetailColumn& power = table.add("per_node", Watts::dimension, "kW");
  const auto row = [&](const char* text, Joules e) {
    name.texts.emplace_back(text);
    energy.numbers.push_back(e.base());
    share.numbers.push_back(out.energy > Joules(0) ? double(e / out.energy) : 0);
    power.numbers.push_back((e / (out.run_time * out.nodes)).base());
  };
  row("accelerators alone", out.accelerator_energy);
  row("whole nodes, at the plug", out.node_energy);
  row("with cluster network and storage", out.it_energy);
  row("facility", out.energy);
}

void site_table(const SustainabilityState& state, const std::vector<PlaceAnswer>& places, Detail& detail) {
  DetailTable& table = detail.table("sites", "Each partition at its site; empty cells are not published");
  DetailColumn& name = table.add_text("site");
  DetailColumn& part = table.add_text("partition");
  DetailColumn& nodes = table.add("nodes", dimensionless, "");
  DetailColumn& pue = table.add("pue", dimensionless, "");
  DetailColumn& energy = table.add("energy", Joules::dimension, "MWh");
  DetailColumn& direct = table.add_text("carbon_direct");
  DetailColumn& life = table.add_text("carbon_life_cycle");
  DetailColumn& embodied = table.add_text("embodied");
  DetailColumn& on_site = table.add_text("water_on_site");
  DetailColumn& plants = table.add_text("water_of_electricity");
  const auto text = [](const auto& q) { return q ? to_text(*q) : std::string("-"); };
  for (const PlaceAnswer& a : places) {
    const Place& place = state.places[a.place];
    name.texts.emplace_back(place.site_name ? place.site_name.text() : "-");
    part.texts.emplace_back(place.name.text());
    nodes.numbers.push_back(a.nodes);
    pue.numbers.push_back(a.pue.value_or(std::numeric_limits<double>::quiet_NaN()));
    energy.numbers.push_back(a.facility.base());
    direct.texts.push_back(text(a.direct));
    life.texts.push_back(text(a.life_cycle));
    embodied.texts.push_back(text(a.embodied));
    on_site.texts.push_back(text(a.on_site));
    plants.texts.push_back(text(a.of_electricity));
  }
}

void part_table(const NodeDraw& d, Detail& detail) {
  DetailTable& table = detail.table("node", "One node of the first partition that works, part by part");
  DetailColumn& name = table.add_text("part");
  DetailColumn& power = table.add("power", Watts::dimension, "W");
  DetailColumn& share = table.add("share", dimensionless, "%");
  const auto row = [&](const char* text, Watts w) {
    name.texts.emplace_back(text);
    power.numbers.push_back(w.base());
    share.numbers.push_back(d.plug > Watts(0) ? double(w / d.plug) : 0);
  };
  row("accelerators", d.accelerators);
  row("processors", d.cpu);
  row("memory", d.memory);
  row("network adapters", d.network);
  row("switches inside", d.switches);
  row("storage", d.storage);
  row("fans", d.fans);
  row("other", d.other);
  row("lost in power supplies", d.plug - d.output);
}

/// What stands for the making of a partition's accelerators, or what is missing for it.
std::string made_by(const SustainabilityParams& p, const Place& place) {
  const HardwareFacts& h = place.hardware;
  const auto or_none = [](Label label) { return label ? label.text() : std::string_view("none"); };
  if (place.node.embodied_accelerators) return cat("making the accelerators is published: '", p.fabrication.name, "' is not needed");
  if (place.derived)
    return cat("making an accelerator comes to ", to_text(*place.derived, 3), " by '", p.fabrication.name, "': ", to_text(h.die_area), " of ", h.process.text(), ", ",
               to_text(h.memory_capacity), " of ", h.memory_type.text(), ", one package (", to_text(p.fabrication->package), ") around all of it");
  return cat("what making an accelerator emits is unknown: '", p.fabrication.name, "' needs its die_area (", h.die_area > Area(0) ? to_text(h.die_area) : std::string("none"),
             "), and knows its process (", or_none(h.process), ") or memory_type (", or_none(h.memory_type), ") not");
}

/// Processors, memory, chassis: the larger part of a server's making, and rarely published.
std::string unmade_host(const SustainabilityParams& p, const Place& place) {
  if (p.embodied_per_node || p.embodied_host || place.node.embodied_host || !(place.node.embodied_accelerators || place.derived)) return {};
  return cat("what making ", place.has_node ? "the node's host emits is not in its entry" : "a host emits is not known without a node",
             ": embodied carbon is that of the accelerators alone, often the smaller part; embodied_host = \"3000 kgCO2e\" would count one");
}

void notes(const SustainabilityState& state, const SustainabilityParams& p, const SustainabilityInputs& in, const SustainabilityOutputs& out, const sdk::FleetUse& use,
           const std::vector<PlaceAnswer>& places, Detail& detail) {
  double running = 0;
  for (const PlaceAnswer& a : places) {
    const Place& place = state.places[a.place];
    const auto note = [&](std::string text) {
      if (!text.empty()) detail.notes.push_back(cat(place.name ? cat(place.name.text(), ": ") : std::string(), text));
    };
    running += a.nodes * place.devices_per_node;
    if (!place.has_node) note("no node is named, so accelerators stand alone: no processors, fans or supplies");
    else if (const HostPower& h = place.node.host; h.cpu_peak + h.cpu_idle + h.memory + h.other == Watts(0))
      note("the node's entry does not say what its host draws: accelerators alone are counted");
    if (p.fabrication) note(made_by(p, place));
    note(unmade_host(p, place));
    if (!p.pue && !place.site.pue) note("no site is named: energy of the facility is that of its machines, without cooling and power delivery");
  }
  if (running > use.all + 1e-6) detail.notes.push_back(cat("whole nodes run: ", number_text(running - use.all), " of ", number_text(running), " accelerators idle beside those at work"));
  if (!p.duration && !p.steps && !p.run_tokens() && !in.job_duration) detail.notes.emplace_back("nothing says how long it runs: a year");
  const bool told = in.accelerator_power || !in.accelerator_power_by_partition.empty();
  if (!told && !p.compute_utilization && !p.memory_utilization && !p.arithmetic_rate && !p.traffic_rate)
    detail.notes.push_back(p.utilization ? cat("accelerators draw ", to_text(out.accelerator_draw), ": idle and ", number_text(100 * *p.utilization, 3), " % of the way to peak")
                                         : cat("no stage says what accelerators draw: ", to_text(out.accelerator_draw), ", 85 % of the way from idle to peak"));
  if (out.carbon_direct && out.carbon_life_cycle)
    detail.notes.emplace_back("direct and life-cycle carbon of electricity are two accounts of the same kWh: compare within one, never add them");
}

}  // namespace

void describe(const SustainabilityState& state, const SustainabilityParams& params, const SustainabilityInputs& inputs,
              const SustainabilityOutputs& out, const sdk::FleetUse& use, const std::vector<PlaceAnswer>& places, Detail& detail) {
  boundary_table(out, detail);
  site_table(state, places, detail);
  part_table(places.front().busy, detail);
  notes(state, params, inputs, out, use, places, detail);
  std::string text = cat("Over ", to_text(out.run_time), " the facility takes ", to_text(out.energy), ", ",
                         out.overhead_share ? cat("of it ", number_text(100 * *out.overhead_share, 3), " % for cooling and power delivery") : std::string("without cooling and power delivery, which no site states"),
                         "; accelerators alone ", to_text(out.accelerator_energy));
  if (out.carbon_direct) text += cat("; direct carbon ", to_text(*out.carbon_direct));
  if (out.carbon_life_cycle) text += cat("; life cycle ", to_text(*out.carbon_life_cycle));
  detail.verdict = text + ".";
}

}  // namespace fleetline::sustainability
