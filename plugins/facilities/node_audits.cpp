#include <algorithm>
#include <cmath>
#include <iterator>
#include <string>

#include "audits.hpp"
#include "fleetline/hardware.hpp"
#include "fleetline/text.hpp"
#include "fleetline/units.hpp"

namespace fleetline::facilities {
namespace {

std::string text(double base, std::string_view unit) { return write_short(base, parse_unit(unit).value->dimension); }

std::string name_at(const EntryView& node, std::string_view field) {
  const Value* value = node.table().find(field);
  return value != nullptr && value->text() != nullptr ? *value->text() : std::string();
}

const EntryView* device_of(const EntryView& node) { return node.find("hardware", name_at(node, "hardware")); }
const EntryView* fabric_of(const EntryView& node) {
  const std::string name = name_at(node, "node_fabric");
  return name.empty() ? nullptr : node.find("fabrics", name);
}

double of_devices(const EntryView& node, std::string_view column) {
  const EntryView* device = device_of(node);
  return device != nullptr ? node.number("devices_per_node") * device->number(column) : std::nan("");
}

void names(const EntryView& node, Findings& findings) {
  if (device_of(node) == nullptr)
    findings.error("hardware",
                   cat("'", name_at(node, "hardware"), "' is no hardware of the registry, or a broken one"));
  if (!name_at(node, "node_fabric").empty() && fabric_of(node) == nullptr)
    findings.error("node_fabric",
                   cat("'", name_at(node, "node_fabric"), "' is no fabric of the registry, or a broken one"));
}

/// Everything at work, behind power supplies at 94 %, against what the maker lets it draw. Makers rate some servers
/// below the sum of their parts' limits, which are not reached together.
void rated_power(const EntryView& node, Findings& findings) {
  const double rated = node.number("rated_power");
  const EntryView* device = device_of(node);
  if (std::isnan(rated) || device == nullptr) return;
  const double accelerators = node.number("devices_per_node") * device->number("peak_power");
  double parts = accelerators;
  bool all_known = true;
  for (const char* part : {"cpu_peak", "memory", "network", "switches", "storage", "fans_peak", "other"}) {
    const double watts = node.number(cat("host.", part));
    all_known = all_known && !std::isnan(watts);
    parts += std::isnan(watts) ? 0 : watts;
  }
  const double at_the_plug = parts / 0.94;
  const std::string told = cat("the parts draw ", text(at_the_plug, "W"), " at the plug, accelerators ",
                               text(accelerators, "W"), " of it; rated are ", text(rated, "W"));
  if (accelerators > rated || at_the_plug > 1.3 * rated)
    findings.error("rated_power", told, "about the sum of the parts");
  else if (at_the_plug > 1.1 * rated || (all_known && at_the_plug < 0.75 * rated))
    findings.warning("rated_power", told);
  if (const double supplies = node.number("power_supplies.capacity"); supplies < rated * 0.9)
    findings.error("power_supplies.capacity", cat(text(supplies, "W"), " for a node of ", text(rated, "W")),
                   "at least what the node may draw");
}

/// Inside a node, a device reaches the others by its own links: all of them through switches; meshes and tori may leave
/// some for the network.
void node_fabric(const EntryView& node, Findings& findings) {
  const EntryView *device = device_of(node), *fabric = fabric_of(node);
  if (device == nullptr || fabric == nullptr) return;
  if (const double most = fabric->number("most_devices"), held = node.number("devices_per_node"); held > most)
    findings.error("devices_per_node",
                   cat(number_text(held), ", and ", fabric->name(), " connects ", number_text(most)),
                   cat("at most ", number_text(most)));
  if (fabric->kind() == "pcie") return;
  const double link = device->number("link_bandwidth"), wire = fabric->number("per_device");
  const std::string told = cat(fabric->name(), " gives each device ", text(wire, "B/s"), ", ", device->name(),
                               " has links of ", text(link, "B/s"));
  if (wire > 1.02 * link)
    findings.error("node_fabric", told, "the same in one direction");
  else if (wire < 0.98 * link && fabric->kind() == "nvlink")
    findings.error("node_fabric", told, "the same in one direction");
}

/// What a node brings to the network, and to its main memory. A lane of HDR for eight accelerators (V100 in a cloud) to
/// three adapters of 800 Gbit/s for each; PCI Express 3.0 to NVLink-C2C.
void outside_links(const EntryView& node, Findings& findings) {
  const double adapters = node.number("adapters"), rate = node.number("adapter_bandwidth") * 8e-9;
  if (std::isnan(adapters) != std::isnan(rate))
    findings.error(std::isnan(adapters) ? "adapter_bandwidth" : "adapters", "adapters and their bandwidth go together",
                   "both, or neither");
  if (const double each = adapters * rate / node.number("devices_per_node"); each < 3 || each > 2400)
    findings.error("adapter_bandwidth", cat(number_text(each, 4), " Gbit/s for each accelerator"),
                   "3 to 2,400 Gbit/s: of one adapter, one direction");
  if (const double host = node.number("host_bandwidth") * 1e-9; host < 1 || host > 1000)
    findings.error("host_bandwidth", cat(number_text(host, 4), " GB/s between main memory and an accelerator"),
                   "1 to 1,000 GB/s, one direction");
}

/// A server costs its accelerators, and a tenth to twice as much besides.
void price(const EntryView& node, Findings& findings) {
  const EntryView* device = device_of(node);
  const double each = node.number("price") / node.number("devices_per_node");
  if (each < 1000 || each > 150'000)
    findings.error("price", cat("$", number_text(each, 4), " for each accelerator"),
                   "$1,000 to $150,000: of the whole node");
  if (const double alone = device != nullptr ? device->number("price") : std::nan(""); each < 0.5 * alone)
    findings.error("price",
                   cat("$", number_text(each, 4), " for each accelerator, which costs $", number_text(alone), " alone"),
                   "of the whole node");
}

void rents(const EntryView& node, Findings& findings) {
  const double on_demand = node.number("rent_on_demand");
  for (const char* cheaper : {"rent_reserved", "rent_spot"})
    if (node.number(cheaper) > on_demand)
      findings.warning(cheaper, "dearer than by the hour on demand", "at most rent_on_demand");
  const double hours = node.number("price") / (node.number("on_demand_per_node") * 3600);
  if (hours < 1000 || hours > 100'000)
    findings.error("price", cat("the price of a node is paid by its rent after ", number_text(hours, 3), " h"),
                   "1,000 h to 100,000 h");
}

}  // namespace

std::vector<Derived> node_derived() {
  std::vector<Derived> derived{
      {"memory", "GB", "Of all its accelerators", "devices_per_node * memory of its hardware",
       [](const EntryView& node) { return of_devices(node, "memory_capacity"); }},
      {"dense_16", "PFLOP/s", "Dense 16-bit rate of all its accelerators",
       "devices_per_node * dense_16 of its hardware",
       [](const EntryView& node) { return of_devices(node, "dense_16"); }},
      {"accelerator_power", "kW", "Largest draw of all its accelerators",
       "devices_per_node * peak_power of its hardware",
       [](const EntryView& node) { return of_devices(node, "peak_power"); }},
      {"network", "Gbit/s", "To other nodes, all adapters for accelerators, one direction",
       "adapters * adapter_bandwidth",
       [](const EntryView& node) { return node.number("adapters") * node.number("adapter_bandwidth"); }}};
  std::ranges::move(node_rents(), std::back_inserter(derived));
  return derived;
}

std::vector<Audit> node_audits() {
  return {{"names", "Accelerators and fabric are entries of the registry", names},
          {"rated-power", "The parts draw about what the node is rated for, and its power supplies can give it",
           rated_power},
          {"node-fabric",
           "The fabric of a node gives each device the bandwidth of the device's own links, and connects all of them",
           node_fabric},
          {"outside-links", "Adapters bring 3 to 2,400 Gbit/s to each accelerator, main memory 1 to 1,000 GB/s",
           outside_links},
          {"price", "A node costs $1,000 to $150,000 for each accelerator, and half of what they cost alone at least",
           price},
          {"rents", "Rent by the hour is dearest, and pays the price within 1,000 to 100,000 hours", rents}};
}

}  // namespace fleetline::facilities
