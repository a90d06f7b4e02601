// The fleet graph as plugins see it: a builder to wire one tier, a view to ask about paths and cuts.
//
// Nodes and links are handles; the graph itself (Boost.Graph) stays behind these two interfaces.
#pragma once

#include <cstdint>
#include <span>

#include "fleetline/label.hpp"
#include "fleetline/quantity.hpp"

namespace fleetline {

/// A vertex: an accelerator, host, NIC, switch, rack or site.
struct Vertex {
  std::uint32_t id = 0;
  friend bool operator==(Vertex, Vertex) = default;
};

enum class VertexKind : unsigned char { accelerator, host, nic, switch_, rack, site, other };

/// One link: `bandwidth` per direction, `latency` one way. `lanes` parallel cables add up.
struct Link {
  Bandwidth bandwidth;
  Seconds latency;
  double lanes = 1;
  Label kind;  ///< "NVLink4", "NDR"
};

/// A link and the two vertices it joins; `a` and `b` in no order that means anything.
struct WiredLink {
  Vertex a, b;
  Link link;

  double bandwidth() const { return link.bandwidth.base() * link.lanes; }  ///< one direction, all lanes, in byte/s
};

/// The other end of a link of a vertex, and which of links() it is.
struct Neighbour {
  Vertex vertex;
  std::uint32_t link = 0;
};

/// Consecutive endpoints that the tier below already holds together: a node; a site. They fail with `host`.
struct EndpointUnit {
  Vertex host;                         ///< a vertex of kind host; of kind site
  std::uint32_t first = 0, count = 0;  ///< endpoints()[first .. first + count - 1]
  Label name = {};                     ///< of the partition; of the site
};

/// Handed to Fabric::wire: one domain of a tier, to be connected. A node fabric gets one domain per node, a
/// cluster fabric one per site, a wide area one for all. [valid during wire() only] [one thread]
class TopologyBuilder {
 public:
  virtual ~TopologyBuilder();
  /// What is to be connected: accelerators in device order; between sites the vertices that the fabric of each site named with
  /// border(), or its accelerators where it named none.
  virtual std::span<const Vertex> endpoints() const = 0;
  /// The nodes (sites) they sit in, in the same order: a rail is the i-th endpoint of every unit.
  virtual std::span<const EndpointUnit> units() const = 0;
  virtual Vertex add(VertexKind kind, Label name) = 0;
  /// Connect two vertices in both directions. Throws std::invalid_argument for an unknown vertex, a vertex and
  /// itself, a bandwidth or lanes that are not positive, or a negative latency.
  virtual void connect(Vertex a, Vertex b, const Link& link) = 0;
  /// Everything in `members` fails with `cause` (a host takes its accelerators along, a rack its hosts).
  /// Throws std::invalid_argument for an unknown vertex.
  virtual void fails_with(Vertex cause, std::span<const Vertex> members) = 0;
  /// The tier above connects this domain here: a top switch. May be said of several; throws std::invalid_argument for an
  /// unknown vertex.
  virtual void border(Vertex v) = 0;
};

/// Narrowest link, latency and number of links of the best path between two vertices. From a vertex to itself:
/// no links, no latency, an infinite bottleneck.
struct Path {
  bool connected = false;
  Bandwidth bottleneck;
  Seconds latency;
  std::uint32_t hops = 0;
};

/// Read-only questions to a built fleet graph. [any thread] [const]
class TopologyView {
 public:
  virtual ~TopologyView();
  virtual std::size_t vertex_count() const = 0;
  virtual std::size_t link_count() const = 0;
  virtual VertexKind kind(Vertex v) const = 0;
  virtual Label name(Vertex v) const = 0;
  /// Accelerators in device order: device i of the fleet is devices()[i].
  virtual std::span<const Vertex> devices() const = 0;
  /// Every link once, tier by tier: those inside nodes first.
  virtual std::span<const WiredLink> links() const = 0;
  /// Here and below: throws std::invalid_argument for an unknown vertex.
  virtual std::span<const Neighbour> neighbours(Vertex v) const = 0;
  /// What was said to fail with `cause`, itself not included; what fails with those in turn is theirs to say. Empty: it takes
  /// nothing along.
  virtual std::span<const Vertex> failing_with(Vertex cause) const = 0;
  /// Fewest links, then widest, then lowest latency. Walks the whole graph: milliseconds for a large fleet.
  virtual Path path(Vertex a, Vertex b) const = 0;
  /// Bandwidth of the links between `side` and everything else, one direction.
  virtual Bandwidth cut(std::span<const Vertex> side) const = 0;
  /// Accelerators lost when `cause` fails, itself included if it is one. Links carry no blame: an accelerator
  /// that is cut off is not lost. A look-up.
  virtual std::uint32_t blast_set_size(Vertex cause) const = 0;
};

}  // namespace fleetline
