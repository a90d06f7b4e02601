// A comparison drawn: for a terminal, as Markdown, CSV or JSON.
#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <ostream>

#include "compare.hpp"
#include "fleetline/text.hpp"
#include "study/output_json_string.hpp"
#include "study/output_lines.hpp"
#include "study/output_writers.hpp"
#include "things.hpp"

namespace fleetline::cli {
namespace {

/// Years and counts of layers: no thousands to group.
bool small_integers(const ResultColumn& column) {
  return column.dimension == dimensionless && std::ranges::all_of(column.values, [](double v) {
           return std::isnan(v) || (std::abs(v) < 10'000 && v == std::trunc(v));
         });
}

std::vector<std::string> exact_cells(const ResultColumn& column) {
  std::vector<std::string> cells;
  for (std::size_t row = 0; row < column.values.size(); ++row) cells.push_back(exact_cell(column, row));
  return cells;
}

Grid grid_of(const Comparison& comparison) {
  Grid grid;
  for (const ResultColumn& column : comparison.columns) {
    if (coded(column) || column.type == FieldType::boolean || small_integers(column)) {
      const bool number = !coded(column) && column.type != FieldType::boolean;
      grid.add(column.name, number).cells = exact_cells(column);
      continue;
    }
    const ShownUnit shown = choose_unit(column.values, column.dimension, column.unit);
    GridColumn& out = grid.add(column.name, true, shown.name);
    out.cells = readable_numbers(column.values, shown);
    for (std::string& cell : out.cells)
      if (cell == "-") cell.clear();
  }
  return grid;
}

/// What a line of the screen holds: COLUMNS if somebody has set it, else what the terminal says, and what a wide one shows for a pipe.
std::size_t screen_width() {
  constexpr std::size_t wide = 160, narrowest = 40;
  std::size_t columns = 0;
  struct ::winsize size {};
  if (const char* said = std::getenv("COLUMNS")) columns = static_cast<std::size_t>(std::max(0, std::atoi(said)));
  if (columns == 0 && ::isatty(STDOUT_FILENO) == 1 && ::ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0) columns = size.ws_col;
  return columns == 0 ? wide : std::max(columns, narrowest);
}

std::size_t width_of(const GridColumn& column) {
  std::size_t width = std::max(display_width(column.name), column.unit.empty() ? 0 : column.unit.size() + 2);
  for (const std::string& cell : column.cells) width = std::max(width, display_width(cell));
  return width;
}

/// The first `width` characters, the last two of them dots.
std::string cut(const std::string& text, std::size_t width) {
  if (display_width(text) <= width) return text;
  std::string out = text;
  while (!out.empty() && display_width(out) > width - 2) {
    out.pop_back();
    while (!out.empty() && (static_cast<unsigned char>(out.back()) & 0xC0) == 0x80)
      out.pop_back();  // the rest of a character
    if (!out.empty() && (static_cast<unsigned char>(out.back()) & 0xC0) == 0xC0) out.pop_back();
  }
  return out + "..";
}

/// What had to go for a table to fit.
struct Fitted {
  std::vector<std::string> cut, left_out;  ///< columns
  std::string remark() const {
    std::string text;
    if (!cut.empty()) text = cat("cut to fit: ", joined(cut));
    if (!left_out.empty()) text += cat(text.empty() ? "" : "; ", "left out to fit: ", joined(left_out));
    return text + "; --columns chooses, --where narrows, --csv and --json have all";
  }
  bool whole() const { return cut.empty() && left_out.empty(); }
};

/// Cuts the widest texts until the table fits, none below what still says something, and then leaves out columns from
/// the right.
Fitted fit(Grid& grid) {
  constexpr std::size_t least = 16;
  const std::size_t width = screen_width();
  std::vector<std::size_t> widths;
  std::size_t total = 0;
  for (const GridColumn& column : grid.columns) total += widths.emplace_back(width_of(column)) + 2;
  Fitted fitted;
  while (total > width + 2) {
    std::size_t widest = 0;  // the first is the name, and stays
    for (std::size_t i = 1; i < widths.size(); ++i)
      if (!grid.columns[i].right && (widest == 0 || widths[i] > widths[widest])) widest = i;
    if (widest == 0 || widths[widest] <= least) break;
    --widths[widest], --total;
  }
  for (; total > width + 2 && grid.columns.size() > 2; grid.columns.pop_back()) {
    fitted.left_out.insert(fitted.left_out.begin(), grid.columns.back().name);
    total -= widths[grid.columns.size() - 1] + 2;
  }
  for (std::size_t i = 1; i < grid.columns.size(); ++i) {
    if (width_of(grid.columns[i]) <= widths[i]) continue;
    for (std::string& cell : grid.columns[i].cells) cell = cut(cell, widths[i]);
    fitted.cut.push_back(grid.columns[i].name);
  }
  return fitted;
}

std::string sentence(const Comparison& c) {
  std::string text =
      c.rows() == c.entries ? cat(c.entries, " ", c.title) : cat(c.rows(), " of ", c.entries, " ", c.title);
  return text + (c.rows() == 0 ? "\n" : "\n\n");
}

/// Columns that are derived alike in one line.
std::vector<std::string> derivations(const Comparison& c) {
  std::vector<std::pair<std::string, std::string>> merged;  // how, names
  for (const auto& [name, how] : c.derived) {
    const auto same = std::ranges::find(merged, how, &std::pair<std::string, std::string>::first);
    if (same == merged.end())
      merged.emplace_back(how, name);
    else
      same->second += ", " + name;
  }
  std::vector<std::string> lines;
  for (const auto& [how, names] : merged) lines.push_back(cat("derived: ", names, ": ", how));
  return lines;
}

/// What a reader asks next: which columns are computed, who was left out for what nobody knows, what could not be read.
std::vector<std::string> remarks(const Comparison& c, bool whole) {
  std::vector<std::string> lines = derivations(c);
  if (!c.undecided.empty()) {
    const std::vector<std::string_view> names(c.undecided.begin(), c.undecided.end());
    lines.push_back(cat("left out, for a condition speaks of what is not known of them: ", one_of(names)));
  }
  const std::size_t told = whole ? c.broken.size() : std::min(c.broken.size(), most_broken_told);
  for (std::size_t i = 0; i < told; ++i) lines.push_back(cat("broken: ", c.broken[i].first, ": ", c.broken[i].second));
  if (told < c.broken.size())
    lines.push_back(
        cat("broken: ... and ", grouped(c.broken.size() - told), " more; --json or --out FILE tells them all"));
  return lines;
}

void write_grid(const Comparison& c, bool markdown, bool color, bool whole, std::ostream& out) {
  Grid grid = grid_of(c);
  const Fitted fitted = whole || markdown || c.chosen ? Fitted() : fit(grid);
  out << sentence(c) << (markdown ? draw_markdown_grid(grid) : draw_grid(grid, color));
  const char* before = "\n";
  std::vector<std::string> lines = remarks(c, whole);
  if (!fitted.whole()) lines.insert(lines.begin(), fitted.remark());
  for (const std::string& line : lines) out << std::exchange(before, "") << (markdown ? "- " : "") << line << '\n';
}

std::string csv_text(std::string_view text) {
  if (text.find_first_of(",\"\r\n") == text.npos) return std::string(text);
  std::string quoted = "\"";
  for (char c : text) quoted.append(c == '"' ? 2 : 1, c);
  return quoted + '"';
}

/// The cell as somebody typed it: 470 where the way through base units and back left 470.00000000000006.
std::string typed_cell(const ResultColumn& column, std::size_t row) {
  constexpr int digits = 15;  // every decimal number of so many is one double's, and comes back from it
  std::string cell = exact_cell(column, row);
  if (coded(column) || column.type == FieldType::boolean || !std::isfinite(column.values[row])) return cell;
  const std::string shorter = number_text(std::strtod(cell.c_str(), nullptr), digits);
  return shorter.size() + 2 < cell.size() ? shorter : cell;
}

void write_csv(const Comparison& c, std::ostream& out) {
  const char* separator = "";
  for (const ResultColumn& column : c.columns)
    out << std::exchange(separator, ",")
        << csv_text(column.unit.empty() ? column.name : cat(column.name, "[", column.unit, "]"));
  out << '\n';
  for (std::size_t row = 0; row < c.rows(); ++row) {
    separator = "";
    for (const ResultColumn& column : c.columns)
      out << std::exchange(separator, ",") << csv_text(typed_cell(column, row));
    out << '\n';
  }
}

std::string json_cell(const ResultColumn& column, std::size_t row) {
  if (std::isnan(column.values[row])) return "null";
  const std::string cell = typed_cell(column, row);
  return coded(column) ? json_string(cell) : cell;
}

void write_json(const Comparison& c, std::ostream& out) {
  out << "{\n  \"columns\": [";
  const char* separator = "\n    ";
  for (const ResultColumn& column : c.columns) {
    out << std::exchange(separator, ",\n    ") << "{\"name\": " << json_string(column.name)
        << ", \"unit\": " << json_string(column.unit) << ", \"doc\": " << json_string(column.doc);
    for (const auto& [name, how] : c.derived)
      if (name == column.name) out << ", \"derived\": " << json_string(how);
    out << "}";
  }
  out << "\n  ],\n  " << json_string(c.title) << ": [";
  separator = "\n    ";
  for (std::size_t row = 0; row < c.rows(); ++row) {
    out << std::exchange(separator, ",\n    ") << "{";
    const char* comma = "";
    for (const ResultColumn& column : c.columns)
      out << std::exchange(comma, ", ") << json_string(column.name) << ": " << json_cell(column, row);
    out << "}";
  }
  out << (c.rows() == 0 ? "]" : "\n  ]") << ",\n  \"undecided\": [";
  separator = "";
  for (const std::string& name : c.undecided) out << std::exchange(separator, ", ") << json_string(name);
  out << "],\n  \"broken\": [";
  separator = "";
  for (const auto& [name, what] : c.broken)
    out << std::exchange(separator, ", ") << "{\"name\": " << json_string(name) << ", \"what\": " << json_string(what)
        << "}";
  out << "]\n}\n";
}

}  // namespace

void write_comparison(const Comparison& comparison, const OutputOptions& output, bool whole, std::ostream& out) {
  switch (output.format) {
    case OutputFormat::csv: return write_csv(comparison, out);
    case OutputFormat::json: return write_json(comparison, out);
    case OutputFormat::markdown: return write_grid(comparison, true, false, whole, out);
    case OutputFormat::table: return write_grid(comparison, false, output.color, whole, out);
  }
}

}  // namespace fleetline::cli
