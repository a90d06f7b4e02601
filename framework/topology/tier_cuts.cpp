#include "tier_cuts.hpp"

#include <algorithm>
#include <boost/graph/adjacency_list.hpp>
#include <boost/graph/boykov_kolmogorov_max_flow.hpp>
#include <cmath>
#include <limits>
#include <numeric>
#include <unordered_map>
#include <utility>

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

Capacity maximum_flow(Graph& graph, std::size_t source, std::size_t sink) {
  const std::size_t n = boost::num_vertices(graph);
  std::vector<Edge> predecessor(n);
  std::vector<boost::default_color_type> color(n);
  std::vector<long> distance(n);
  const auto index = boost::get(boost::vertex_index, graph);
  return boost::boykov_kolmogorov_max_flow(
      graph, boost::get(&Arc::capacity, graph), boost::get(&Arc::residual, graph), boost::get(&Arc::reverse, graph),
      boost::make_iterator_property_map(predecessor.begin(), index),
      boost::make_iterator_property_map(color.begin(), index),
      boost::make_iterator_property_map(distance.begin(), index), index, source, sink);
}

/// Points are units, then switches; parallel links are one.
CutGraph shrink(std::span<const WiredLink> links, const std::vector<std::uint32_t>& unit_of, std::size_t units) {
  std::unordered_map<std::uint32_t, std::uint32_t> switches;
  const auto point = [&](Vertex v) {
    if (unit_of[v.id] < units) return unit_of[v.id];
    return static_cast<std::uint32_t>(
        units + switches.try_emplace(v.id, static_cast<std::uint32_t>(switches.size())).first->second);
  };
  struct Joined {
    std::pair<std::uint32_t, std::uint32_t> ends;
    double bandwidth;
  };
  std::vector<Joined> joined;
  for (const WiredLink& l : links) {
    const std::uint32_t a = point(l.a), b = point(l.b);
    if (a != b) joined.push_back({std::minmax(a, b), l.bandwidth()});
  }
  std::stable_sort(joined.begin(), joined.end(), [](const Joined& x, const Joined& y) { return x.ends < y.ends; });
  CutGraph out{units + switches.size(), {}};
  for (std::size_t begin = 0, end = 0; begin < joined.size(); begin = end) {
    double sum = 0;
    for (; end < joined.size() && joined[end].ends == joined[begin].ends; ++end) sum += joined[end].bandwidth;
    if (const Capacity capacity = std::llround(sum); capacity > 0)
      out.edges.push_back({joined[begin].ends.first, joined[begin].ends.second, capacity});
  }
  return out;
}

}  // namespace

// Switches that no choice of units tells apart are one from now on: the spines, the rails of a pod, the adapters of a
// node.
TierCuts::TierCuts(std::span<const WiredLink> links, const std::vector<std::uint32_t>& unit_of,
                   std::vector<std::uint32_t> devices_of_unit)
    : devices_of_unit_(std::move(devices_of_unit)) {
  const std::size_t units = devices_of_unit_.size();
  const CutGraph all = shrink(links, unit_of, units);
  Classes each_unit{std::vector<std::uint32_t>(all.points, static_cast<std::uint32_t>(units)), units + 1};
  std::iota(each_unit.of.begin(), each_unit.of.begin() + static_cast<std::ptrdiff_t>(units), 0u);
  const Classes classes = lump(all, each_unit);
  point_of_unit_.assign(classes.of.begin(), classes.of.begin() + static_cast<std::ptrdiff_t>(units));
  graph_ = quotient(all, classes);
}

double TierCuts::bandwidth_per_device(std::uint32_t first, std::uint32_t last) {
  const auto [known, is_new] = known_.try_emplace({first, last}, std::numeric_limits<double>::infinity());
  double& narrowest = known->second;
  if (!is_new) return narrowest;
  const std::uint32_t half = (last - first + 1) / 2;
  for (std::uint32_t side = 1; side < half; side *= 2)
    narrowest = std::min(narrowest, flow_per_device(first, first + side, last));
  narrowest = std::min(narrowest, flow_per_device(first, first + half, last));
  // Of an odd number of units either half may be the badly connected one: three sites in a row, the last behind a thin
  // line.
  if ((last - first) % 2 == 0 && last > first)
    narrowest = std::min(narrowest, flow_per_device(first, last + 1 - half, last));
  return narrowest;
}

double TierCuts::bisection() const {
  const auto units = static_cast<std::uint32_t>(devices_of_unit_.size());
  return units < 2 ? 0 : flow(0, units / 2, units - 1);
}

double TierCuts::flow_per_device(std::uint32_t first, std::uint32_t middle, std::uint32_t last) const {
  return flow(first, middle, last) / static_cast<double>(std::min(devices(first, middle), devices(middle, last + 1)));
}

/// From the units [first, middle) to [middle, last]: units that send alike, and receive alike, count as one.
double TierCuts::flow(std::uint32_t first, std::uint32_t middle, std::uint32_t last) const {
  enum Role : std::uint32_t { sends, receives, neither, is_switch };
  Classes roles{std::vector<std::uint32_t>(graph_.points, is_switch), 4};
  for (std::uint32_t u = 0; u < point_of_unit_.size(); ++u)
    roles.of[point_of_unit_[u]] = u < first || u > last ? neither : u < middle ? sends : receives;
  const Classes classes = lump(graph_, roles);
  const CutGraph small = quotient(graph_, classes);

  Graph graph(small.points + 2);
  const std::size_t source = small.points, sink = source + 1;
  std::vector<bool> joined(small.points, false);
  for (std::uint32_t u = first; u <= last; ++u) {
    const std::uint32_t point = classes.of[point_of_unit_[u]];
    if (joined[point]) continue;
    joined[point] = true;
    if (u < middle)
      join(graph, source, point, endless, 0);
    else
      join(graph, point, sink, endless, 0);
  }
  for (const CutGraph::Edge& e : small.edges) join(graph, e.a, e.b, e.capacity, e.capacity);
  return static_cast<double>(maximum_flow(graph, source, sink));
}

std::uint64_t TierCuts::devices(std::uint32_t first, std::uint32_t last) const {
  return std::accumulate(devices_of_unit_.begin() + first, devices_of_unit_.begin() + last, std::uint64_t{0});
}

}  // namespace fleetline
