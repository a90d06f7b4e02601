// The finished fleet graph: what solvers and fabrics may ask of it.
#pragma once

#include "paths.hpp"
#include "wiring.hpp"

namespace fleetline {

class FleetGraph final : public TopologyView {
 public:
  explicit FleetGraph(Wiring wiring);

  std::size_t vertex_count() const override { return wiring_.kinds.size(); }
  std::size_t link_count() const override { return wiring_.links.size(); }
  VertexKind kind(Vertex v) const override { return wiring_.must_have(v), wiring_.kinds[v.id]; }
  Label name(Vertex v) const override { return wiring_.must_have(v), wiring_.names[v.id]; }
  std::span<const Vertex> devices() const override { return wiring_.devices; }
  Path path(Vertex a, Vertex b) const override;
  Bandwidth cut(std::span<const Vertex> side) const override;
  std::uint32_t blast_set_size(Vertex cause) const override;

  const Wiring& wiring() const { return wiring_; }
  const Paths& paths() const { return paths_; }

 private:
  Wiring wiring_;
  Paths paths_;
};

}  // namespace fleetline
