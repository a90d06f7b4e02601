#include "wide_area.hpp"

#include <algorithm>

#include "fleetline/text.hpp"
#include "wan_model.hpp"

namespace fleetline::fabrics {
namespace {

/// What one after the other takes.
void then(Time& time, const Cost& inside) {
  time.fixed += inside.floor;
  time.moving += inside.time - inside.floor;
}

std::size_t site_called(const std::string& name, std::span<const EndpointUnit> sites) {
  const auto site = std::find_if(sites.begin(), sites.end(), [&](const EndpointUnit& s) { return s.name.text() == name; });
  if (site != sites.end()) return static_cast<std::size_t>(site - sites.begin());
  std::vector<std::string_view> names;
  for (const EndpointUnit& s : sites) names.push_back(s.name.text());
  refuse("lines", cat("no site of the fleet is called '", name, "'"), one_of(names));
}

}  // namespace

const Schema<SiteLine>& SiteLine::schema() {
  static const auto s = Schema<SiteLine>("A line between two sites")
                            .add("a", &SiteLine::a, "", "Site at one end", {.required = true})
                            .add("b", &SiteLine::b, "", "Site at the other end", {.required = true})
                            .add("bandwidth", &SiteLine::bandwidth, "Gbit/s", "One direction; 0: as the fabric says", {.range = non_negative})
                            .add("latency", &SiteLine::latency, "ms", "One way; 0: as the fabric says", {.range = non_negative});
  return s;
}

const Schema<WideAreaParams>& WideAreaParams::schema() {
  using P = WideAreaParams;
  static const auto s =
      Schema<P>("Lines between sites")
          .add("bandwidth", &P::bandwidth, "Gbit/s", "Of the line between two sites, all its wavelengths, one direction", {.range = positive, .required = true})
          .add("latency", &P::latency, "ms", "Of that line, one way: 4.9 us for each kilometre of fibre, and the equipment", {.range = non_negative, .required = true})
          .add("efficiency", &P::efficiency, "1", "Share of the line that many flows together reach", {.range = fraction, .source = "measured: 187 Gbit/s both ways on a circuit of 100 Gbit/s from Victoria to Salt Lake City, many flows (Caltech at SC12)"})
          .add("base", &P::base, "us", "What any exchange between sites takes without a byte or a kilometre", {.range = non_negative, .source = "NCCL's own over 100 Gbit/s Ethernet, registry/stacks"})
          .add("lines", &P::lines, "", "Which sites are joined; none: each with each, if there are several");
  return s;
}

WideArea::WideArea(const Params& p) : p_(p) {
  Problems problems;
  for (std::size_t i = 0; i < p.lines.size(); ++i)
    if (p.lines[i].a == p.lines[i].b) problems.add({}, cat("lines[", i, "]"), cat("a line from site '", p.lines[i].a, "' to itself"), "two sites");
  problems.raise();
}

void WideArea::wire(TopologyBuilder& builder) const {
  const auto sites = builder.units();
  std::vector<Vertex> gateways;
  for (const EndpointUnit& site : sites) {
    gateways.push_back(builder.add(VertexKind::switch_, Label("gateway")));
    builder.fails_with(site.host, {&gateways.back(), 1});
    // As wide as all that leaves the site: the line is what is narrow.
    const double lines = std::max(1.0, double(p_.lines.empty() ? sites.size() - 1 : p_.lines.size()));
    Bandwidth widest = p_.bandwidth;
    for (const SiteLine& l : p_.lines) widest = max(widest, l.bandwidth);
    for (std::uint32_t e = site.first; e < site.first + site.count; ++e)
      builder.connect(builder.endpoints()[e], gateways.back(), {.bandwidth = widest, .latency = Seconds(0), .lanes = lines, .kind = Label("gateway port")});
  }
  const auto join = [&](std::size_t a, std::size_t b, Bandwidth bandwidth, Seconds latency) {
    builder.connect(gateways[a], gateways[b], {.bandwidth = bandwidth, .latency = latency, .kind = Label("line")});
  };
  for (const SiteLine& l : p_.lines)
    join(site_called(l.a, sites), site_called(l.b, sites), l.bandwidth > Bandwidth(0) ? l.bandwidth : p_.bandwidth, l.latency > Seconds(0) ? l.latency : p_.latency);
  if (p_.lines.empty())
    for (std::size_t a = 0; a < sites.size(); ++a)
      for (std::size_t b = a + 1; b < sites.size(); ++b) join(a, b, p_.bandwidth, p_.latency);
}

std::vector<Offer> WideArea::offers(const Collective& c, const GroupProfile& group, const Pricer& inner) const {
  std::vector<Offer> offers;
  weigh(c, group, inner).append_to(offers);
  return offers;
}

// Inside sites first or last, as the collective asks, one after the other; only all-to-all has both at the same time, because what
// stays inside and what leaves are different bytes.
Weighed WideArea::weigh(const Collective& c, const GroupProfile& group, const Pricer& inner) const {
  const double ranks = double(group.ranks);
  const Distance d{double(group.units), ranks, min(group.per_device, group.bottleneck) * (ranks * p_.efficiency), group.latency};
  Time time = between_sites(c.kind, d, c.payload);
  time.fixed += p_.base;
  const auto inside = [&](CollectiveKind kind, Bytes payload) {
    Collective part = c;
    part.kind = kind;
    part.payload = payload;
    return ranks > 1 ? inner.price(part) : Cost{};
  };
  switch (c.kind) {
    case CollectiveKind::all_reduce:
      then(time, inside(CollectiveKind::reduce_scatter, c.payload));
      then(time, inside(CollectiveKind::all_gather, c.payload));
      break;
    case CollectiveKind::all_to_all: {
      const Cost stays = inside(c.kind, c.payload / d.sites);
      time.fixed = max(time.fixed, stays.floor);
      time.moving = max(time.moving, stays.time - stays.floor);
      break;
    }
    case CollectiveKind::point_to_point: break;
    default: then(time, inside(c.kind, c.payload));
  }
  Weighed w;
  w.add(c.kind == CollectiveKind::point_to_point ? send_ : hierarchical_, time);
  return w;
}

}  // namespace fleetline::fabrics
