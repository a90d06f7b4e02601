#include "node_fabric.hpp"

#include <algorithm>

#include "fleetline/problem.hpp"
#include "fleetline/text.hpp"

namespace fleetline::fabrics {

const Schema<NvlinkParams>& NvlinkParams::schema() {
  using P = NvlinkParams;
  static const auto s =
      Schema<P>("NVLink between the devices of a node, through switches")
          .add("bandwidth", &P::bandwidth, "GB/s", "Of one device into the switches, one direction", {.range = positive, .required = true})
          .add("latency", &P::latency, "ns", "From a device to a switch, one way", {.range = non_negative})
          .add("switches", &P::switches, "", "NVSwitches; each device has a link to each", {.range = {.low = 1, .high = 512}})
          .add("ports", &P::ports, "", "Devices that the switches connect", {.range = {.low = 2, .high = 1024}})
          .add("in_switch_from", &P::in_switch_from, "", "Devices from which on the library lets the switch reduce", {.range = at_least(2)})
          .add("switches_reduce", &P::switches_reduce, "", "Whether the library lets them (NCCL_NVLS_ENABLE)")
          .add("library", &P::library, "", "What the communication library makes of it: a record of registry/stacks");
  return s;
}

const Schema<MeshParams>& MeshParams::schema() {
  using P = MeshParams;
  static const auto s =
      Schema<P>("Cables between the devices of a node, without a switch: as listed, or each with each")
          .add("bandwidth", &P::bandwidth, "GB/s", "Of one cable, one direction", {.range = positive, .required = true})
          .add("latency", &P::latency, "ns", "Of one cable, one way", {.range = non_negative})
          .add("links", &P::links, "", "What the cables are called: NVLink, xGMI, Xe Link")
          .add("devices", &P::devices, "", "Devices that the mesh was built for", {.range = {.low = 2, .high = most_meshed}})
          .add("lanes", &P::lanes, "", "Cables between any two devices; 0: only those listed", {.range = {.low = 0, .high = 64}})
          .add("cables", &P::cables, "", "Cables one by one, beside those that `lanes` gives every pair")
          .add("library", &P::library, "", "What the communication library makes of it: a record of registry/stacks");
  return s;
}

const Schema<PcieParams>& PcieParams::schema() {
  using P = PcieParams;
  static const auto s =
      Schema<P>("PCI Express: devices on switches, switches on root complexes, root complexes on the processors' link")
          .add("bandwidth", &P::bandwidth, "GB/s", "Of one slot, one direction", {.range = positive, .required = true})
          .add("latency", &P::latency, "ns", "Of one link, one way", {.range = non_negative})
          .add("devices_per_switch", &P::devices_per_switch, "", "Devices below one switch", {.range = at_least(1)})
          .add("roots", &P::roots, "", "Root complexes: processors", {.range = {.low = 1, .high = 16}})
          .add("ports", &P::ports, "", "Devices that fit", {.range = {.low = 1, .high = 64}})
          .add("root_bandwidth", &P::root_bandwidth, "GB/s", "Between two root complexes, one direction", {.range = positive, .required = true})
          .add("library", &P::library, "", "What the communication library makes of it: a record of registry/stacks");
  return s;
}

std::vector<Offer> NodeFabric::offers(const Collective& c, const GroupProfile& group, const Pricer&) const {
  std::vector<Offer> offers;
  weigh(c, group).append_to(offers);
  return offers;
}

Weighed NodeFabric::weigh(const Collective& c, const GroupProfile& group) const {
  Weighed w;
  const auto n = static_cast<double>(group.units);
  const Bandwidth link = ring_link(group), each = min(group.per_device, group.bottleneck);
  const NodeLibrary& l = library_of(library_);
  const bool summed = c.kind == CollectiveKind::all_reduce;
  switch (c.kind) {
    case CollectiveKind::all_reduce:
      if (l.in_switch > 0 && in_switch_from_ > 0 && group.units >= static_cast<std::uint64_t>(in_switch_from_)) w.add(algorithms_.in_switch, in_switch(n, c.payload, group.per_device, l));
      [[fallthrough]];
    case CollectiveKind::all_gather:
    case CollectiveKind::reduce_scatter:
      w.add(algorithms_.ring, ring(c.kind, n, c.payload, link, l));
      if (c.kernels == Kernels::engine) {
        if (summed) w.add(algorithms_.one_shot, one_shot(n, c.payload, each, l));
        w.add(algorithms_.two_shot, two_shot(c.kind, n, c.payload, each, l));
      }
      break;
    case CollectiveKind::all_to_all: w.add(algorithms_.pairwise, pairwise(n, c.payload, each, l)); break;
    case CollectiveKind::broadcast: w.add(algorithms_.chain, chain(n, c.payload, link, l)); break;
    case CollectiveKind::point_to_point: w.add(algorithms_.send, chain(2, c.payload, send_link(group), l)); break;
  }
  return w;
}

Mesh::Mesh(const Params& p) : NodeFabric(p.library, 0), p_(p) {
  const bool full = p_.lanes > 0 && p_.cables.empty();
  const auto devices = static_cast<int>(p_.devices);
  Problems problems;
  for (const MeshLink& l : p_.cables)
    if (l.a == l.b || std::max(l.a, l.b) >= devices)
      problems.add({}, "cables", cat("a cable between devices ", l.a, " and ", l.b, " of ", devices), cat("two different devices from 0 to ", devices - 1));
  if (p_.lanes == 0 && p_.cables.empty()) problems.add({}, "cables", "a mesh without a cable", "cables, or lanes for a cable between any two devices");
  problems.raise();
  for (int a = 0; a < devices; ++a)
    for (int b = a + 1; b < devices && p_.lanes > 0; ++b) p_.cables.push_back({a, b, p_.lanes});
  for (int n = 0; n <= devices; ++n)
    lanes_.push_back(n < 2 ? 0 : full ? full_ring_lanes(n, static_cast<int>(p_.lanes)) : ring_lanes(p_.cables, n));
}

Bandwidth Mesh::ring_link(const GroupProfile& group) const { return p_.bandwidth * lanes_[std::min<std::size_t>(group.units, lanes_.size() - 1)]; }

}  // namespace fleetline::fabrics
