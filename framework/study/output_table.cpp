// The table on a terminal: verdict, facts, aligned columns, then everything a careful reader asks next.
#include <algorithm>

#include "output_writers.hpp"

namespace fleetline {
namespace {

enum class Tone { plain, bold, red, green };

std::string toned(std::string_view text, Tone tone, bool color) {
  constexpr std::string_view codes[] = {"", "\x1b[1m", "\x1b[31m", "\x1b[32m"};
  if (!color || tone == Tone::plain || text.empty()) return std::string(text);
  return fmt::format("{}{}\x1b[0m", codes[static_cast<int>(tone)], text);
}

std::string heading_unit(const GridColumn& c) { return c.unit.empty() ? "" : fmt::format("[{}]", c.unit); }

std::size_t width_of(const GridColumn& c, bool headed) {
  std::size_t width = headed ? std::max(display_width(c.name), display_width(heading_unit(c))) : 0;
  for (const std::string& cell : c.cells) width = std::max(width, display_width(cell));
  return width;
}

/// Cells side by side, two blanks between, none at the end of the line.
class Row {
 public:
  void add(std::string_view text, std::size_t width, bool right, Tone tone, bool color) {
    const std::size_t padding = width - std::min(width, display_width(text));
    if (!first_) pending_ += 2;
    first_ = false;
    if (right) pending_ += padding;
    if (!text.empty()) {
      line_.append(pending_, ' ');
      line_ += toned(text, tone, color);
      pending_ = 0;
    }
    if (!right) pending_ += padding;
  }
  std::string finish() && { return std::move(line_) + '\n'; }

 private:
  std::string line_;
  std::size_t pending_ = 0;
  bool first_ = true;
};

std::string heading(const Grid& grid, const std::vector<std::size_t>& widths) {
  Row names, units, rule;
  bool any_unit = false;
  for (std::size_t i = 0; i < grid.columns.size(); ++i) {
    const GridColumn& c = grid.columns[i];
    names.add(c.name, widths[i], c.right, Tone::plain, false);
    units.add(heading_unit(c), widths[i], c.right, Tone::plain, false);
    rule.add(std::string(widths[i], '-'), widths[i], c.right, Tone::plain, false);
    any_unit |= !c.unit.empty();
  }
  return std::move(names).finish() + (any_unit ? std::move(units).finish() : "") + std::move(rule).finish();
}

/// `text` beside `label`; later items line up under the first.
std::string listed(std::string_view label, const std::vector<std::string>& items) {
  std::string text;
  for (const std::string& item : items)
    text += fmt::format("{:<{}} {}\n", text.empty() ? label : "", label.size(), item);
  return text;
}

std::string describe_reason(const Reason& r, bool color) {
  const std::string status = toned(status_text(r.code), Tone::red, color);
  if (r.first.empty()) return fmt::format("{}: {}\n", status, r.text);
  return fmt::format("{}, {}, first at {}: {}\n", status, counted(r.cases, "case"), r.first, r.text);
}

std::string describe_expectations(const Results& results, bool color) {
  std::size_t width = 0;
  for (const Expectation& e : results.expectations) width = std::max(width, display_width(e.text));
  std::string text;
  for (const Expectation& e : results.expectations) {
    Row row;
    row.add("expects:", 8, false, Tone::plain, color);
    row.add(e.text, width, false, Tone::plain, color);
    row.add(e.met ? "met" : "NOT MET", 7, false, e.met ? Tone::green : Tone::red, color);
    row.add(e.detail, 0, false, Tone::plain, color);
    text += std::move(row).finish();
  }
  return text;
}

/// Each as a sentence, what belongs to it indented below.
std::vector<std::string> findings_text(const Results& results) {
  std::vector<std::string> out;
  for (const SearchFinding& f : results.findings) {
    std::size_t width = 0;
    for (const auto& [word, items] : f.facts) width = std::max(width, word.size());
    std::string text = f.text.empty() ? "" : f.text + '\n';
    for (const auto& [word, items] : f.facts) text += listed(fmt::format("  {:<{}}", word, width), items);
    // Sentences alone make one paragraph.
    if (f.facts.empty() && !out.empty() && !f.text.empty()) out.back() += text;
    else out.push_back(std::move(text));
  }
  return out;
}

/// Parts with an empty line between them, skipping empty ones.
class Page {
 public:
  explicit Page(std::ostream& out) : out_(out) {}
  void add(const std::string& part) {
    if (part.empty()) return;
    if (!first_) out_ << '\n';
    first_ = false;
    out_ << part;
  }

 private:
  std::ostream& out_;
  bool first_ = true;
};

std::string lines(const std::vector<std::string>& texts) {
  std::string all;
  for (const std::string& text : texts) all += text + '\n';
  return all;
}

}  // namespace

std::string draw_grid(const Grid& grid, bool color) {
  if (grid.rows() == 0) return {};
  std::vector<std::size_t> widths;
  for (const GridColumn& c : grid.columns) widths.push_back(width_of(c, grid.headed));
  std::string text = grid.headed ? heading(grid, widths) : std::string();
  for (std::size_t i = 0; i < grid.rows(); ++i) {
    Row row;
    for (std::size_t c = 0; c < grid.columns.size(); ++c) {
      const GridColumn& column = grid.columns[c];
      const bool alarm = column.status && column.cells[i] != status_text(Status::Code::ok);
      row.add(column.cells[i], widths[c], column.right, alarm ? Tone::red : Tone::plain, color);
    }
    text += std::move(row).finish();
  }
  if (grid.omitted > 0) text += fmt::format("... and {}\n", counted(grid.omitted, "more row"));
  return text;
}

void write_table(const Results& results, const Report& report, bool color, std::ostream& out) {
  Page page(out);
  const std::string& sentence = results.verdict.empty() ? results.name : results.verdict;
  if (!sentence.empty()) page.add(toned(sentence, Tone::bold, color) + '\n');
  for (const std::string& finding : findings_text(results)) page.add(finding);
  page.add(lines(report.facts));
  page.add(draw_grid(report.grid, color));
  page.add(lines(report.changes));
  std::string reasons;
  for (const Reason& reason : report.reasons) reasons += describe_reason(reason, color);
  page.add(reasons);
  for (const Grid& table : report.tables) page.add(table.title + '\n' + draw_grid(table, color));
  page.add(describe_expectations(results, color));
  page.add(listed("assumes:", results.assumptions));
}

}  // namespace fleetline
