// The fleet graph while it is wired: plain lists, and the builder that a fabric writes to.
#pragma once

#include <cstdint>
#include <utility>
#include <vector>

#include "fleetline/topology.hpp"

namespace fleetline {

struct Wiring {
  std::vector<VertexKind> kinds;
  std::vector<Label> names;
  std::vector<WiredLink> links;
  std::vector<std::pair<Vertex, Vertex>> failures;  ///< cause, what fails with it
  std::vector<Vertex> devices;

  Vertex add(VertexKind kind, Label name);
  /// Throws std::invalid_argument, saying which vertex there is not.
  void must_have(Vertex v) const;
};

/// One domain of one tier. Borrows everything.
class WiringSession final : public TopologyBuilder {
 public:
  WiringSession(Wiring& wiring, std::span<const Vertex> endpoints, std::span<const EndpointUnit> units)
      : wiring_(wiring), endpoints_(endpoints), units_(units) {}

  std::span<const Vertex> endpoints() const override { return endpoints_; }
  std::span<const EndpointUnit> units() const override { return units_; }
  Vertex add(VertexKind kind, Label name) override { return wiring_.add(kind, name); }
  void connect(Vertex a, Vertex b, const Link& link) override;
  void fails_with(Vertex cause, std::span<const Vertex> members) override;
  void border(Vertex v) override;

  /// Where the tier above connects: as the fabric said, in its order, each once.
  const std::vector<Vertex>& borders() const { return borders_; }

 private:
  Wiring& wiring_;
  std::span<const Vertex> endpoints_;
  std::span<const EndpointUnit> units_;
  std::vector<Vertex> borders_;
};

}  // namespace fleetline
