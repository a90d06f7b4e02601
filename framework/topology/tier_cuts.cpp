#include "tier_cuts.hpp"

#include <algorithm>
#include <boost/graph/adjacency_list.hpp>
#include <boost/graph/boykov_kolmogorov_max_flow.hpp>
#include <cmath>
#include <limits>
#include <map>
#include <numeric>

namespace fleetline {

namespace {

// Whole bytes per second: maximum flow ends, and is exact, on integers.
using Capacity = std::int64_t;
constexpr Capacity endless = std::numeric_limits<Capacity>::max() / 4;

// bidirectionalS: edges stay where they are while others are added.
using Traits = boost::adjacency_list_traits<boost::vecS, boost::vecS, boost::bidirectionalS>;
using Edge = Traits::edge_descriptor;
struct Arc {
  Capacity capacity = 0, residual = 0;
  Edge reverse;
};
using Graph = boost::adjacency_list<boost::vecS, boost::vecS, boost::bidirectionalS, boost::no_property, Arc>;

void join(Graph& graph, std::size_t a, std::size_t b, Capacity there, Capacity back) {
  const Edge forward = boost::add_edge(a, b, graph).first, backward = boost::add_edge(b, a, graph).first;
  graph[forward] = {there, 0, backward};
  graph[backward] = {back, 0, forward};
}

/// Bandwidth between points (units, then switches), parallel links as one.
std::map<std::pair<std::size_t, std::size_t>, double> shrink(std::span<const WiredLink> links,
                                                             const std::vector<std::uint32_t>& unit_of, std::size_t units,
                                                             std::size_t& points) {
  std::map<std::uint32_t, std::size_t> switches;
  const auto point = [&](Vertex v) -> std::size_t {
    if (unit_of[v.id] < units) return unit_of[v.id];
    return units + switches.try_emplace(v.id, switches.size()).first->second;
  };
  std::map<std::pair<std::size_t, std::size_t>, double> bandwidth;
  for (const WiredLink& l : links) {
    const std::size_t a = point(l.a), b = point(l.b);
    if (a != b) bandwidth[std::minmax(a, b)] += l.bandwidth();
  }
  points = units + switches.size();
  return bandwidth;
}

}  // namespace

struct TierCuts::Network {
  Graph graph;
  std::size_t source = 0, sink = 0;
  std::vector<Edge> from_source, to_sink;  // per unit; closed unless the unit is on that side

  Capacity flow() {
    const std::size_t n = boost::num_vertices(graph);
    std::vector<Edge> predecessor(n);
    std::vector<boost::default_color_type> color(n);
    std::vector<long> distance(n);
    const auto index = boost::get(boost::vertex_index, graph);
    return boost::boykov_kolmogorov_max_flow(
        graph, boost::get(&Arc::capacity, graph), boost::get(&Arc::residual, graph), boost::get(&Arc::reverse, graph),
        boost::make_iterator_property_map(predecessor.begin(), index), boost::make_iterator_property_map(color.begin(), index),
        boost::make_iterator_property_map(distance.begin(), index), index, source, sink);
  }
};

TierCuts::TierCuts(std::span<const WiredLink> links, const std::vector<std::uint32_t>& unit_of,
                   std::vector<std::uint32_t> devices_of_unit)
    : devices_of_unit_(std::move(devices_of_unit)), network_(std::make_unique<Network>()) {
  Network& net = *network_;
  const std::size_t units = devices_of_unit_.size();
  std::size_t points = 0;
  const auto bandwidth = shrink(links, unit_of, units, points);
  net.graph = Graph(points + 2);
  net.source = points;
  net.sink = points + 1;
  for (std::size_t u = 0; u < units; ++u) {
    join(net.graph, net.source, u, 0, 0);
    net.from_source.push_back(boost::edge(net.source, u, net.graph).first);
    join(net.graph, u, net.sink, 0, 0);
    net.to_sink.push_back(boost::edge(u, net.sink, net.graph).first);
  }
  for (const auto& [ends, sum] : bandwidth) {
    const auto capacity = static_cast<Capacity>(std::llround(sum));
    join(net.graph, ends.first, ends.second, capacity, capacity);
  }
}
TierCuts::~TierCuts() = default;

double TierCuts::bandwidth_per_device(std::uint32_t first, std::uint32_t last) {
  const auto [known, is_new] = known_.try_emplace({first, last}, std::numeric_limits<double>::infinity());
  double& narrowest = known->second;
  if (!is_new) return narrowest;
  const std::uint32_t half = (last - first + 1) / 2;
  for (std::uint32_t side = 1; side < half; side *= 2) narrowest = std::min(narrowest, flow_per_device(first, first + side, last));
  narrowest = std::min(narrowest, flow_per_device(first, first + half, last));
  // Of an odd number of units either half may be the badly connected one: three sites in a row, the last behind a thin line.
  if ((last - first) % 2 == 0 && last > first) narrowest = std::min(narrowest, flow_per_device(first, last + 1 - half, last));
  return narrowest;
}

double TierCuts::bisection() {
  const auto units = static_cast<std::uint32_t>(devices_of_unit_.size());
  return units < 2 ? 0 : flow(0, units / 2, units - 1);
}

double TierCuts::flow_per_device(std::uint32_t first, std::uint32_t middle, std::uint32_t last) {
  return flow(first, middle, last) / static_cast<double>(std::min(devices(first, middle), devices(middle, last + 1)));
}

/// From the units [first, middle) to [middle, last].
double TierCuts::flow(std::uint32_t first, std::uint32_t middle, std::uint32_t last) {
  Network& net = *network_;
  for (std::uint32_t u = 0; u < devices_of_unit_.size(); ++u) {
    net.graph[net.from_source[u]].capacity = u >= first && u < middle ? endless : 0;
    net.graph[net.to_sink[u]].capacity = u >= middle && u <= last ? endless : 0;
  }
  return static_cast<double>(net.flow());
}

std::uint64_t TierCuts::devices(std::uint32_t first, std::uint32_t last) const {
  return std::accumulate(devices_of_unit_.begin() + first, devices_of_unit_.begin() + last, std::uint64_t{0});
}

}  // namespace fleetline
