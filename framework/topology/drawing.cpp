#include "drawing.hpp"

#include <algorithm>
#include <map>
#include <numeric>
#include <ostream>
#include <set>

#include "alike.hpp"
#include "fleetline/text.hpp"
#include "fleetline/units.hpp"

namespace fleetline {

namespace {

std::string dot_string(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    out += c;
  }
  return out + '"';
}

std::string_view style_of(VertexKind kind) {
  switch (kind) {
    case VertexKind::accelerator: return "shape=box, style=\"filled,rounded\", fillcolor=\"#cfe8cf\"";
    case VertexKind::nic: return "shape=box, style=filled, fillcolor=\"#f7e3b5\"";
    case VertexKind::switch_: return "shape=box, style=filled, fillcolor=\"#cddff5\"";
    default: return "shape=ellipse, style=filled, fillcolor=\"#eeeeee\"";
  }
}

/// Vertices that are drawn as one, or each for itself.
class Drawing {
 public:
  Drawing(const TopologyView& graph, bool full, std::ostream& out) : graph_(graph), out_(out), full_(full), class_of_(graph.vertex_count()) {
    if (full) std::iota(class_of_.begin(), class_of_.end(), 0u);
    else class_of_ = alike(graph);
    for (std::uint32_t v = 0; v < class_of_.size(); ++v) {
      if (class_of_[v] == shown_.size()) shown_.push_back({v});
      ++shown_[class_of_[v]].count;
    }
    find_boxes();
    level_ = levels(graph);
  }

  void write(std::string_view title) {
    out_ << "graph fleet {\n  label=" << dot_string(title) << ";\n  labelloc=t;\n  fontname=\"Helvetica\";\n  nodesep=0.5;\n  ranksep=0.9;\n"
         << "  node [fontname=\"Helvetica\", fontsize=12];\n  edge [fontname=\"Helvetica\", fontsize=10, color=\"#555555\"];\n";
    write_box(outside, "  ");
    write_links();
    out_ << "}\n";
  }

 private:
  static constexpr std::uint32_t outside = 0xffffffff;
  static constexpr std::size_t labelled_lines = 16;
  struct Shown {
    std::uint32_t vertex = 0;
    std::size_t count = 0;
    std::uint32_t box = outside;  ///< the class of vertices whose failure takes it along and which is drawn around it
  };

  bool is_box(Vertex v) const { return graph_.neighbours(v).empty() && !graph_.failing_with(v).empty(); }

  /// Of several around it the smallest.
  void find_boxes() {
    std::vector<std::uint32_t> smallest(shown_.size(), 0);
    for (std::uint32_t c = 0; c < shown_.size(); ++c) {
      const Vertex cause{shown_[c].vertex};
      if (!is_box(cause)) continue;
      const std::uint32_t size = graph_.blast_set_size(cause);
      for (const Vertex member : graph_.failing_with(cause)) {
        Shown& inner = shown_[class_of_[member.id]];
        std::uint32_t& known = smallest[class_of_[member.id]];
        if (inner.box == outside || size < known) inner.box = c, known = size;
      }
    }
    for (std::uint32_t c = 0; c < shown_.size(); ++c) contents_[shown_[c].box].push_back(c);
  }

  /// With its number among those of its kind and name, or how many it stands for.
  std::string title_of(std::uint32_t c) {
    const Shown& s = shown_[c];
    const std::string_view name = graph_.name({s.vertex}).text(), kind = name_of(graph_.kind({s.vertex}));
    const bool said = name.empty() || kind == name || graph_.kind({s.vertex}) == VertexKind::switch_ || graph_.kind({s.vertex}) == VertexKind::nic ||
                      graph_.kind({s.vertex}) == VertexKind::other;
    if (full_ && graph_.kind({s.vertex}) != VertexKind::site) {
      const std::string_view called = said && !name.empty() ? name : kind;
      return cat(called, " ", numbered_[called]++);  // vertices come in device order
    }
    std::string title = said ? std::string(name.empty() ? kind : name) : cat(kind, " ", name);
    const std::size_t around = s.box == outside ? 1 : shown_[s.box].count;
    if (s.count > around) title += cat(" x ", s.count % around == 0 ? std::to_string(s.count / around) : cat(s.count, " in all"));
    return title;
  }

  void write_box(std::uint32_t box, const std::string& indent) {
    const auto contents = contents_.find(box);
    if (contents == contents_.end()) return;
    for (const std::uint32_t c : contents->second) {
      const Vertex v{shown_[c].vertex};
      if (!is_box(v)) {
        const bool many = shown_[c].count > 1;
        out_ << indent << 'v' << v.id << " [" << style_of(graph_.kind(v)) << (many ? ", peripheries=2" : "") << ", label=" << dot_string(title_of(c)) << "];\n";
        continue;
      }
      out_ << indent << "subgraph cluster_" << v.id << " {\n" << indent << "  label=" << dot_string(title_of(c)) << ";\n"
           << indent << "  labeljust=l;\n" << indent << "  style=rounded;\n" << indent << "  color=\"#999999\";\n";
      write_box(c, indent + "  ");
      out_ << indent << "}\n";
    }
  }

  /// From the vertex farther from accelerators to the nearer one, so that spines are drawn on top.
  void write_links() {
    std::map<std::pair<std::uint32_t, std::uint32_t>, std::map<std::string, std::pair<std::size_t, std::size_t>>> lines;
    for (std::uint32_t c = 0; c < shown_.size(); ++c)
      for (const Neighbour& n : graph_.neighbours({shown_[c].vertex})) {
        const std::uint32_t other = class_of_[n.vertex.id];
        const auto key = [&](std::uint32_t x) { return std::pair(level_[shown_[x].vertex], x); };
        const bool upper = key(c) >= key(other);
        auto& [at_upper, at_lower] = lines[upper ? std::pair(c, other) : std::pair(other, c)][text_of(graph_.links()[n.link].link)];
        if (c == other) ++at_upper, ++at_lower;
        else ++(upper ? at_upper : at_lower);
      }
    std::set<std::string> told;  // of many lines that say the same only the first is labelled
    for (const auto& [ends, sorts] : lines)
      for (const auto& [text, number] : sorts) {
        const bool again = !told.insert(text).second && lines.size() > labelled_lines;
        out_ << "  v" << shown_[ends.first].vertex << " -- v" << shown_[ends.second].vertex << " [" << (again ? "tooltip=" : "label=") << dot_string(text);
        if (number.first > 1) out_ << ", taillabel=\"" << number.first << "\"";
        if (number.second > 1) out_ << ", headlabel=\"" << number.second << "\"";
        if (level_[shown_[ends.first].vertex] == level_[shown_[ends.second].vertex]) out_ << ", constraint=false";
        out_ << "];\n";
      }
  }

  static std::string text_of(const Link& link) {
    std::string text = cat(link.kind.text(), link.kind ? " " : "", to_text(link.bandwidth * link.lanes));
    if (link.latency > Seconds(0)) text += cat(", ", to_text(link.latency));
    return text;
  }

  const TopologyView& graph_;
  std::ostream& out_;
  bool full_;
  std::vector<std::uint32_t> class_of_, level_;
  std::vector<Shown> shown_;  ///< per class
  std::map<std::uint32_t, std::vector<std::uint32_t>> contents_;
  std::map<std::string_view, std::size_t> numbered_;
};

}  // namespace

void draw(const TopologyView& graph, std::string_view title, bool full, std::ostream& out) {
  Drawing(graph, full || graph.vertex_count() <= drawn_in_full, out).write(title);
}

}  // namespace fleetline
