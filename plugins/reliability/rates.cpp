#include "rates.hpp"

#include <algorithm>
#include <map>

#include "fleetline/text.hpp"

namespace fleetline::reliability {
namespace {

bool has(std::string_view text, std::string_view part) { return text.find(part) != std::string_view::npos; }

/// Fabrics say by name where a switch stands.
Part kind_of_switch(std::string_view name) {
  if (has(name, "leaf") || has(name, "top of rack")) return Part::leaf_switch;
  if (has(name, "spine") || has(name, "core")) return Part::spine_switch;
  if (has(name, "NVSwitch") || has(name, "PCIe")) return Part::node_switch;
  return Part::other_switch;
}

/// Parts that may take others along. Accelerators and adapters take nobody, and there are many of them.
bool may_be_common(VertexKind kind) { return kind != VertexKind::accelerator && kind != VertexKind::nic; }

}  // namespace

std::string_view name_of(Part part) {
  constexpr std::string_view names[] = {"accelerators",      "hosts",         "network adapters",
                                        "switches in nodes", "leaf switches", "spine switches",
                                        "other switches",    "racks",         "software"};
  return names[static_cast<std::size_t>(part)];
}

PerPart parts_of(const Fleet& fleet) {
  PerPart parts;
  for (const Partition& p : fleet.partitions()) parts[Part::accelerator] += p.devices, parts[Part::host] += p.nodes();
  parts[Part::software] = parts[Part::host];
  const TopologyView* graph = fleet.topology();
  if (graph == nullptr) return parts;
  for (std::uint32_t v = 0; v < graph->vertex_count(); ++v) {
    const VertexKind kind = graph->kind(Vertex{v});
    if (kind == VertexKind::nic)
      ++parts[Part::nic];
    else if (kind == VertexKind::rack)
      ++parts[Part::rack];
    else if (kind == VertexKind::switch_)
      ++parts[kind_of_switch(graph->name(Vertex{v}).text())];
  }
  return parts;
}

std::vector<PerPart> parts_by_partition(const Fleet& fleet) {
  std::vector<PerPart> parts;
  PerPart shared = parts_of(fleet);
  double devices = 0;
  for (const Partition& p : fleet.partitions()) {
    PerPart& own = parts.emplace_back();
    own[Part::accelerator] = p.devices;
    own[Part::host] = own[Part::software] = p.nodes();
    devices += p.devices;
  }
  if (parts.empty()) return parts;
  if (const TopologyView* graph = fleet.topology()) {
    // Hosts are numbered partition by partition, as devices are.
    std::size_t at = 0;
    std::uint32_t seen = 0;
    for (std::uint32_t v = 0; v < graph->vertex_count(); ++v) {
      if (graph->kind(Vertex{v}) != VertexKind::host) continue;
      while (at + 1 < parts.size() && seen == fleet.partitions()[at].nodes()) ++at, seen = 0;
      ++seen;
      for (const Vertex part : graph->failing_with(Vertex{v})) {
        if (graph->kind(part) == VertexKind::nic) ++parts[at][Part::nic];
        if (graph->kind(part) == VertexKind::switch_) ++parts[at][kind_of_switch(graph->name(part).text())];
      }
    }
  }
  for (const PerPart& own : parts) shared.add(own, -1);
  for (std::size_t i = 0; i < parts.size(); ++i) parts[i].add(shared, fleet.partitions()[i].devices / devices);
  return parts;
}

namespace {

std::optional<Seconds> stated_time(const Failures& f, Part part) {
  switch (part) {
    case Part::accelerator: return f.accelerator;
    case Part::host: return f.host;
    case Part::nic: return f.nic;
    case Part::node_switch: return f.node_switch;
    case Part::leaf_switch: return f.leaf_switch;
    case Part::spine_switch: return f.spine_switch;
    case Part::other_switch: return f.switch_;
    case Part::rack: return f.rack;
    case Part::software: return f.software;
  }
  return {};
}

/// Several counts of a part are one: a year here and a month there.
std::optional<Seconds> counted_time(const Failures& f, Part part) {
  double failures = 0;
  Seconds time{0};
  for (const Count& c : f.counted)
    if (c.part == part) failures += c.failures, time += c.period * c.parts;
  return failures > 0 ? std::optional(time / failures) : std::nullopt;
}

}  // namespace

std::optional<Seconds> mean_time(const Failures& f, Part part) {
  if (const auto stated = stated_time(f, part)) return stated;
  if (const auto counted = counted_time(f, part)) return counted;
  // What is known of any switch stands in for those of which nothing else is.
  const bool named = part == Part::leaf_switch || part == Part::spine_switch;
  return named ? mean_time(f, Part::other_switch) : std::nullopt;
}

MeanTimes mean_times(const Failures& failures) {
  MeanTimes times;
  for (std::size_t i = 0; i < part_count; ++i) times[i] = mean_time(failures, static_cast<Part>(i));
  return times;
}

PerPart rates_of(const PerPart& parts, const Failures& failures) {
  PerPart rates;
  for (std::size_t i = 0; i < part_count; ++i)
    if (const auto mtbf = mean_time(failures, static_cast<Part>(i))) rates.values[i] = parts.values[i] / mtbf->base();
  return rates;
}

double total(const PerPart& rates) {
  double sum = 0;
  for (const double rate : rates.values) sum += rate;
  return sum;
}

double node_rate(const PerPart& rates) {
  return rates[Part::accelerator] + rates[Part::host] + rates[Part::nic] + rates[Part::node_switch];
}

Blast largest_blast(const Fleet& fleet) {
  Blast blast;
  const TopologyView* graph = fleet.topology();
  if (graph == nullptr) return blast;
  for (std::uint32_t v = 0; v < graph->vertex_count(); ++v) {
    if (!may_be_common(graph->kind(Vertex{v}))) continue;
    const std::uint32_t size = graph->blast_set_size(Vertex{v});
    if (size > blast.size) blast = {size, 0};
    blast.parts += size == blast.size;
  }
  return blast;
}

namespace {

/// How many of each size: ordered, so that no answer depends on hashing.
using Sizes = std::map<double, int>;
double commonest(const Sizes& sizes) {
  const auto most =
      std::max_element(sizes.begin(), sizes.end(), [](const auto& a, const auto& b) { return a.second < b.second; });
  return most == sizes.end() ? 0 : most->first;
}

bool is_leaf(const TopologyView& graph, Vertex v) {
  return graph.kind(v) == VertexKind::switch_ && kind_of_switch(graph.name(v).text()) == Part::leaf_switch;
}

/// The one leaf that all cables of a host end at; nothing when there are several, as in rails, or none.
std::optional<Vertex> only_leaf(const TopologyView& graph, Vertex host) {
  std::optional<Vertex> only;
  for (const Vertex part : graph.failing_with(host))
    for (const Neighbour& n : graph.neighbours(part)) {
      if (!is_leaf(graph, n.vertex)) continue;
      if (only && !(*only == n.vertex)) return {};
      only = n.vertex;
    }
  return only;
}

}  // namespace

CommonCauses common_causes(const Fleet& fleet) {
  const TopologyView* graph = fleet.topology();
  if (graph == nullptr || fleet.partitions().empty()) return {};
  const double per_node = fleet.partitions().front().devices_per_node;
  Sizes racks, leaves;
  std::map<std::uint32_t, int> cut_off;  // nodes by the leaf that alone connects them
  for (std::uint32_t v = 0; v < graph->vertex_count(); ++v) {
    if (graph->kind(Vertex{v}) == VertexKind::rack) ++racks[graph->blast_set_size(Vertex{v}) / per_node];
    if (graph->kind(Vertex{v}) != VertexKind::host) continue;
    if (const auto leaf = only_leaf(*graph, Vertex{v})) ++cut_off[leaf->id];
  }
  for (const auto& [leaf, nodes] : cut_off) ++leaves[nodes];
  return {commonest(racks), commonest(leaves)};
}

const Schema<Count>& Count::schema() {
  using C = Count;
  static const FieldOptions some{.range = positive, .required = true};
  static const auto schema =
      Schema<C>("Failures that somebody counted")
          .add("part", &C::part,
               {{Part::accelerator, {"accelerator", 0, "with its memory"}},
                {Part::host, {"host", 0, "processors, memory, disks, power; or all that stops a node"}},
                {Part::nic, {"nic", 0, "network adapter with its cable"}},
                {Part::node_switch, {"node_switch", 0, "inside a node"}},
                {Part::leaf_switch, {"leaf_switch", 0, "that hosts hang on"}},
                {Part::spine_switch, {"spine_switch", 0, "between leaves"}},
                {Part::other_switch, {"switch", 0, "any outside nodes"}},
                {Part::rack, {"rack", 0, "what it shares"}},
                {Part::software, {"software", 0, "per host"}}},
               "Of which part", {.required = true})
          .add("failures", &C::failures, "", "That stopped a job", some)
          .add("parts", &C::parts, "", "That were at work", some)
          .add("period", &C::period, "d", "For how long", some);
  return schema;
}

namespace {

/// A part whose mean time is stated and counted has two.
void check(const Failures& f, const Table& table, ReadContext& context) {
  for (const Count& c : f.counted)
    if (stated_time(f, c.part))
      context.problems.add(table.find("counted")->where, context.path_of("counted"),
                           cat("the mean time of ", name_of(c.part), " is stated beside what was counted of them"), "one of the two");
}

}  // namespace

const Schema<Failures>& Failures::schema() {
  using F = Failures;
  static const FieldOptions time{.range = positive};
  static const auto schema =
      Schema<F>("Mean times between failures that stop a job, of one part each; what is not given is not counted")
          .add("accelerator", &F::accelerator, "yr", "Of an accelerator with its memory", time)
          .add("host", &F::host, "yr", "Of a host: processors, memory, disks, power, maintenance", time)
          .add("nic", &F::nic, "yr", "Of a network adapter with its cable", time)
          .add("node_switch", &F::node_switch, "yr", "Of a switch inside a node", time)
          .add("leaf_switch", &F::leaf_switch, "yr", "Of a leaf switch; not given: as `switch`", time)
          .add("spine_switch", &F::spine_switch, "yr", "Of a spine switch; not given: as `switch`", time)
          .add("switch", &F::switch_, "yr", "Of any switch outside nodes", time)
          .add("rack", &F::rack, "yr", "Of what a rack shares: power, cooling", time)
          .add("software", &F::software, "yr", "Of the software, per host", time)
          .add("counted", &F::counted, "", "Instead: failures of so many parts in a time")
          .add("low", &F::low, "1", "All rates times this: what the most reliable comparable fleet showed",
               {.range = fraction})
          .add("high", &F::high, "1", "All rates times this: what the least reliable showed", {.range = at_least(1)})
          .check(check);
  return schema;
}

}  // namespace fleetline::reliability
