// Many cases in a few lines: what a reader of a sweep wants before opening the CSV.
#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>
#include <map>
#include <unordered_set>

#include <tbb/parallel_for.h>

#include "output_report.hpp"

namespace fleetline {
namespace {

bool is_number(const ResultColumn& c) { return !coded(c) && c.type != FieldType::boolean; }

/// "1,000,000 cases: 999,000 ok, 1,000 infeasible".
std::string counts(const Results& results) {
  std::string text = counted(results.rows(), "case") + ":";
  const char* separator = " ";
  for (Status::Code code : {Status::Code::ok, Status::Code::infeasible, Status::Code::failed}) {
    const std::size_t n = results.count(code);
    if (n == 0) continue;
    text += fmt::format("{}{} {}", separator, grouped(n), status_text(code));
    separator = ", ";
  }
  return text;
}

/// Axes repeat their values in runs and cycles: a small memory of recent ones spares most look-ups in the set.
std::size_t distinct(const std::vector<double>& values) {
  std::unordered_set<double> seen;  // only its size is used
  std::vector<double> recent(4096, std::nan(""));
  for (double v : values) {
    double& slot = recent[std::bit_cast<std::uint64_t>(v) * 0x9E3779B97F4A7C15u >> 52];
    if (slot == v || std::isnan(v)) continue;
    seen.insert(slot = v);
  }
  return seen.size();
}

struct Range {
  std::size_t count = 0;          ///< cases that are ok and have a value
  std::size_t low = 0, high = 0;  ///< rows
  double median = 0;
};

/// Reorders the values.
double median_of(std::vector<double>& values) {
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  return values.size() % 2 == 1 ? *middle : (*middle + *std::max_element(values.begin(), middle)) / 2;
}

Range range_of(const Results& results, const ResultColumn& column) {
  Range r;
  std::vector<double> values;
  values.reserve(column.values.size());
  for (std::size_t row = 0; row < column.values.size(); ++row) {
    const double v = column.values[row];
    if (results.status[row] != Status::Code::ok || std::isnan(v)) continue;
    if (values.empty() || v < column.values[r.low]) r.low = row;
    if (values.empty() || v > column.values[r.high]) r.high = row;
    values.push_back(v);
  }
  r.count = values.size();
  if (r.count > 0) r.median = median_of(values);
  return r;
}

/// "batch 1 to 512 (10 values)"; texts are listed: "variant a100, h100".
std::string axis_text(const ResultColumn& column, const std::string& name) {
  if (!is_number(column)) {
    std::map<double, std::size_t> first;
    for (std::size_t row = 0; row < column.values.size(); ++row)
      if (!std::isnan(column.values[row])) first.try_emplace(column.values[row], row);
    std::string text = name;
    const char* separator = " ";
    for (const auto& [code, row] : first) {
      text += separator + readable_cell(column, row);
      separator = ", ";
    }
    return text;
  }
  const auto [low, high] = std::minmax_element(column.values.begin(), column.values.end());
  const auto row = [&](auto it) { return static_cast<std::size_t>(it - column.values.begin()); };
  return fmt::format("{} {} to {} ({})", name, readable_cell(column, row(low)), readable_cell(column, row(high)),
                     counted(distinct(column.values), "value"));
}

/// What one column has to tell: a range of numbers, or a sentence.
struct Told {
  Range range;
  std::string text;
};

void add_ranges(const Results& results, const std::vector<std::string>& names, const std::vector<Told>& told, Grid& grid) {
  grid.columns.reserve(6);
  GridColumn& metric = grid.add("metric");
  GridColumn& unit = grid.add("unit");
  GridColumn& low = grid.add("min", true);
  GridColumn& middle = grid.add("median", true);
  GridColumn& high = grid.add("max", true);
  GridColumn& best = grid.add("best at");
  for (std::size_t i = 0; i < results.columns.size(); ++i) {
    const ResultColumn& column = results.columns[i];
    const Range& range = told[i].range;
    if (range.count == 0) continue;
    const double three[] = {column.values[range.low], range.median, column.values[range.high]};
    const ShownUnit shown = choose_unit(three, column.dimension, column.unit);
    const auto cells = readable_numbers(three, shown);
    metric.cells.push_back(names[i]);
    unit.cells.push_back(shown.name.empty() ? "" : fmt::format("[{}]", shown.name));
    low.cells.push_back(cells[0]);
    middle.cells.push_back(cells[1]);
    high.cells.push_back(cells[2]);
    const std::size_t best_row = column.direction == Direction::lower ? range.low : range.high;
    best.cells.push_back(column.direction == Direction::none ? "" : case_text(results, names, best_row));
  }
}

/// Along one axis: where the text changes, and to what.
std::string changes_along(const Results& results, const std::vector<std::string>& names, const ResultColumn& column,
                          const std::string& name) {
  constexpr int most = 6;
  std::string text;
  int changes = 0;
  double last = std::nan("");
  for (std::size_t row = 0; row < results.rows(); ++row) {
    const double value = column.values[row];
    if (std::isnan(value) || value == last) continue;
    if (std::isnan(last)) text = fmt::format("{}: {}", name, readable_cell(column, row));
    else if (++changes <= most) text += fmt::format(" -> {} at {}", readable_cell(column, row), case_text(results, names, row));
    last = value;
  }
  if (changes > most) text += fmt::format(", and {}", counted(static_cast<std::uint64_t>(changes - most), "more change"));
  return text;
}

/// Over several axes: how often each text occurs, and where first.
std::string shares(const Results& results, const std::vector<std::string>& names, const ResultColumn& column,
                   const std::string& name) {
  struct Share { std::size_t first = 0, cases = 0; };
  std::map<double, Share> by_code;
  for (std::size_t row = 0; row < results.rows(); ++row) {
    if (std::isnan(column.values[row])) continue;
    Share& share = by_code.try_emplace(column.values[row], Share{row, 0}).first->second;
    ++share.cases;
  }
  if (by_code.empty()) return {};
  std::string text = name + ":";
  const char* separator = " ";
  for (const auto& [code, share] : by_code) {
    text += fmt::format("{}{} in {}", separator, readable_cell(column, share.first), counted(share.cases, "case"));
    if (by_code.size() > 1) text += fmt::format(" (first at {})", case_text(results, names, share.first));
    separator = "; ";
  }
  return text;
}

}  // namespace

void summarise(const Results& results, const std::vector<std::string>& names, Report& report) {
  report.facts.push_back(counts(results));
  const auto axis_count = std::count_if(results.columns.begin(), results.columns.end(), [](const ResultColumn& c) { return c.axis; });
  const auto describe = axis_count == 1 ? changes_along : shares;
  // Every column is one pass over all cases, and knows nothing of the others: on all cores.
  std::vector<Told> told(results.columns.size());
  tbb::parallel_for(std::size_t{0}, told.size(), [&](std::size_t i) {
    const ResultColumn& c = results.columns[i];
    if (c.axis) told[i].text = axis_text(c, names[i]);
    else if (is_number(c)) told[i].range = range_of(results, c);
    else told[i].text = describe(results, names, c, names[i]);
  });
  std::string axes;
  for (std::size_t i = 0; i < told.size(); ++i)
    if (results.columns[i].axis) axes += (axes.empty() ? "over " : ", ") + told[i].text;
  if (!axes.empty()) report.facts.push_back(axes);
  add_ranges(results, names, told, report.grid);
  for (std::size_t i = 0; i < told.size(); ++i)
    if (!results.columns[i].axis && !told[i].text.empty()) report.changes.push_back(told[i].text);
}

}  // namespace fleetline
