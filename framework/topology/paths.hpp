// Shortest paths over a finished list of links.
#pragma once

#include <cstdint>
#include <limits>
#include <memory>
#include <span>
#include <vector>

#include "wiring.hpp"

namespace fleetline {

class Paths {
 public:
  static constexpr std::uint32_t unreachable = std::numeric_limits<std::uint32_t>::max();

  Paths(std::size_t vertices, std::span<const WiredLink> links);
  Paths(Paths&&) noexcept;
  ~Paths();

  /// Links on the way from `from` to every vertex.
  std::vector<std::uint32_t> distances(Vertex from) const;
  /// Fewest links, then widest, then lowest latency.
  Path best(Vertex from, Vertex to) const;

 private:
  struct Graph;
  std::unique_ptr<const Graph> graph_;
};

}  // namespace fleetline
