#include "paths.hpp"

#include <algorithm>
#include <boost/graph/breadth_first_search.hpp>
#include <boost/graph/compressed_sparse_row_graph.hpp>
#include <boost/graph/visitors.hpp>
#include <boost/range/iterator_range.hpp>
#include <utility>

namespace fleetline {

namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

struct Quality { double bandwidth = 0, latency = 0; };  // of a link
using Csr = boost::compressed_sparse_row_graph<boost::directedS, boost::no_property, Quality>;

}  // namespace

struct Paths::Graph {
  Csr csr;
};

namespace {

/// Both directions of every link: the graph is directed, links are not.
Csr both_ways(std::size_t vertices, std::span<const WiredLink> links) {
  std::vector<std::pair<std::size_t, std::size_t>> ends;
  std::vector<Quality> qualities;
  ends.reserve(2 * links.size());
  qualities.reserve(2 * links.size());
  for (const WiredLink& l : links) {
    ends.insert(ends.end(), {{l.a.id, l.b.id}, {l.b.id, l.a.id}});
    qualities.insert(qualities.end(), 2, {l.bandwidth(), l.link.latency.base()});
  }
  return Csr(boost::edges_are_unsorted_multi_pass, ends.begin(), ends.end(), qualities.begin(), vertices);
}

/// Carries a value backwards from `to` along the shortest ways only, layer by layer. `step(value, link)` is the value one link
/// further out; `better` picks among ways. Returns the value at the start, whose distance is 0.
template <class Step, class Better>
double carry_back(const Csr& graph, const std::vector<std::uint32_t>& distance, std::size_t to, double at_target,
                  double worst, Step step, Better better) {
  std::vector<double> value(distance.size(), worst);
  std::vector<bool> seen(distance.size(), false);
  std::vector<std::size_t> layer{to}, nearer;
  value[to] = at_target;
  for (std::uint32_t d = distance[to]; d > 0; --d, layer.swap(nearer), nearer.clear())
    for (const std::size_t v : layer)
      for (const auto& link : boost::make_iterator_range(boost::out_edges(v, graph))) {
        const std::size_t u = boost::target(link, graph);
        if (distance[u] != d - 1) continue;
        value[u] = better(value[u], step(value[v], graph[link]));
        if (!seen[u]) seen[u] = true, nearer.push_back(u);
      }
  return value[layer.front()];
}

}  // namespace

Paths::Paths(std::size_t vertices, std::span<const WiredLink> links)
    : graph_(std::make_unique<Graph>(Graph{both_ways(vertices, links)})) {}
Paths::Paths(Paths&&) noexcept = default;
Paths::~Paths() = default;

std::vector<std::uint32_t> Paths::distances(Vertex from) const {
  const Csr& graph = graph_->csr;
  std::vector<std::uint32_t> distance(boost::num_vertices(graph), unreachable);
  distance[from.id] = 0;
  const auto index = boost::get(boost::vertex_index, graph);
  boost::breadth_first_search(
      graph, from.id,
      boost::visitor(boost::make_bfs_visitor(boost::record_distances(
          boost::make_iterator_property_map(distance.begin(), index), boost::on_tree_edge()))));
  return distance;
}

// Two passes, because width and latency do not combine link by link: of two ways to a middle vertex the narrower
// one may be as good in the end, when a later link is narrower still, and quicker.
Path Paths::best(Vertex from, Vertex to) const {
  const std::vector<std::uint32_t> distance = distances(from);
  if (distance[to.id] == unreachable) return {};
  const double widest = carry_back(
      graph_->csr, distance, to.id, infinity, 0.0, [](double width, const Quality& link) { return std::min(width, link.bandwidth); },
      [](double a, double b) { return std::max(a, b); });
  const double quickest = carry_back(
      graph_->csr, distance, to.id, 0.0, infinity,
      [widest](double latency, const Quality& link) { return link.bandwidth >= widest ? latency + link.latency : infinity; },
      [](double a, double b) { return std::min(a, b); });
  return {true, Bandwidth(widest), Seconds(quickest), distance[to.id]};
}

}  // namespace fleetline
