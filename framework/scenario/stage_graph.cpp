#include "stage_graph.hpp"

#include <algorithm>
#include <boost/graph/adjacency_list.hpp>
#include <boost/graph/strong_components.hpp>
#include <functional>
#include <queue>

namespace fleetline {

namespace {

// An edge leads from a stage to one it needs. setS: a need named twice is one edge, and edges come in source order.
using Graph = boost::adjacency_list<boost::setS, boost::vecS, boost::bidirectionalS>;

/// Kahn's algorithm (Kahn 1962) with a heap in place of the queue, so that of the ready stages the first in the source runs
/// first; boost::topological_sort orders ties by depth-first search.
std::vector<std::size_t> sorted(const Graph& graph) {
  std::vector<std::size_t> missing(boost::num_vertices(graph)), order;
  std::priority_queue<std::size_t, std::vector<std::size_t>, std::greater<>> ready;
  for (std::size_t v = 0; v < missing.size(); ++v)
    if (missing[v] = boost::out_degree(v, graph); missing[v] == 0) ready.push(v);
  while (!ready.empty()) {
    const std::size_t done = ready.top();
    ready.pop();
    order.push_back(done);
    for (const auto& edge : boost::make_iterator_range(boost::in_edges(done, graph)))
      if (const std::size_t v = boost::source(edge, graph); --missing[v] == 0) ready.push(v);
  }
  return order;
}

/// The way from `start` back to itself by needs inside its strong component, fewest stages first.
std::vector<std::size_t> way_round(const Graph& graph, std::size_t start, const std::vector<std::size_t>& component) {
  std::vector<std::size_t> from(boost::num_vertices(graph), boost::graph_traits<Graph>::null_vertex());
  std::queue<std::size_t> pending({start});
  for (; !pending.empty(); pending.pop())
    for (const auto& edge : boost::make_iterator_range(boost::out_edges(pending.front(), graph))) {
      const std::size_t v = boost::target(edge, graph);
      if (component[v] != component[start] || from[v] != boost::graph_traits<Graph>::null_vertex()) continue;
      from[v] = pending.front();
      pending.push(v);
    }
  if (from[start] == boost::graph_traits<Graph>::null_vertex()) return {};
  std::vector<std::size_t> way{start};
  for (std::size_t v = from[start]; v != start; v = from[v]) way.push_back(v);
  way.push_back(start);
  std::reverse(way.begin(), way.end());
  return way;
}

/// The shortest cycle through the first stage, in source order, that is on any.
std::vector<std::size_t> first_cycle(const Graph& graph) {
  std::vector<std::size_t> component(boost::num_vertices(graph));
  boost::strong_components(graph, boost::make_iterator_property_map(component.begin(), boost::get(boost::vertex_index, graph)));
  for (std::size_t v = 0; v < component.size(); ++v)
    if (auto cycle = way_round(graph, v, component); !cycle.empty()) return cycle;
  return {};
}

}  // namespace

StageOrder order_stages(std::size_t stages, std::span<const StageNeed> needs) {
  Graph graph(stages);
  for (const StageNeed& need : needs) boost::add_edge(need.stage, need.needs, graph);
  StageOrder out{sorted(graph), {}};
  if (out.order.size() == stages) return out;
  return {{}, first_cycle(graph)};
}

std::string cycle_text(std::span<const std::size_t> cycle, std::span<const std::string> names) {
  std::string text;
  for (const std::size_t stage : cycle) {
    if (!text.empty()) text += " -> ";
    text += names[stage];
  }
  return text;
}

}  // namespace fleetline
