// The graph: building it wrongly, paths, cuts, failures.
#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <algorithm>

#include "test_fabrics.hpp"

namespace fleetline::test {

namespace {

struct Sketch {
  Wiring wiring;
  WiringSession session{wiring, {}, {}};

  explicit Sketch(std::size_t vertices) {
    for (std::size_t i = 0; i < vertices; ++i) wiring.add(VertexKind::other, Label("v"));
  }
  Sketch& connect(std::uint32_t a, std::uint32_t b, double gigabytes_per_s, double microseconds) {
    session.connect({a}, {b}, link(gigabytes_per_s, microseconds));
    return *this;
  }
};

std::string refusal(const Link& wrong, std::uint32_t a = 0, std::uint32_t b = 1) {
  Sketch sketch(2);
  try {
    sketch.session.connect({a}, {b}, wrong);
  } catch (const std::invalid_argument& e) {
    return e.what();
  }
  return "accepted";
}

}  // namespace

TEST(FleetGraph, RefusesLinksThatCannotBe) {
  EXPECT_EQ(refusal(link(1, 1), 0, 7), "there is no vertex 7 in a fleet graph of 2");
  EXPECT_EQ(refusal(link(1, 1), 1, 1), "a link of a fabric joins vertex 1 to itself");
  EXPECT_EQ(refusal(link(0, 1)), "a link of a fabric has a bandwidth of 0 byte/s; it must be positive");
  EXPECT_EQ(refusal(link(1, -1)), "a link of a fabric has a latency of -1e-06 s; it must not be negative");
  EXPECT_EQ(refusal({Bandwidth(1), Seconds(0), 0, {}}), "a link of a fabric has 0 lanes; it needs some");
  EXPECT_EQ(refusal(link(1, 0)), "accepted");
}

TEST(FleetGraph, TakesTheFewestLinksFirst) {
  Sketch sketch(4);
  sketch.connect(0, 1, 1, 9).connect(0, 2, 100, 1).connect(2, 3, 100, 1).connect(3, 1, 100, 1);
  const Path path = FleetGraph(std::move(sketch.wiring)).path({0}, {1});
  EXPECT_EQ(path.hops, 1u);
  EXPECT_EQ(path.bottleneck.base(), 1e9);
}

TEST(FleetGraph, TakesTheWidestOfTheShort) {
  Sketch sketch(4);
  sketch.connect(0, 1, 10, 1).connect(1, 3, 50, 1).connect(0, 2, 20, 5).connect(2, 3, 30, 5);
  const Path path = FleetGraph(std::move(sketch.wiring)).path({0}, {3});
  EXPECT_EQ(path.hops, 2u);
  EXPECT_EQ(path.bottleneck.base(), 20e9);
  EXPECT_DOUBLE_EQ(path.latency.base(), 10e-6);
}

TEST(FleetGraph, TakesTheQuickerWayWhenALaterLinkIsNarrowestAnyway) {
  // Two ways to vertex 3: wide and slow by 1, narrower and quick by 2. The last link is narrower than both.
  Sketch sketch(5);
  sketch.connect(0, 1, 100, 9).connect(1, 3, 100, 9).connect(0, 2, 50, 1).connect(2, 3, 50, 1).connect(3, 4, 10, 1);
  const Path path = FleetGraph(std::move(sketch.wiring)).path({0}, {4});
  EXPECT_EQ(path.bottleneck.base(), 10e9);
  EXPECT_DOUBLE_EQ(path.latency.base(), 3e-6);
}

TEST(FleetGraph, AddsTheLanesOfALink) {
  Sketch sketch(2);
  sketch.session.connect({0}, {1}, {Bandwidth(25e9), Seconds(0), 18, Label("NVLink")});
  const FleetGraph graph(std::move(sketch.wiring));
  EXPECT_EQ(graph.path({0}, {1}).bottleneck.base(), 450e9);
}

TEST(FleetGraph, SaysWhatIsNotConnected) {
  Sketch sketch(3);
  sketch.connect(0, 1, 1, 1);
  const FleetGraph graph(std::move(sketch.wiring));
  EXPECT_FALSE(graph.path({0}, {2}).connected);
  EXPECT_THROW(graph.path({0}, {3}), std::invalid_argument);
}

TEST(FleetGraph, AVertexReachesItselfAtOnce) {
  const Path path = FleetGraph(std::move(Sketch(1).wiring)).path({0}, {0});
  EXPECT_TRUE(path.connected);
  EXPECT_EQ(path.hops, 0u);
  EXPECT_EQ(path.latency.base(), 0);
}

TEST(FleetGraph, SumsTheLinksOfACut) {
  Sketch sketch(4);
  sketch.connect(0, 1, 1, 0).connect(1, 2, 2, 0).connect(2, 3, 4, 0).connect(3, 0, 8, 0);
  const FleetGraph graph(std::move(sketch.wiring));
  const std::vector<Vertex> half{{0}, {1}}, corner{{2}};
  EXPECT_EQ(graph.cut(half).base(), 10e9);
  EXPECT_EQ(graph.cut(corner).base(), 6e9);
  EXPECT_EQ(graph.cut({}).base(), 0);
}

TEST(FleetGraph, CountsTheAcceleratorsThatFailAlong) {
  Wiring wiring;
  WiringSession session(wiring, {}, {});
  const Vertex rack = session.add(VertexKind::rack, Label("rack"));
  std::vector<Vertex> hosts, gpus;
  for (int h = 0; h < 2; ++h) {
    hosts.push_back(session.add(VertexKind::host, Label("host")));
    const std::size_t first = gpus.size();
    for (int g = 0; g < 4; ++g) gpus.push_back(session.add(VertexKind::accelerator, Label("gpu")));
    session.fails_with(hosts.back(), std::span(gpus).subspan(first));
  }
  session.fails_with(rack, hosts);
  session.fails_with(rack, gpus);  // named twice, lost once
  const FleetGraph graph(std::move(wiring));
  EXPECT_EQ(graph.blast_set_size(rack), 8u);
  EXPECT_EQ(graph.blast_set_size(hosts[1]), 4u);
  EXPECT_EQ(graph.blast_set_size(gpus[0]), 1u);
}

TEST(FleetGraphProperty, PathsAreTheBestOfAllSimplePaths) {
  struct Way { std::size_t hops; double width, latency; };
  const bool passed = rc::check("best path == best by enumeration", [] {
    Sketch sketch(6);
    std::vector<std::array<int, 4>> links;
    for (std::uint32_t a = 0; a < 6; ++a)
      for (std::uint32_t b = a + 1; b < 6; ++b)
        if (*rc::gen::inRange(0, 2) == 1) {
          links.push_back({int(a), int(b), *rc::gen::inRange(1, 4), *rc::gen::inRange(1, 4)});
          sketch.connect(a, b, links.back()[2], links.back()[3]);
        }
    std::vector<Way> ways;
    const std::function<void(int, unsigned, Way)> walk = [&](int at, unsigned seen, Way way) {
      if (at == 5) return ways.push_back(way);
      for (const auto& [a, b, width, latency] : links)
        for (const auto& [from, to] : {std::pair{a, b}, std::pair{b, a}})
          if (from == at && !(seen >> to & 1)) walk(to, seen | 1u << to, {way.hops + 1, std::min(way.width, width * 1e9), way.latency + latency});
    };
    walk(0, 1, {0, 1e300, 0});
    const auto best = std::min_element(ways.begin(), ways.end(), [](const Way& a, const Way& b) {
      return std::tuple(a.hops, -a.width, a.latency) < std::tuple(b.hops, -b.width, b.latency);
    });
    const Path path = FleetGraph(std::move(sketch.wiring)).path({0}, {5});
    RC_ASSERT(path.connected == !ways.empty());
    if (ways.empty()) return;
    RC_ASSERT(path.hops == best->hops);
    RC_ASSERT(path.bottleneck.base() == best->width);
    RC_ASSERT(std::abs(path.latency.base() * 1e6 - best->latency) < 1e-9);
  });
  EXPECT_TRUE(passed);
}

}  // namespace fleetline::test
