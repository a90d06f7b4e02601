#include "output_report.hpp"

#include <algorithm>
#include <cmath>
#include <set>

namespace fleetline {
namespace {

bool same(double a, double b) { return a == b || (std::isnan(a) && std::isnan(b)); }

bool constant(const ResultColumn& column) {
  return std::all_of(column.values.begin(), column.values.end(), [&](double v) { return same(v, column.values.front()); });
}

/// A column of cells in its own unit.
void add_cases(Grid& grid, const ResultColumn& column, const std::string& name) {
  if (coded(column) || column.type == FieldType::boolean) {
    GridColumn& out = grid.add(name);
    for (std::size_t row = 0; row < column.values.size(); ++row) out.cells.push_back(readable_cell(column, row));
    return;
  }
  const ShownUnit shown = choose_unit(column.values, column.dimension, column.unit);
  grid.add(name, true, shown.name).cells = readable_numbers(column.values, shown);
}

void add_status(Grid& grid, const Results& results) {
  if (results.count(Status::Code::ok) == results.rows()) return;
  GridColumn& out = grid.add("status");
  out.status = true;
  auto note = results.notes.begin();
  for (std::size_t row = 0; row < results.rows(); ++row) {
    std::string& cell = out.cells.emplace_back(status_text(results.status[row]));
    while (note != results.notes.end() && note->row < row) ++note;
    if (note == results.notes.end() || note->row != row || !note->text.empty()) continue;
    if (const std::string numbers = note->status.amounts(); !numbers.empty()) cell += ": " + numbers;
  }
}

/// One row per case. What is the same in every row is said once, above.
void arrange_cases(const Results& results, const std::vector<std::string>& names, Report& report) {
  const auto varies = [](const ResultColumn& c) { return !constant(c); };
  const bool pull_out = std::any_of(results.columns.begin(), results.columns.end(), varies);
  std::string shared;
  for (std::size_t i = 0; i < results.columns.size(); ++i) {
    const ResultColumn& column = results.columns[i];
    if (pull_out && !column.axis && constant(column))
      shared += fmt::format("{}{} {}", shared.empty() ? "" : ", ", names[i], readable_cell(column, 0));
    else
      add_cases(report.grid, column, names[i]);
  }
  if (!shared.empty()) report.facts.push_back("for all cases: " + shared);
  add_status(report.grid, results);
}

/// A single case reads better from top to bottom, with what each number means.
void arrange_single(const Results& results, const std::vector<std::string>& names, Report& report) {
  Grid& grid = report.grid;
  grid.headed = false;
  grid.columns.reserve(3);
  GridColumn& metric = grid.add("metric");
  GridColumn& value = grid.add("value");
  GridColumn& meaning = grid.add("meaning");
  for (std::size_t i = 0; i < results.columns.size(); ++i) {
    metric.cells.push_back(names[i]);
    value.cells.push_back(readable_cell(results.columns[i], 0));
    meaning.cells.push_back(results.columns[i].doc);
  }
}

/// Without the missing amount, which differs from case to case: "... do not fit in device memory (12.3 GB missing)".
std::string_view kind_of_reason(const CaseNote& note) {
  if (note.text.empty()) return note.status.reason.text();
  const std::string_view text = note.text;
  const auto amount = text.ends_with(" missing)") ? text.rfind(" (") : std::string_view::npos;
  return text.substr(0, amount);
}

std::vector<Reason> group_reasons(const Results& results, const std::vector<std::string>& names) {
  std::vector<Reason> reasons;
  for (const CaseNote& note : results.notes) {
    const Status::Code code = results.status[note.row];
    const auto known = std::find_if(reasons.begin(), reasons.end(), [&](const Reason& r) {
      return r.code == code && r.kind == kind_of_reason(note);
    });
    if (known != reasons.end()) ++known->cases;
    else reasons.push_back({code, 1, results.rows() > 1 ? case_text(results, names, note.row) : "", note.message(), std::string(kind_of_reason(note))});
  }
  return reasons;
}

Grid arrange_table(const DetailTable& table, std::size_t max_rows) {
  Grid grid;
  grid.title = table.doc.empty() ? table.name : fmt::format("{}: {}", table.name, table.doc);
  const std::size_t rows = max_rows == 0 ? table.rows() : std::min(table.rows(), max_rows);
  grid.omitted = table.rows() - rows;
  for (const DetailColumn& column : table.columns) {
    if (!column.texts.empty()) {
      grid.add(column.name).cells.assign(column.texts.begin(), column.texts.begin() + static_cast<std::ptrdiff_t>(rows));
      continue;
    }
    const std::span<const double> numbers(column.numbers.data(), std::min(rows, column.numbers.size()));
    const ShownUnit shown = choose_unit(numbers, column.dimension, column.unit);
    grid.add(column.name, true, shown.name).cells = readable_numbers(numbers, shown);
  }
  return grid;
}

}  // namespace

GridColumn& Grid::add(std::string name, bool right, std::string unit) {
  columns.push_back({.name = std::move(name), .unit = std::move(unit), .right = right});
  return columns.back();
}

std::vector<std::string> short_names(const Results& results) {
  std::set<std::string_view> stages;
  for (const ResultColumn& column : results.columns)
    if (const auto dot = column.name.find('.'); dot != std::string::npos)
      stages.insert(std::string_view(column.name).substr(0, dot + 1));
  std::vector<std::string> names;
  for (const ResultColumn& column : results.columns) {
    const bool strip = stages.size() == 1 && column.name.starts_with(*stages.begin());
    names.push_back(strip ? column.name.substr(stages.begin()->size()) : column.name);
  }
  if (std::set<std::string>(names.begin(), names.end()).size() == names.size()) return names;
  std::transform(results.columns.begin(), results.columns.end(), names.begin(), [](const auto& c) { return c.name; });
  return names;
}

std::string case_text(const Results& results, const std::vector<std::string>& names, std::size_t row) {
  std::string text;
  for (std::size_t i = 0; i < results.columns.size(); ++i)
    if (results.columns[i].axis)
      text += fmt::format("{}{} = {}", text.empty() ? "" : ", ", names[i], readable_cell(results.columns[i], row));
  return text.empty() ? fmt::format("case {}", row + 1) : text;
}

Report make_report(const Results& results, std::size_t max_rows) {
  Report report;
  const std::vector<std::string> names = short_names(results);
  if (max_rows != 0 && results.rows() > max_rows) summarise(results, names, report);
  else if (results.rows() == 1) arrange_single(results, names, report);
  else if (results.rows() > 1) arrange_cases(results, names, report);
  report.reasons = group_reasons(results, names);
  for (const DetailTable& table : results.tables) report.tables.push_back(arrange_table(table, max_rows));
  return report;
}

}  // namespace fleetline
