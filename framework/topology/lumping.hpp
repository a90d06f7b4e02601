// Points of a weighted graph that are alike, taken together: what leaves maximum flows as they are, and makes them
// quick.
#pragma once

#include <cstdint>
#include <vector>

namespace fleetline {

/// Points 0 .. points - 1 and what passes between two of them, each way, in whole bytes per second: sums are exact.
struct CutGraph {
  struct Edge {
    std::uint32_t a = 0, b = 0;
    std::int64_t capacity = 0;
  };
  std::size_t points = 0;
  std::vector<Edge> edges;
};

/// A class for every point, from 0 on.
struct Classes {
  std::vector<std::uint32_t> of;
  std::size_t count = 0;
};

/// The coarsest refinement of `first` in which all points of a class have the same capacity to each class (an equitable
/// partition; ordinary lumpability of Markov chains: Valmari, Franceschinis 2010, in O(edges log points)).
Classes lump(const CutGraph& graph, const Classes& first);

/// One point for each class, and between two classes all that passes between their points. Where classes are those of
/// lump(), and sources and sinks are whole classes, the maximum flow is that of `graph`: a flow adds up to one here,
/// and one here is shared out by capacity to one there, for every point of a class sends and receives alike.
CutGraph quotient(const CutGraph& graph, const Classes& classes);

}  // namespace fleetline
