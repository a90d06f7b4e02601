#include "wiring.hpp"

#include <algorithm>
#include <cmath>
#include <stdexcept>

#include "fleetline/text.hpp"

namespace fleetline {

namespace {

bool is_positive(double x) { return std::isfinite(x) && x > 0; }

void check_link(Vertex a, Vertex b, const Link& link) {
  const auto refuse = [](const std::string& why) { throw std::invalid_argument("a link of a fabric " + why); };
  if (a == b) refuse(cat("joins vertex ", a.id, " to itself"));
  if (!is_positive(link.bandwidth.base())) refuse(cat("has a bandwidth of ", link.bandwidth.base(), " byte/s; it must be positive"));
  if (!is_positive(link.lanes)) refuse(cat("has ", link.lanes, " lanes; it needs some"));
  if (!std::isfinite(link.latency.base()) || link.latency.base() < 0)
    refuse(cat("has a latency of ", link.latency.base(), " s; it must not be negative"));
}

}  // namespace

Vertex Wiring::add(VertexKind kind, Label name) {
  const Vertex v{static_cast<std::uint32_t>(kinds.size())};
  kinds.push_back(kind);
  names.push_back(name);
  return v;
}

void Wiring::must_have(Vertex v) const {
  if (v.id >= kinds.size())
    throw std::invalid_argument(cat("there is no vertex ", v.id, " in a fleet graph of ", kinds.size()));
}

void WiringSession::connect(Vertex a, Vertex b, const Link& link) {
  wiring_.must_have(a);
  wiring_.must_have(b);
  check_link(a, b, link);
  wiring_.links.push_back({a, b, link});
}

void WiringSession::fails_with(Vertex cause, std::span<const Vertex> members) {
  wiring_.must_have(cause);
  for (const Vertex member : members) {
    wiring_.must_have(member);
    wiring_.failures.emplace_back(cause, member);
  }
}

void WiringSession::border(Vertex v) {
  wiring_.must_have(v);
  if (std::find(borders_.begin(), borders_.end(), v) == borders_.end()) borders_.push_back(v);
}

}  // namespace fleetline
