// Manual pages as text: one layout, drawn for a terminal or as Markdown.
#include <algorithm>
#include <iterator>

#include "describe_pages.hpp"
#include "fleetline/text.hpp"
#include "study/output_writers.hpp"

namespace fleetline::cli {
namespace {

/// Headings, paragraphs, lists and grids, in either of the two forms.
class Page {
 public:
  Page(bool markdown, bool color) : markdown_(markdown), color_(color) {}

  void title(const std::string& name, const std::string& what) {
    part(markdown_ ? cat("# ", name, "\n\n", what, "\n") : cat(bold(name), ": ", what, "\n"));
  }
  void heading(const std::string& text) { part(markdown_ ? cat("## ", text, "\n\n") : cat(bold(text), "\n")); }
  void paragraph(const std::string& text) {
    if (!text.empty()) part(cat(text, text.ends_with('\n') ? "" : "\n"));
  }
  void list(const std::string& name, const std::vector<std::string>& items) {
    if (items.empty()) return;
    heading(name);
    for (const std::string& item : items) text_ += cat(markdown_ ? "- " : "  ", item, "\n");
  }
  void grid(const std::string& name, Grid grid) {
    if (grid.rows() == 0) return;
    heading(name);
    std::erase_if(grid.columns, [](const GridColumn& c) {
      return std::all_of(c.cells.begin(), c.cells.end(), [](const std::string& cell) { return cell.empty(); });
    });
    text_ += markdown_ ? draw_markdown_grid(grid) : draw_grid(grid, color_);
  }
  std::string take() && { return std::move(text_); }

 private:
  void part(const std::string& text) { text_ += (text_.empty() ? "" : "\n") + text; }
  std::string bold(const std::string& text) const { return color_ ? cat("\x1b[1m", text, "\x1b[0m") : text; }

  bool markdown_, color_;
  std::string text_;
};

std::vector<std::string> marks(const FieldFacts& f) {
  std::vector<std::string> all;
  if (f.calibrate) all.emplace_back("a guess: calibrate it");
  if (!f.source.empty()) all.push_back(f.source);
  return all;
}

Grid parameter_grid(const std::vector<FieldFacts>& fields) {
  Grid grid;
  grid.columns.reserve(7);
  GridColumn& name = grid.add("name");
  GridColumn& type = grid.add("type");
  GridColumn& unit = grid.add("unit");
  GridColumn& fallback = grid.add("default");
  GridColumn& range = grid.add("range");
  GridColumn& doc = grid.add("meaning");
  GridColumn& source = grid.add("source");
  for (const FieldFacts& f : fields) {
    name.cells.push_back(f.name);
    type.cells.push_back(f.type);
    unit.cells.push_back(f.unit);
    fallback.cells.push_back(f.required ? "required" : f.fallback);
    range.cells.push_back(f.range);
    doc.cells.push_back(f.doc);
    source.cells.push_back(joined(marks(f)));
  }
  return grid;
}

Grid output_grid(const std::vector<FieldFacts>& fields) {
  Grid grid;
  grid.columns.reserve(5);
  GridColumn& name = grid.add("name");
  GridColumn& type = grid.add("type");
  GridColumn& unit = grid.add("unit");
  GridColumn& better = grid.add("better");
  GridColumn& doc = grid.add("meaning");
  for (const FieldFacts& f : fields) {
    name.cells.push_back(f.name);
    type.cells.push_back(f.type);
    unit.cells.push_back(f.unit);
    better.cells.push_back(f.direction);
    doc.cells.push_back(f.doc);
  }
  return grid;
}

/// Beside the table, not in it: equations are long.
std::vector<std::string> equation_lines(const std::vector<FieldFacts>& fields) {
  std::vector<std::string> lines;
  for (const FieldFacts& f : fields)
    if (!f.equation.empty()) lines.push_back(f.source.empty() ? f.equation : cat(f.equation, "  (", f.source, ")"));
  return lines;
}

std::vector<std::string> equation_lines_of_derived(const std::vector<FieldFacts>& fields) {
  std::vector<std::string> lines;
  for (const FieldFacts& f : fields)
    if (!f.equation.empty()) lines.push_back(cat(f.name, " = ", f.equation));
  return lines;
}

/// "mode = training: forward and backward": only choices that say something.
std::vector<std::string> choice_lines(const std::vector<FieldFacts>& fields) {
  std::vector<std::string> lines;
  for (const FieldFacts& f : fields)
    for (const auto& [name, doc] : f.choices)
      if (!doc.empty()) lines.push_back(cat(f.name, " = ", name, ": ", doc));
  return lines;
}

std::string needs(const Component& c) {
  std::string all;
  const std::pair<bool, const char*> things[] = {
      {c.needs_workload, "a workload"}, {c.needs_hardware, "hardware"}, {c.needs_topology, "a fabric"}};
  for (const auto& [needed, thing] : things)
    if (needed) all += cat(all.empty() ? "Needs " : " and ", thing);
  return all.empty() ? all : all + ".";
}

void write(const ComponentPage& p, Page& page) {
  const Component& c = *p.component;
  page.title(c.name, cat(p.kind, " of plugin ", p.plugin));
  page.paragraph(c.summary);
  page.paragraph(c.description);
  page.paragraph(needs(c));
  page.grid("parameters", parameter_grid(p.parameters));
  page.list("choices", choice_lines(p.parameters));
  page.grid("inputs", parameter_grid(p.inputs));
  page.grid("outputs", output_grid(p.outputs));
  page.list("equations", equation_lines(p.outputs));
  page.grid("derived from entries", output_grid(p.derived));
  page.list("derivations", equation_lines_of_derived(p.derived));
  std::vector<std::string> audits;
  for (const auto& [name, doc] : p.audits) audits.push_back(cat(name, ": ", doc));
  page.list("audits of entries", audits);
  page.list("assumptions", c.assumptions);
  page.list("references", c.references);
  page.list("library", {p.file});
}

std::string source_text(const Provenance& p) {
  std::string text = p.title;
  if (!p.url.empty()) text += cat(text.empty() ? "" : ", ", p.url);
  if (!p.as_of.empty()) text += cat(" (as of ", p.as_of, ")");
  return text;
}

/// Long lists and tables are for the file; their beginning says what they are. A text is shown whole: its end may be
/// the point of it.
std::string shortened(const std::string& text) {
  constexpr std::size_t most = 48;
  if (text.size() <= most || (text.front() != '[' && text.front() != '{')) return text;
  std::size_t end = most - 3;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;  // not inside a UTF-8 character
  return text.substr(0, end) + "...";
}

/// The line alone of what stands in the file that is named below; of an entry that it extends, which and where.
std::string line_text(const ValueFacts& v, const EntryPage& p) {
  if (v.where.line == 0) return "";
  const std::string_view file = v.where.file.text();
  return file == p.file ? cat(v.where.line) : cat(file.substr(file.rfind('/') + 1), ":", v.where.line);
}

Grid computed_grid(const std::vector<ComputedFacts>& facts, const char* how) {
  Grid grid;
  grid.columns.reserve(3);
  GridColumn& name = grid.add("name");
  GridColumn& value = grid.add("value");
  GridColumn& text = grid.add(how);
  for (const ComputedFacts& fact : facts) {
    name.cells.push_back(fact.name);
    value.cells.push_back(shortened(fact.value));
    text.cells.push_back(fact.how);
  }
  return grid;
}

void write(const EntryPage& p, Page& page) {
  Grid grid;
  grid.columns.reserve(7);
  GridColumn& name = grid.add("name");
  GridColumn& value = grid.add("value");
  GridColumn& low = grid.add("low");
  GridColumn& high = grid.add("high");
  GridColumn& source = grid.add("source");
  GridColumn& line = grid.add("line", true);
  GridColumn& note = grid.add("note");
  std::vector<std::string> sources;
  for (const ValueFacts& v : p.values) {
    name.cells.push_back(v.name);
    value.cells.push_back(shortened(v.value));
    low.cells.push_back(v.provenance.low);
    high.cells.push_back(v.provenance.high);
    note.cells.push_back(v.provenance.note);
    line.cells.push_back(line_text(v, p));
    const std::string text = source_text(v.provenance);
    auto known = std::find(sources.begin(), sources.end(), text);
    if (known == sources.end() && !text.empty()) known = sources.insert(known, text);
    source.cells.push_back(text.empty() ? "" : cat("[", std::distance(sources.begin(), known) + 1, "]"));
  }
  for (std::size_t i = 0; i < sources.size(); ++i) sources[i] = cat("[", i + 1, "] ", sources[i]);

  page.title(p.name, cat(p.noun, " of the registry", p.kind.empty() ? "" : cat(", kind ", p.kind)));
  page.paragraph(p.title);
  if (p.example) page.paragraph("An example: nothing that anybody built, with numbers to compute with.");
  if (!p.aliases.empty()) page.paragraph(cat("Also called ", joined(p.aliases), "."));
  page.list("problems", p.problems);
  page.grid("values", std::move(grid));
  page.grid("derived: computed, never typed", computed_grid(p.derived, "how"));
  page.grid("defaults in force: the entry does not say", computed_grid(p.defaults, "meaning"));
  if (!p.not_applicable.empty())
    page.paragraph(cat("Not for this entry, beside what it says: ", joined(p.not_applicable), "."));
  if (!p.absent.empty()) page.paragraph(cat("Not given, so not known: ", joined(p.absent), "."));
  if (!p.namesakes.empty()) page.paragraph(cat("See also ", joined(p.namesakes), "."));
  page.list("sources", sources);
  page.list("file", {p.file});
  page.list("extends", p.bases);
  page.list("hides", p.overlays);
}

}  // namespace

std::string text_of(const Pages& pages, bool markdown, bool color) {
  Page page(markdown, color);
  for (const ComponentPage& p : pages.components) write(p, page);
  for (const EntryPage& p : pages.entries) write(p, page);
  return std::move(page).take();
}

}  // namespace fleetline::cli
