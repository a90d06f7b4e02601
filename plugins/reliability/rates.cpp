#include "rates.hpp"

namespace fleetline::reliability {

Parts parts_of(const Fleet& fleet) {
  Parts parts;
  for (const Partition& p : fleet.partitions()) parts.accelerators += p.devices, parts.hosts += p.nodes();
  const TopologyView* graph = fleet.topology();
  if (graph == nullptr) return parts;
  for (std::uint32_t v = 0; v < graph->vertex_count(); ++v) {
    parts.nics += graph->kind(Vertex{v}) == VertexKind::nic;
    parts.switches += graph->kind(Vertex{v}) == VertexKind::switch_;
  }
  return parts;
}

Rates rates_of(const Parts& parts, const Failures& f) {
  const auto rate = [](double n, const std::optional<Seconds>& mtbf) { return mtbf ? n / *mtbf : Frequency(0); };
  return {.accelerators = rate(parts.accelerators, f.accelerator), .hosts = rate(parts.hosts, f.host), .nics = rate(parts.nics, f.nic),
          .switches = rate(parts.switches, f.switch_), .software = rate(parts.hosts, f.software)};
}

Blast largest_blast(const Fleet& fleet) {
  Blast blast;
  const TopologyView* graph = fleet.topology();
  if (graph == nullptr) return blast;
  for (std::uint32_t v = 0; v < graph->vertex_count(); ++v) {
    const std::uint32_t size = graph->blast_set_size(Vertex{v});
    if (size > blast.size) blast = {size, 0};
    blast.parts += size == blast.size;
  }
  return blast;
}

const Schema<Failures>& Failures::schema() {
  static const FieldOptions time{.range = positive};
  static const auto schema =
      Schema<Failures>("Mean times between failures that stop a job, of one part")
          .add("accelerator", &Failures::accelerator, "yr", "Of an accelerator with its memory", {.range = positive, .required = true})
          .add("host", &Failures::host, "yr", "Of a host: processors, memory, disks, power, maintenance", {.range = positive, .required = true})
          .add("nic", &Failures::nic, "yr", "Of a network card with its cable", time)
          .add("switch", &Failures::switch_, "yr", "Of a switch", time)
          .add("software", &Failures::software, "yr", "Of the software, per host", time)
          .add("low", &Failures::low, "1", "All rates times this: what the most reliable comparable fleet showed", {.range = fraction})
          .add("high", &Failures::high, "1", "All rates times this: what the least reliable showed", {.range = fleetline::at_least(1)});
  return schema;
}

}  // namespace fleetline::reliability
