// A comparison drawn: for a terminal, as Markdown, CSV or JSON.
#include <algorithm>
#include <cmath>
#include <ostream>

#include "compare.hpp"
#include "fleetline/text.hpp"
#include "study/output_json_string.hpp"
#include "study/output_lines.hpp"
#include "study/output_writers.hpp"

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

std::string sentence(const Comparison& c) {
  std::string text =
      c.rows() == c.entries ? cat(c.entries, " ", c.title) : cat(c.rows(), " of ", c.entries, " ", c.title);
  return text + (c.rows() == 0 ? "\n" : "\n\n");
}

/// What a reader asks next: which columns are computed, who was left out for what nobody knows, what could not be read.
std::vector<std::string> remarks(const Comparison& c) {
  std::vector<std::string> lines;
  for (const auto& [name, how] : c.derived) lines.push_back(cat("derived: ", name, ": ", how));
  if (!c.undecided.empty()) {
    const std::vector<std::string_view> names(c.undecided.begin(), c.undecided.end());
    lines.push_back(cat("left out, for a condition speaks of what is not known of them: ", one_of(names)));
  }
  for (const auto& [name, what] : c.broken) lines.push_back(cat("broken: ", name, ": ", what));
  return lines;
}

void write_grid(const Comparison& c, bool markdown, bool color, std::ostream& out) {
  const Grid grid = grid_of(c);
  out << sentence(c) << (markdown ? draw_markdown_grid(grid) : draw_grid(grid, color));
  const char* before = "\n";
  for (const std::string& line : remarks(c)) out << std::exchange(before, "") << (markdown ? "- " : "") << line << '\n';
}

std::string csv_text(std::string_view text) {
  if (text.find_first_of(",\"\r\n") == text.npos) return std::string(text);
  std::string quoted = "\"";
  for (char c : text) quoted.append(c == '"' ? 2 : 1, c);
  return quoted + '"';
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
      out << std::exchange(separator, ",") << csv_text(exact_cell(column, row));
    out << '\n';
  }
}

std::string json_cell(const ResultColumn& column, std::size_t row) {
  if (std::isnan(column.values[row])) return "null";
  const std::string cell = exact_cell(column, row);
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

void write_comparison(const Comparison& comparison, const OutputOptions& output, std::ostream& out) {
  switch (output.format) {
    case OutputFormat::csv: return write_csv(comparison, out);
    case OutputFormat::json: return write_json(comparison, out);
    case OutputFormat::markdown: return write_grid(comparison, true, false, out);
    case OutputFormat::table: return write_grid(comparison, false, output.color, out);
  }
}

}  // namespace fleetline::cli
