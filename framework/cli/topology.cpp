// fleetline topology FILE: how the fleet of a scenario is wired, as tables or as a drawing.
#include <cmath>
#include <ostream>

#include "fleetline/text.hpp"
#include "fleetline/units.hpp"
#include "opened.hpp"
#include "out_file.hpp"
#include "topology/drawing.hpp"

namespace fleetline::cli {
namespace {

[[noreturn]] void refuse(const Where& where, std::string what, std::string expected) {
  Problems problems;
  problems.add(where, "fleet", std::move(what), std::move(expected));
  problems.raise();
  std::abort();  // raise() throws: there is a problem
}

/// The first there is; `others` counts those that other variants and the steps of sweeps have.
const BuiltFleet& first_fleet(const Opened& opened, std::size_t& others) {
  const Where file = opened.document.root.where;
  const BuiltFleet* first = nullptr;
  for (const Plan& plan : opened.scenario.plans) {
    const Subject* subject = plan.subject("fleet");
    if (!subject) continue;
    others += subject->instances.size() - (first == nullptr);
    if (!first) first = dynamic_cast<const BuiltFleet*>(subject->instances.front().fleet.get());
  }
  if (!first) refuse(file, "the scenario has no fleet: one device has no topology", "[fleet] with node = \"DGX_H100\", nodes = 4, fabric = \"InfiniBand_NDR\", for example");
  if (!first->topology())
    refuse(file, cat("nothing connects the fleet's ", first->device_count(), " accelerators"), "node_fabric or node, and fabric, in [fleet]");
  return *first;
}

void add_tiers(const FleetReport& r, Results& results) {
  DetailTable& table = results.tables.emplace_back(DetailTable{"tiers", "What all that a tier connects have of it, one direction, if all send at once", {}});
  DetailColumn &where = table.add_text("tier"), &fabric = table.add_text("fabric");
  DetailColumn &units = table.add("units", {}, ""), &ranks = table.add("accelerators_each", {}, "");
  DetailColumn &own = table.add("per_accelerator", Bandwidth::dimension, "GB/s"), &shared = table.add("bottleneck", Bandwidth::dimension, "GB/s"),
               &bisection = table.add("bisection", Bandwidth::dimension, "TB/s"), &latency = table.add("latency", Seconds::dimension, "us"),
               &hops = table.add("links", {}, "");
  DetailColumn& algorithms = table.add_text("algorithms");
  for (const TierReport& t : r.tiers) {
    where.texts.push_back(t.where);
    fabric.texts.emplace_back(t.fabric.text());
    units.numbers.push_back(static_cast<double>(t.profile.units));
    ranks.numbers.push_back(static_cast<double>(t.profile.ranks));
    own.numbers.push_back(t.profile.per_device.base());
    shared.numbers.push_back(t.profile.bottleneck.base());
    bisection.numbers.push_back(t.bisection.base());
    latency.numbers.push_back(t.profile.latency.base());
    hops.numbers.push_back(t.profile.hops);
    std::string names;
    for (const Label name : t.algorithms) names += cat(names.empty() ? "" : ", ", name.text());
    algorithms.texts.push_back(std::move(names));
  }
}

void add_vertices(const FleetReport& r, Results& results) {
  DetailTable& table = results.tables.emplace_back(DetailTable{"vertices", "What the graph consists of", {}});
  DetailColumn &kind = table.add_text("kind"), &name = table.add_text("name"), &count = table.add("count", {}, "");
  for (const VertexCount& v : r.vertices) {
    kind.texts.emplace_back(name_of(v.kind));
    name.texts.emplace_back(v.name.text());
    count.numbers.push_back(static_cast<double>(v.count));
  }
}

void add_links(const FleetReport& r, Results& results) {
  DetailTable& table = results.tables.emplace_back(DetailTable{"links", "Bandwidth of one direction, all cables of a link together", {}});
  DetailColumn &kind = table.add_text("link"), &a = table.add_text("from"), &b = table.add_text("to"), &count = table.add("count", {}, ""),
               &bandwidth = table.add("bandwidth", Bandwidth::dimension, "GB/s"), &cables = table.add("cables", {}, ""),
               &latency = table.add("latency", Seconds::dimension, "us");
  for (const LinkCount& l : r.links) {
    kind.texts.emplace_back(l.link.kind.text());
    a.texts.emplace_back(l.a.text());
    b.texts.emplace_back(l.b.text());
    count.numbers.push_back(static_cast<double>(l.count));
    bandwidth.numbers.push_back(l.link.bandwidth.base() * l.link.lanes);
    cables.numbers.push_back(l.link.lanes);
    latency.numbers.push_back(l.link.latency.base());
  }
}

void add_switches(const FleetReport& r, Results& results) {
  DetailTable& table = results.tables.emplace_back(DetailTable{"switches", "What meets at one, towards the accelerators and beyond; oversubscribed above 1", {}});
  DetailColumn &kind = table.add_text("kind"), &name = table.add_text("name"), &count = table.add("count", {}, ""),
               &below = table.add("below", Bandwidth::dimension, "GB/s"), &beyond = table.add("beyond", Bandwidth::dimension, "GB/s"),
               &over = table.add("oversubscription", {}, "");
  for (const SwitchLoad& s : r.switches) {
    kind.texts.emplace_back(name_of(s.kind));
    name.texts.emplace_back(s.name.text());
    count.numbers.push_back(static_cast<double>(s.count));
    below.numbers.push_back(s.below.base());
    beyond.numbers.push_back(s.beyond.base() > 0 ? s.beyond.base() : std::nan(""));
    over.numbers.push_back(s.oversubscription() > 0 ? s.oversubscription() : std::nan(""));
  }
}

void add_blasts(const FleetReport& r, Results& results) {
  DetailTable& table = results.tables.emplace_back(DetailTable{"blast_sets", "Accelerators that are lost when one of these fails", {}});
  DetailColumn &kind = table.add_text("kind"), &name = table.add_text("name"), &count = table.add("count", {}, ""), &lost = table.add("accelerators_lost", {}, "");
  for (const BlastCount& b : r.blasts) {
    kind.texts.emplace_back(name_of(b.kind));
    name.texts.emplace_back(b.name.text());
    count.numbers.push_back(static_cast<double>(b.count));
    lost.numbers.push_back(b.lost);
  }
}

/// The way between the ends of the fleet, vertex by vertex, each with the link that leads on.
void add_route(const FleetReport& r, const TopologyView& graph, Results& results) {
  if (r.devices == 1 || !r.route.path.connected) return;
  DetailTable& table = results.tables.emplace_back(DetailTable{"route", {}, {}});
  table.doc = cat("The best way from the first accelerator to the last: ", counted_as(r.route.path.hops, "link"), ", ", to_text(r.route.path.bottleneck),
                  " at the narrowest, ", to_text(r.route.path.latency), " one way");
  DetailColumn &kind = table.add_text("kind"), &name = table.add_text("name"), &link = table.add_text("next_link");
  DetailColumn &bandwidth = table.add("bandwidth", Bandwidth::dimension, "GB/s"), &latency = table.add("latency", Seconds::dimension, "us");
  for (std::size_t i = 0; i < r.route.way.size(); ++i) {
    const Vertex at = r.route.way[i];
    const WiredLink* on = i < r.route.links.size() ? &graph.links()[r.route.links[i]] : nullptr;
    kind.texts.emplace_back(name_of(graph.kind(at)));
    name.texts.emplace_back(graph.name(at).text());
    link.texts.emplace_back(on ? on->link.kind.text() : "");
    bandwidth.numbers.push_back(on ? on->bandwidth() : std::nan(""));
    latency.numbers.push_back(on ? on->link.latency.base() : std::nan(""));
  }
}

std::string verdict(const FleetReport& r) {
  const auto several = [](std::size_t n, std::string_view what) { return cat(n, " ", what, n == 1 ? "" : "s"); };
  const std::string fleet = cat(several(r.devices, "accelerator"), " in ", several(r.nodes, "node"), " at ", several(r.sites, "site"));
  if (!r.everybody.connected) return cat(fleet, ", not connected: ", r.everybody.gap.text(), "; expected ", r.everybody.remedy.text(), ".");
  if (r.tiers.empty()) return cat(fleet, ".");
  const TierReport& top = r.tiers.back();
  return cat(fleet, "; ", top.where, " each has ", to_text(top.profile.bottleneck), " if all send, and half of them send the other half ", to_text(top.bisection), ".");
}

Results report(const Opened& opened, const BuiltFleet& fleet, std::size_t others) {
  const FleetReport r = report_on(fleet);
  Results results;
  results.name = opened.scenario.name;
  results.verdict = verdict(r);
  add_tiers(r, results);
  add_vertices(r, results);
  add_links(r, results);
  add_switches(r, results);
  add_blasts(r, results);
  add_route(r, fleet.graph(), results);
  if (others > 0) results.assumptions.push_back(cat("The first of ", others + 1, " fleets that the scenario's variants and sweeps make; --set fleet.KEY=VALUE for another."));
  results.context.emplace_back("fleetline", FLEETLINE_VERSION);
  return results;
}

}  // namespace

int topology(const TopologyOptions& options) {
  refuse_csv(options, "topology");
  const Opened opened = open_fleets(options);
  std::size_t others = 0;
  const BuiltFleet& fleet = first_fleet(opened, others);
  write_answer(options.out_file, [&](std::ostream& out) {
    if (options.dot) return draw(fleet.graph(), opened.scenario.name, options.full, out);
    OutputOptions output = options.output;
    output.max_rows = 0;
    write(report(opened, fleet, others), output, out);
  });
  return done;
}

}  // namespace fleetline::cli
