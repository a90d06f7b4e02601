#include "torus.hpp"

#include <algorithm>
#include <cmath>

#include "fleetline/problem.hpp"
#include "fleetline/text.hpp"

namespace fleetline::fabrics {
namespace {

/// The most even box of up to `count` sides that holds this many devices.
std::string shape_for(std::uint64_t devices, std::uint32_t count) {
  std::string text;
  for (; count > 1; --count) {
    auto side = static_cast<std::uint64_t>(std::lround(std::pow(double(devices), 1.0 / count)));
    while (side > 1 && devices % side != 0) --side;
    text += cat(side, "x");
    devices /= side;
  }
  return text + cat(devices);
}

}  // namespace

const Schema<TorusParams>& TorusParams::schema() {
  using P = TorusParams;
  static const auto s =
      Schema<P>("Devices cabled to their neighbours along each side of a box, without a switch")
          .add("bandwidth", &P::bandwidth, "GB/s", "Of one link, one direction", {.range = positive, .required = true})
          .add("latency", &P::latency, "us", "From a device to its neighbour, one way",
               {.range = non_negative, .source = "Austin et al., How to Scale Your Model, 2025, part 3: about 1 us a hop"})
          .add("shape", &P::shape, "", "Devices along each side, the first numbered fastest: \"16x16x16\"", {.required = true})
          .add("links", &P::links, "", "What the links are called")
          .add("efficiency", &P::efficiency, "1", "Share of the link that collectives reach",
               {.range = fraction, .source = "Austin et al. 2025 count 45 GB/s of TPU v4's and v5e's 50, 90 of v5p's 100"})
          .add("nodes_per_rack", &P::nodes_per_rack, "", "Nodes that share a rack's power and cooling", {.range = at_least(1)});
  return s;
}

Torus::Torus(const Params& p) : p_(p) {
  bool good = false;
  shape_ = TorusShape::read(p_.shape, good);
  if (!good) refuse("shape", cat("'", p_.shape, "' is no shape"), "one to four positive numbers with an x between them, such as \"4x4x8\"");
}

// Numbers along the first side run fastest. A side of two has one link, not two: there is no other way round.
void Torus::wire(TopologyBuilder& builder) const {
  const auto devices = builder.endpoints();
  if (devices.size() != shape_.devices())
    refuse("shape", cat("a torus of ", p_.shape, " connects ", shape_.devices(), " devices, not ", devices.size()),
           cat("a shape of ", devices.size(), " devices, such as ", shape_for(devices.size(), std::max(2u, shape_.count))));
  const Link link{.bandwidth = p_.bandwidth, .latency = p_.latency, .kind = Label(p_.links)};
  std::size_t stride = 1;
  for (std::uint32_t side = 0; side < shape_.count; ++side) {
    const std::size_t extent = shape_.sides[side];
    for (std::size_t d = 0; d < devices.size(); ++d) {
      const std::size_t at = d / stride % extent;
      if (at + 1 < extent) builder.connect(devices[d], devices[d + stride], link);
      else if (extent > 2) builder.connect(devices[d], devices[d - stride * at], link);
    }
    stride *= extent;
  }
  const auto units = builder.units();
  const auto per_rack = static_cast<std::size_t>(p_.nodes_per_rack);
  for (std::size_t n = 0; units.size() > 1 && n < units.size(); n += per_rack) {
    const Vertex rack = builder.add(VertexKind::rack, Label("rack"));
    for (std::size_t i = n; i < std::min(units.size(), n + per_rack); ++i) builder.fails_with(rack, {&units[i].host, 1});
  }
}

std::vector<Offer> Torus::offers(const Collective& c, const GroupProfile& group, const Pricer&) const {
  std::vector<Offer> offers;
  weigh(c, group).append_to(offers);
  return offers;
}

// What the tiers below would carry goes over the same links here: every member counts, whatever node it sits in.
Weighed Torus::weigh(const Collective& c, const GroupProfile& group) const {
  const TorusPart part = part_of(shape_, group.units * group.ranks, group.hops);
  const TorusLink link{p_.bandwidth * p_.efficiency, p_.latency};
  Weighed w;
  switch (c.kind) {
    case CollectiveKind::all_reduce: {
      const Time half = torus_gather(part, c.payload, link);
      w.add(rings_, {half.fixed * 2, half.moving * 2});
      break;
    }
    case CollectiveKind::all_gather:
    case CollectiveKind::reduce_scatter: w.add(rings_, torus_gather(part, c.payload, link)); break;
    case CollectiveKind::all_to_all: w.add(exchange_, torus_all_to_all(part, c.payload, link)); break;
    case CollectiveKind::broadcast: w.add(trees_, torus_broadcast(part, c.payload, link)); break;
    case CollectiveKind::point_to_point: w.add(send_, torus_send(part, c.payload, link)); break;
  }
  return w;
}

}  // namespace fleetline::fabrics
