// What a device has of its fabric: links by their number, and all of them together.
#include <algorithm>
#include <array>
#include <limits>

#include "cluster_fabric.hpp"
#include "dragonfly.hpp"
#include "fabric_entry.hpp"
#include "node_fabric.hpp"
#include "torus.hpp"

namespace fleetline::fabrics {
namespace {

constexpr double not_known = std::numeric_limits<double>::quiet_NaN();

template <class Params>
const Params& params(const EntryView& entry) {
  return *static_cast<const Params*>(entry.params());
}

template <class Params>
double bandwidth(const EntryView& entry) {
  return params<Params>(entry).bandwidth.base();
}

/// Of the device that most cables end at: `lanes` to each other device, and those that are listed.
double mesh_links(const EntryView& entry) {
  const auto& p = params<MeshParams>(entry);
  std::array<std::int64_t, most_meshed> ends{};
  for (const MeshLink& cable : p.cables)
    for (const std::int64_t end : {cable.a, cable.b})
      if (0 <= end && end < most_meshed) ends[static_cast<std::size_t>(end)] += cable.lanes;
  return static_cast<double>(p.lanes * (p.devices - 1) + *std::ranges::max_element(ends));
}

TorusShape shape(const EntryView& entry) {
  bool good = false;
  return TorusShape::read(params<TorusParams>(entry).shape, good);
}

/// Two for each side; along a side of two both ways round are one.
double torus_links(const EntryView& entry) {
  const TorusShape box = shape(entry);
  double links = 0;
  for (std::uint32_t i = 0; i < box.count; ++i) links += box.sides[i] > 2 ? 2 : 1;
  return links;
}

/// Nothing where a node has an adapter for each accelerator, however many it holds.
template <class Params>
double adapters_per_node(const EntryView& entry) {
  const auto adapters = params<Params>(entry).adapters;
  return adapters > 0 ? static_cast<double>(adapters) : not_known;
}

template <class Params>
double per_node(const EntryView& entry) {
  return adapters_per_node<Params>(entry) * bandwidth<Params>(entry);
}

constexpr auto links_doc = "Links that end at one device";
constexpr auto per_device_doc = "Of one device, all its links, one direction";

/// Of fabrics between nodes.
template <class Params>
std::vector<Derived> between_nodes() {
  return {
      {"adapters_per_node", "1", "Adapters of a node; empty: one for each accelerator", "adapters, where it is not 0",
       adapters_per_node<Params>},
      {"per_node", "Gbit/s", "Of a node, all its adapters, one direction", "adapters * bandwidth", per_node<Params>},
      {"most_devices", "1", "Accelerators that it was built for", "largest",
       [](const EntryView& e) { return static_cast<double>(params<Params>(e).largest); }}};
}

}  // namespace

std::vector<Derived> nvlink_derived() {
  return {{"per_device", "GB/s", per_device_doc, "bandwidth", bandwidth<NvlinkParams>},
          {"most_devices", "1", "Devices that it connects", "ports",
           [](const EntryView& e) { return static_cast<double>(params<NvlinkParams>(e).ports); }}};
}

std::vector<Derived> mesh_derived() {
  return {{"links_per_device", "1", links_doc, "lanes * (devices - 1) + cables that end at it", mesh_links},
          {"per_device", "GB/s", per_device_doc, "links_per_device * bandwidth",
           [](const EntryView& e) { return mesh_links(e) * bandwidth<MeshParams>(e); }},
          {"most_devices", "1", "Devices that it connects", "devices",
           [](const EntryView& e) { return static_cast<double>(params<MeshParams>(e).devices); }}};
}

std::vector<Derived> pcie_derived() {
  return {{"per_device", "GB/s", per_device_doc, "bandwidth", bandwidth<PcieParams>},
          {"most_devices", "1", "Devices that it connects", "ports",
           [](const EntryView& e) { return static_cast<double>(params<PcieParams>(e).ports); }}};
}

std::vector<Derived> torus_derived() {
  return {{"links_per_device", "1", links_doc, "two for each side of the shape, one for a side of two", torus_links},
          {"per_device", "GB/s", per_device_doc, "links_per_device * bandwidth",
           [](const EntryView& e) { return torus_links(e) * bandwidth<TorusParams>(e); }},
          {"most_devices", "1", "Devices that it connects", "product of the sides of the shape",
           [](const EntryView& e) { return static_cast<double>(shape(e).devices()); }}};
}

std::vector<Derived> clos_derived() { return between_nodes<ClosParams>(); }
std::vector<Derived> dragonfly_derived() { return between_nodes<DragonflyParams>(); }

}  // namespace fleetline::fabrics
