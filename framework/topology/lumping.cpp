#include "lumping.hpp"

#include <algorithm>
#include <numeric>
#include <tuple>
#include <utility>

namespace fleetline {

namespace {

struct Arc {
  std::uint32_t to = 0;
  std::int64_t capacity = 0;
};

/// Arcs of each point, end to end.
struct Adjacency {
  std::vector<std::size_t> first;
  std::vector<Arc> arcs;

  explicit Adjacency(const CutGraph& graph) : first(graph.points + 1, 0), arcs(2 * graph.edges.size()) {
    for (const CutGraph::Edge& e : graph.edges) ++first[e.a + 1], ++first[e.b + 1];
    std::partial_sum(first.begin(), first.end(), first.begin());
    std::vector<std::size_t> next(first.begin(), first.end() - 1);
    for (const CutGraph::Edge& e : graph.edges)
      arcs[next[e.a]++] = {e.b, e.capacity}, arcs[next[e.b]++] = {e.a, e.capacity};
  }
};

/// Blocks of points, each a range of `order_`. A splitter divides every block by how much its points send into the
/// splitter.
class Refinement {
 public:
  Refinement(const CutGraph& graph, const Classes& first)
      : adjacency_(graph),
        block_of_(first.of),
        order_(graph.points),
        position_(graph.points),
        weight_(graph.points, 0) {
    std::iota(order_.begin(), order_.end(), 0u);
    std::stable_sort(order_.begin(), order_.end(), [&](auto a, auto b) { return block_of_[a] < block_of_[b]; });
    for (std::uint32_t i = 0; i < order_.size(); ++i) position_[order_[i]] = i;
    for (std::uint32_t begin = 0, end = 0; begin < order_.size(); begin = end) {
      const auto block = static_cast<std::uint32_t>(blocks_.size());
      const std::uint32_t colour = block_of_[order_[begin]];
      while (end < order_.size() && block_of_[order_[end]] == colour) ++end;
      add_block(begin, end);
      for (std::uint32_t i = begin; i < end; ++i) number_.push_back(block);
    }
    for (std::uint32_t i = 0; i < order_.size(); ++i) block_of_[order_[i]] = number_[i];
    for (std::uint32_t b = 0; b < blocks_.size(); ++b) enlist(b);
  }

  Classes run() {
    while (!pending_.empty()) {
      const std::uint32_t splitter = pending_.back();
      pending_.pop_back();
      blocks_[splitter].pending = false;
      weigh(splitter);
      for (std::size_t begin = 0, end = 0; begin < touched_.size(); begin = end) {
        while (end < touched_.size() && block_of_[touched_[end]] == block_of_[touched_[begin]]) ++end;
        ranges_.emplace_back(begin, end);
      }
      for (const auto& [begin, end] : ranges_) split(begin, end);
      for (const std::uint32_t v : touched_) weight_[v] = 0;
      touched_.clear();
      ranges_.clear();
    }
    return {std::move(block_of_), blocks_.size()};
  }

 private:
  struct Block {
    std::uint32_t begin = 0, end = 0;
    bool pending = false;
    std::uint32_t size() const { return end - begin; }
  };

  void add_block(std::uint32_t begin, std::uint32_t end) { blocks_.push_back({begin, end}); }
  void enlist(std::uint32_t block) {
    if (!std::exchange(blocks_[block].pending, true)) pending_.push_back(block);
  }

  /// What each point sends into the splitter; those that send anything, by block and weight.
  void weigh(std::uint32_t splitter) {
    for (std::uint32_t i = blocks_[splitter].begin; i < blocks_[splitter].end; ++i)
      for (std::size_t a = adjacency_.first[order_[i]]; a < adjacency_.first[order_[i] + 1]; ++a) {
        const auto& [to, capacity] = adjacency_.arcs[a];
        if (weight_[to] == 0) touched_.push_back(to);
        weight_[to] += capacity;
      }
    std::sort(touched_.begin(), touched_.end(), [this](std::uint32_t a, std::uint32_t b) {
      return std::tie(block_of_[a], weight_[a], a) < std::tie(block_of_[b], weight_[b], b);
    });
  }

  /// Divides the block of touched_[begin .. end - 1]: points of one weight to a block, those with none keep its number.
  void split(std::size_t begin, std::size_t end) {
    const std::uint32_t block = block_of_[touched_[begin]];
    const std::uint32_t size = blocks_[block].size();
    pieces_.assign(1, block);
    for (std::size_t from = begin, to = begin; from < end; from = to) {
      while (to < end && weight_[touched_[to]] == weight_[touched_[from]]) ++to;
      if (to == end && end - begin == size) break;  // what is left of the block
      carve(block, from, to);
    }
    if (pieces_.size() == 1) return;
    // What a block sends into all of a former splitter is known; so is, then, what it sends into the last of its
    // pieces.
    const auto largest = *std::max_element(pieces_.begin(), pieces_.end(),
                                           [this](auto a, auto b) { return blocks_[a].size() < blocks_[b].size(); });
    const bool known = !blocks_[block].pending;
    for (const std::uint32_t piece : pieces_)
      if (!known || piece != largest) enlist(piece);
  }

  void carve(std::uint32_t block, std::size_t from, std::size_t to) {
    const auto piece = static_cast<std::uint32_t>(blocks_.size());
    std::uint32_t& tail = blocks_[block].end;
    const std::uint32_t old_tail = tail;
    for (std::size_t i = from; i < to; ++i) {
      const std::uint32_t v = touched_[i], at = position_[v], other = order_[--tail];
      std::swap(order_[at], order_[tail]);
      position_[other] = at;
      position_[v] = tail;
      block_of_[v] = piece;
    }
    const std::uint32_t first = tail;
    pieces_.push_back(piece);
    add_block(first, old_tail);
  }

  Adjacency adjacency_;
  std::vector<std::uint32_t> block_of_, order_, position_, number_;
  std::vector<Block> blocks_;
  std::vector<std::uint32_t> pending_, touched_, pieces_;
  std::vector<std::pair<std::size_t, std::size_t>> ranges_;
  std::vector<std::int64_t> weight_;
};

}  // namespace

Classes lump(const CutGraph& graph, const Classes& first) { return Refinement(graph, first).run(); }

CutGraph quotient(const CutGraph& graph, const Classes& classes) {
  CutGraph out{classes.count, {}};
  for (const CutGraph::Edge& e : graph.edges)
    if (const auto [a, b] = std::minmax(classes.of[e.a], classes.of[e.b]); a != b)
      out.edges.push_back({a, b, e.capacity});
  std::sort(out.edges.begin(), out.edges.end(),
            [](const auto& x, const auto& y) { return std::tie(x.a, x.b) < std::tie(y.a, y.b); });
  std::size_t kept = 0;
  for (std::size_t i = 0; i < out.edges.size(); ++i) {
    CutGraph::Edge& last = out.edges[kept == 0 ? 0 : kept - 1];
    if (kept > 0 && last.a == out.edges[i].a && last.b == out.edges[i].b)
      last.capacity += out.edges[i].capacity;
    else
      out.edges[kept++] = out.edges[i];
  }
  out.edges.resize(kept);
  return out;
}

}  // namespace fleetline
