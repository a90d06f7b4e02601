// The finished fleet graph: what solvers and fabrics may ask of it.
#pragma once

#include "paths.hpp"
#include "wiring.hpp"

namespace fleetline {

/// Lists of things, one list per vertex, end to end.
template <class T>
struct PerVertex {
  std::vector<std::uint32_t> first;  ///< one more than there are vertices
  std::vector<T> all;

  std::span<const T> of(Vertex v) const { return std::span(all).subspan(first[v.id], first[v.id + 1] - first[v.id]); }
};

class FleetGraph final : public TopologyView {
 public:
  explicit FleetGraph(Wiring wiring);

  std::size_t vertex_count() const override { return wiring_.kinds.size(); }
  std::size_t link_count() const override { return wiring_.links.size(); }
  VertexKind kind(Vertex v) const override { return wiring_.must_have(v), wiring_.kinds[v.id]; }
  Label name(Vertex v) const override { return wiring_.must_have(v), wiring_.names[v.id]; }
  std::span<const Vertex> devices() const override { return wiring_.devices; }
  std::span<const WiredLink> links() const override { return wiring_.links; }
  std::span<const Neighbour> neighbours(Vertex v) const override { return wiring_.must_have(v), neighbours_.of(v); }
  std::span<const Vertex> failing_with(Vertex cause) const override { return wiring_.must_have(cause), failing_.of(cause); }
  Path path(Vertex a, Vertex b) const override;
  Bandwidth cut(std::span<const Vertex> side) const override;
  std::uint32_t blast_set_size(Vertex cause) const override { return wiring_.must_have(cause), lost_[cause.id]; }

  const Paths& paths() const { return paths_; }

 private:
  Wiring wiring_;
  Paths paths_;
  PerVertex<Neighbour> neighbours_;
  PerVertex<Vertex> failing_;
  std::vector<std::uint32_t> lost_;  ///< accelerators, per vertex
};

}  // namespace fleetline
