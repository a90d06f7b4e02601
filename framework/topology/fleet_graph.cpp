#include "fleet_graph.hpp"

#include <algorithm>
#include <numeric>

namespace fleetline {

namespace {

/// `each(put)` calls put(vertex, thing) for all things, twice over: once to count them, once to place them in that order.
template <class T, class Each>
PerVertex<T> per_vertex(std::size_t vertices, Each each) {
  PerVertex<T> out;
  out.first.assign(vertices + 1, 0);
  each([&](Vertex v, const T&) { ++out.first[v.id + 1]; });
  std::partial_sum(out.first.begin(), out.first.end(), out.first.begin());
  out.all.resize(out.first.back());
  std::vector<std::uint32_t> next(out.first.begin(), out.first.end() - 1);
  each([&](Vertex v, const T& thing) { out.all[next[v.id]++] = thing; });
  return out;
}

PerVertex<Neighbour> neighbours_in(const Wiring& wiring) {
  return per_vertex<Neighbour>(wiring.kinds.size(), [&](auto put) {
    for (std::uint32_t l = 0; l < wiring.links.size(); ++l) {
      put(wiring.links[l].a, {wiring.links[l].b, l});
      put(wiring.links[l].b, {wiring.links[l].a, l});
    }
  });
}

PerVertex<Vertex> failures_in(const Wiring& wiring) {
  return per_vertex<Vertex>(wiring.kinds.size(), [&](auto put) {
    for (const auto& [cause, member] : wiring.failures) put(cause, member);
  });
}

/// Accelerators lost with each vertex. Walks what fails with it: as many steps as that has vertices, however large the graph.
std::vector<std::uint32_t> losses(const Wiring& wiring, const PerVertex<Vertex>& failing) {
  const auto vertices = static_cast<std::uint32_t>(wiring.kinds.size());
  std::vector<std::uint32_t> lost(vertices, 0), failed_with(vertices, vertices);
  std::vector<Vertex> pending;
  for (std::uint32_t cause = 0; cause < vertices; ++cause) {
    pending.push_back({cause});
    failed_with[cause] = cause;
    while (!pending.empty()) {
      const Vertex v = pending.back();
      pending.pop_back();
      lost[cause] += wiring.kinds[v.id] == VertexKind::accelerator;
      for (const Vertex member : failing.of(v))
        if (failed_with[member.id] != cause) failed_with[member.id] = cause, pending.push_back(member);
    }
  }
  return lost;
}

}  // namespace

FleetGraph::FleetGraph(Wiring wiring)
    : wiring_(std::move(wiring)), paths_(wiring_.kinds.size(), wiring_.links), neighbours_(neighbours_in(wiring_)),
      failing_(failures_in(wiring_)), lost_(losses(wiring_, failing_)) {
  wiring_.failures = {};  // told by failing_ from now on
}

Path FleetGraph::path(Vertex a, Vertex b) const {
  wiring_.must_have(a);
  wiring_.must_have(b);
  return paths_.best(a, b);
}

Bandwidth FleetGraph::cut(std::span<const Vertex> side) const {
  std::vector<bool> inside(vertex_count(), false);
  for (const Vertex v : side) {
    wiring_.must_have(v);
    inside[v.id] = true;
  }
  double sum = 0;
  for (const WiredLink& l : wiring_.links)
    if (inside[l.a.id] != inside[l.b.id]) sum += l.bandwidth();
  return Bandwidth(sum);
}

}  // namespace fleetline
