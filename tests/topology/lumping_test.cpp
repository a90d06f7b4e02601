// Taking together what is alike leaves maximum flows as they are: held against a plain Edmonds-Karp on all points.
#include "topology/lumping.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <numeric>
#include <random>
#include <set>

#include "topology/tier_cuts.hpp"

namespace fleetline::test {

namespace {

using Flow = std::int64_t;
constexpr Flow plenty = Flow{1} << 40;

/// Edmonds, Karp 1972, on a matrix, from all points of role 0 to all of role 1.
Flow plain_flow(const CutGraph& graph, const std::vector<std::uint32_t>& roles) {
  const std::size_t n = graph.points + 2, source = graph.points, sink = source + 1;
  std::vector<std::vector<Flow>> left(n, std::vector<Flow>(n, 0));
  for (const auto& e : graph.edges) left[e.a][e.b] += e.capacity, left[e.b][e.a] += e.capacity;
  for (std::size_t v = 0; v < graph.points; ++v) {
    if (roles[v] == 0) left[source][v] = plenty;
    if (roles[v] == 1) left[v][sink] = plenty;
  }
  for (Flow sum = 0;;) {
    std::vector<std::size_t> from(n, n), queue{source};
    from[source] = source;
    for (std::size_t at = 0; at < queue.size() && from[sink] == n; ++at)
      for (std::size_t v = 0; v < n; ++v)
        if (from[v] == n && left[queue[at]][v] > 0) from[v] = queue[at], queue.push_back(v);
    if (from[sink] == n) return sum;
    Flow width = plenty;
    for (std::size_t v = sink; v != source; v = from[v]) width = std::min(width, left[from[v]][v]);
    for (std::size_t v = sink; v != source; v = from[v]) left[from[v]][v] -= width, left[v][from[v]] += width;
    sum += width;
  }
}

Flow lumped_flow(const CutGraph& graph, const std::vector<std::uint32_t>& roles) {
  const Classes classes = lump(graph, {roles, 3});
  std::vector<std::uint32_t> role_of_class(classes.count, 2);
  for (std::size_t v = 0; v < graph.points; ++v) role_of_class[classes.of[v]] = roles[v];
  return plain_flow(quotient(graph, classes), role_of_class);
}

/// Few points, fewer or more edges, capacities up to `widest`: classes of several points and of one.
CutGraph any_graph(std::mt19937& random, std::uint32_t widest) {
  CutGraph graph{3 + random() % 14, {}};
  for (std::size_t e = random() % 40; e > 0; --e) {
    const auto a = static_cast<std::uint32_t>(random() % graph.points);
    const auto b = static_cast<std::uint32_t>(random() % graph.points);
    if (a != b) graph.edges.push_back({a, b, 1 + static_cast<Flow>(random() % widest)});
  }
  return graph;
}

/// A box of units without switches, closed along each side.
CutGraph torus(std::uint32_t x, std::uint32_t y) {
  CutGraph graph{x * y, {}};
  for (std::uint32_t v = 0; v < x * y; ++v) {
    graph.edges.push_back({v, v / x * x + (v + 1) % x, 10});
    graph.edges.push_back({v, (v + x) % (x * y), 10});
  }
  return graph;
}

std::vector<std::uint32_t> first_half(std::size_t units, std::size_t points) {
  std::vector<std::uint32_t> roles(points, 2);
  for (std::size_t u = 0; u < units; ++u) roles[u] = u < units / 2 ? 0 : 1;
  return roles;
}

}  // namespace

// Every point of a class sends the same into each class: what the word means, on random graphs of few capacities.
TEST(Lumping, PointsOfAClassSendAlike) {
  std::mt19937 random(7);
  for (int trial = 0; trial < 200; ++trial) {
    const CutGraph graph = any_graph(random, 2);
    const Classes classes = lump(graph, {std::vector<std::uint32_t>(graph.points, 0), 1});
    std::vector<std::vector<Flow>> sends(graph.points, std::vector<Flow>(classes.count, 0));
    for (const auto& e : graph.edges)
      sends[e.a][classes.of[e.b]] += e.capacity, sends[e.b][classes.of[e.a]] += e.capacity;
    for (std::size_t v = 0; v < graph.points; ++v)
      for (std::size_t w = 0; w < v; ++w)
        if (classes.of[v] == classes.of[w]) { EXPECT_EQ(sends[v], sends[w]) << "trial " << trial; }
  }
}

TEST(Lumping, KeepsTheMaximumFlowOfAnyGraph) {
  std::mt19937 random(11);
  for (int trial = 0; trial < 300; ++trial) {
    const CutGraph graph = any_graph(random, 3);
    std::vector<std::uint32_t> roles(graph.points);
    for (auto& role : roles) role = random() % 3;
    EXPECT_EQ(lumped_flow(graph, roles), plain_flow(graph, roles)) << "trial " << trial;
  }
}

// A torus of 8 x 8, cut in the middle and at its ends: 2 x 8 links of 10.
TEST(Lumping, KeepsTheMaximumFlowOfATorus) {
  const CutGraph graph = torus(8, 8);
  const auto roles = first_half(64, 64);
  EXPECT_EQ(plain_flow(graph, roles), 160);
  EXPECT_EQ(lumped_flow(graph, roles), 160);
  EXPECT_EQ(lump(graph, {roles, 3}).count, 4u);  // rows by their distance from a cut, two to each half
}

// Four leaves of four units, two spines: the same in every sense but the roles.
TEST(Lumping, TakesALeafAndSpineNetworkToAHandfulOfPoints) {
  CutGraph graph{16 + 4 + 2, {}};
  for (std::uint32_t u = 0; u < 16; ++u) graph.edges.push_back({u, 16 + u / 4, 100});
  for (std::uint32_t leaf = 0; leaf < 4; ++leaf)
    for (std::uint32_t spine = 0; spine < 2; ++spine) graph.edges.push_back({16 + leaf, 20 + spine, 50});
  const auto roles = first_half(16, 22);
  EXPECT_EQ(lump(graph, {roles, 3}).count, 5u);  // senders and receivers, their leaves, the spines
  EXPECT_EQ(lumped_flow(graph, roles), 2 * 2 * 50);
}

// TierCuts takes switches together first, then units: against all points at once, on leaves of unequal numbers and
// links of several widths.
TEST(TierCuts, AreThoseOfAllPoints) {
  std::mt19937 random(3);
  for (int trial = 0; trial < 100; ++trial) {
    const std::uint32_t units = 2 + random() % 9, leaves = 1 + random() % 4, spines = 1 + random() % 3;
    std::vector<WiredLink> links;
    CutGraph graph{units + leaves + spines, {}};
    const auto connect = [&](std::uint32_t a, std::uint32_t b, Flow capacity) {
      links.push_back({{a}, {b}, {.bandwidth = Bandwidth(static_cast<double>(capacity))}});
      graph.edges.push_back({a, b, capacity});
    };
    for (std::uint32_t u = 0; u < units; ++u) connect(u, units + random() % leaves, 1 + random() % 2);
    for (std::uint32_t l = 0; l < leaves; ++l)
      for (std::uint32_t s = 0; s < spines; ++s) connect(units + l, units + leaves + s, 1 + random() % 3);
    std::vector<std::uint32_t> unit_of(graph.points, units);
    std::iota(unit_of.begin(), unit_of.begin() + units, 0u);
    const TierCuts cuts(links, unit_of, std::vector<std::uint32_t>(units, 1));
    EXPECT_EQ(cuts.bisection(), static_cast<double>(plain_flow(graph, first_half(units, graph.points))))
        << "trial " << trial;
  }
}

}  // namespace fleetline::test
