#include "fleet_graph.hpp"

#include <algorithm>

namespace fleetline {

namespace {

bool by_cause(const std::pair<Vertex, Vertex>& a, const std::pair<Vertex, Vertex>& b) { return a.first.id < b.first.id; }

}  // namespace

FleetGraph::FleetGraph(Wiring wiring) : wiring_(std::move(wiring)), paths_(wiring_.kinds.size(), wiring_.links) {
  std::stable_sort(wiring_.failures.begin(), wiring_.failures.end(), by_cause);
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

std::uint32_t FleetGraph::blast_set_size(Vertex cause) const {
  wiring_.must_have(cause);
  std::vector<bool> failed(vertex_count(), false);
  std::vector<Vertex> pending{cause};
  failed[cause.id] = true;
  std::uint32_t lost = 0;
  while (!pending.empty()) {
    const Vertex v = pending.back();
    pending.pop_back();
    if (wiring_.kinds[v.id] == VertexKind::accelerator) ++lost;
    const auto [first, last] = std::equal_range(wiring_.failures.begin(), wiring_.failures.end(), std::pair{v, Vertex{}}, by_cause);
    for (auto relation = first; relation != last; ++relation) {
      if (failed[relation->second.id]) continue;
      failed[relation->second.id] = true;
      pending.push_back(relation->second);
    }
  }
  return lost;
}

}  // namespace fleetline
