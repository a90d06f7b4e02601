// Links against the signalling that they are built with, one direction of them. Where somebody wrote both directions,
// bytes for bits, or what all links of a device come to together, the figure leaves the raster or the range of its
// kind.
#include <algorithm>
#include <array>
#include <cmath>
#include <string>

#include "cluster_fabric.hpp"
#include "dragonfly.hpp"
#include "fabric_entry.hpp"
#include "fleetline/text.hpp"
#include "fleetline/units.hpp"
#include "node_fabric.hpp"
#include "torus.hpp"
#include "wide_area.hpp"

namespace fleetline::fabrics {
namespace {

constexpr double giga = 1e9, gigabit = 1e9 / 8, nano = 1e-9;

template <class Params>
const Params& params(const EntryView& entry) {
  return *static_cast<const Params*>(entry.params());
}

std::string text(double base, std::string_view unit) { return write_short(base, parse_unit(unit).value->dimension); }

void within_range(Findings& findings, std::string_view path, double value, double low, double high,
                  std::string_view unit, std::string_view hint = {}) {
  if (low <= value && value <= high) return;
  findings.error(path, text(value, unit),
                 cat(text(low, unit), " to ", text(high, unit), hint.empty() ? "" : ": ", hint));
}

bool whole_multiple(double value, double of) {
  const double times = std::round(value / of);
  return times >= 1 && std::abs(value / of / times - 1) < 0.005;
}

/// Of bits per second: what ports of networks are sold at, and boards that join up to eight of them.
bool network_rate(double bandwidth) {
  constexpr std::array rates{1.0, 10.0, 25.0, 40.0, 50.0, 100.0, 200.0, 400.0, 800.0, 1600.0};
  return std::ranges::any_of(rates, [&](double rate) {
    const double times = bandwidth / (rate * gigabit);
    return times < 8.5 && whole_multiple(bandwidth, rate * gigabit);
  });
}

// Links of NVLink carry 20 (P100), 25 (V100 to H100), 50 (B200) or 100 GB/s each way; a device has as many as fit.
void nvlink_signalling(const EntryView& entry, Findings& findings) {
  const double bandwidth = params<NvlinkParams>(entry).bandwidth.base();
  if (!whole_multiple(bandwidth, 20 * giga) && !whole_multiple(bandwidth, 25 * giga))
    findings.error("bandwidth", text(bandwidth, "B/s"), "links of 20, 25, 50 or 100 GB/s in one direction");
  within_range(findings, "bandwidth", bandwidth, 40 * giga, 2000 * giga, "B/s", "of one device, one direction");
}

// Ethernet of 100 Gbit/s in Gaudi's to sixteen lanes of 38.4 Gbit/s in MI350X's. A device of a mesh has at most 1.2
// TB/s in all.
void mesh_signalling(const EntryView& entry, Findings& findings) {
  within_range(findings, "bandwidth", params<MeshParams>(entry).bandwidth.base(), 5 * giga, 150 * giga, "B/s",
               "of one cable, one direction");
  within_range(findings, "bandwidth", entry.number("per_device"), 5 * giga, 1200 * giga, "B/s",
               "all cables of a device, one direction");
}

// 8 GT/s, 128 of 130 bits: 0.985 GB/s a lane (PCI Express 3.0); twice that in each generation since, and one to sixteen
// lanes. From 6.0 on 242 of 256 bytes of a flit are payload: 4 % below the raster.
void pcie_signalling(const EntryView& entry, Findings& findings) {
  const auto& p = params<PcieParams>(entry);
  const double doublings = std::log2(p.bandwidth.base() / (0.985 * giga)), off = doublings - std::round(doublings);
  if (std::exp2(std::abs(off)) > 1.06 || doublings < -0.5 || doublings > 8.5)
    findings.error("bandwidth", text(p.bandwidth.base(), "B/s"),
                   "0.985 GB/s a lane in generation 3.0, twice that in each since, 1 to 16 lanes, one direction");
  within_range(findings, "root_bandwidth", p.root_bandwidth.base(), p.bandwidth.base() / 2, 8 * p.bandwidth.base(),
               "B/s");
}

// 50 GB/s (TPU v5e) to 200 (TPU7x) a link; six of them stay below what HBM moves.
void torus_signalling(const EntryView& entry, Findings& findings) {
  within_range(findings, "bandwidth", params<TorusParams>(entry).bandwidth.base(), 5 * giga, 400 * giga, "B/s",
               "of one link, one direction");
  within_range(findings, "bandwidth", entry.number("per_device"), 5 * giga, 2000 * giga, "B/s",
               "all links of a device, one direction");
}

void port_rate(double bandwidth, Findings& findings) {
  if (!network_rate(bandwidth))
    findings.error("bandwidth", text(bandwidth, "bit/s"),
                   "a rate that ports are sold at: 100, 200, 400, 800 Gbit/s ...");
}

/// One adapter of 1.6 Tbit/s fills sixteen lanes of PCI Express 7.0; more is several adapters, or bytes taken for bits.
template <class Params>
void adapter_signalling(const EntryView& entry, Findings& findings) {
  const double bandwidth = params<Params>(entry).bandwidth.base();
  port_rate(bandwidth, findings);
  if (bandwidth > 1600 * gigabit)
    findings.error("bandwidth", text(bandwidth, "bit/s"), "of one adapter, one direction: at most 1.6 Tbit/s");
}

void line_signalling(const EntryView& entry, Findings& findings) {
  port_rate(params<WideAreaParams>(entry).bandwidth.base(), findings);
}

void between_nodes(const EntryView& entry, Findings& findings) {
  const auto& p = params<ClosParams>(entry);
  if (p.oversubscription > 64)
    findings.error("oversubscription", number_text(p.oversubscription), "1 to 64: below over above");
  if (!p.model) return;
  const auto ports = p.model->ports_of(p.bandwidth);
  if (p.radix != 0 && p.radix != ports)
    findings.error("radix", cat(p.radix, " ports, and the switch has ", ports, " at this rate"), cat(ports));
}

template <class Params>
void latency_within(const EntryView& entry, Findings& findings, double low, double high, std::string_view hint) {
  within_range(findings, "latency", params<Params>(entry).latency.base(), low, high, "s", hint);
}

// A cable on a board is above 100 ns with both its ends; host software adds microseconds, which are the library's.
template <class Params>
void node_latency(const EntryView& entry, Findings& findings) {
  latency_within<Params>(entry, findings, 50 * nano, 5000 * nano, "one way, without software");
}

// The fastest switches pass in 90 ns; AWS measures 2 us through several of its own.
template <class Params>
void switch_latency(const EntryView& entry, Findings& findings) {
  latency_within<Params>(entry, findings, 90 * nano, 20'000 * nano, "a link and the switch behind it, one way");
}

// A kilometre of fibre takes 4.9 us: 1 km to the far side of the earth.
void line_latency(const EntryView& entry, Findings& findings) {
  latency_within<WideAreaParams>(entry, findings, 4.9e-6, 0.2, "4.9 us for each kilometre, one way");
}

Audit signalling(std::string doc, void (*check)(const EntryView&, Findings&)) {
  return {"signalling", std::move(doc), check};
}
Audit latency(std::string doc, void (*check)(const EntryView&, Findings&)) {
  return {"latency", std::move(doc), check};
}
constexpr auto adapter_doc = "An adapter has a rate that ports are sold at, at most 1.6 Tbit/s in one direction";
constexpr auto switch_latency_doc = "A link with the switch behind it takes 90 ns to 20 us one way";
constexpr auto node_latency_doc = "A link inside a node takes 50 ns to 5 us one way";

}  // namespace

std::vector<Audit> nvlink_audits() {
  return {signalling("A device has links of 20, 25, 50 or 100 GB/s, one direction counted", nvlink_signalling),
          latency(node_latency_doc, node_latency<NvlinkParams>)};
}

std::vector<Audit> mesh_audits() {
  return {signalling("A cable carries 5 to 150 GB/s, all of a device at most 1.2 TB/s, one direction counted",
                     mesh_signalling),
          latency(node_latency_doc, node_latency<MeshParams>)};
}

std::vector<Audit> pcie_audits() {
  return {signalling("A slot carries what 1 to 16 lanes of a generation of PCI Express do", pcie_signalling),
          latency(node_latency_doc, node_latency<PcieParams>)};
}

std::vector<Audit> torus_audits() {
  return {signalling("A link carries 5 to 400 GB/s, all of a device at most 2 TB/s, one direction counted",
                     torus_signalling),
          latency(node_latency_doc, node_latency<TorusParams>)};
}

std::vector<Audit> clos_audits() {
  return {
      signalling(adapter_doc, adapter_signalling<ClosParams>),
      latency(switch_latency_doc, switch_latency<ClosParams>),
      {"switches", "The switch has as many ports at the adapters' rate as the fabric says; oversubscription is 1 to 64",
       between_nodes}};
}

std::vector<Audit> dragonfly_audits() {
  return {signalling(adapter_doc, adapter_signalling<DragonflyParams>),
          latency(switch_latency_doc, switch_latency<DragonflyParams>)};
}

std::vector<Audit> wide_area_audits() {
  return {signalling("A line has a rate that ports are sold at, or up to eight of them", line_signalling),
          latency("Light takes 5 us for a kilometre: a line 5 us to 0.2 s", line_latency)};
}

}  // namespace fleetline::fabrics
