// Results arranged for a reader, before they are drawn: the terminal table and Markdown show the same report.
#pragma once

#include <string>
#include <vector>

#include "output_cells.hpp"

namespace fleetline {

struct GridColumn {
  std::string name, unit;
  bool right = false;   ///< numbers
  bool status = false;  ///< "ok", "infeasible", "failed"
  std::vector<std::string> cells;
};

/// A table of finished texts. All columns have the same length.
struct Grid {
  std::string title;    ///< "operators: one row per operator"; "" for the main one
  bool headed = true;   ///< false: a list whose columns need no names on a terminal
  std::size_t omitted = 0;  ///< rows left out at the end
  std::vector<GridColumn> columns;

  GridColumn& add(std::string name, bool right = false, std::string unit = {});
  std::size_t rows() const { return columns.empty() ? 0 : columns.front().cells.size(); }
};

/// Cases that are not ok for the same reason.
struct Reason {
  Status::Code code = Status::Code::infeasible;
  std::size_t cases = 0;
  std::string first;  ///< "batch = 64"; "" when there is only one case in all
  std::string text;   ///< of the first
  std::string kind;   ///< without the amount: what groups them
};

struct Report {
  std::vector<std::string> facts;  ///< above the grid: "for all cases: precision fp16"
  Grid grid;                       ///< the cases, one case as a list, or the summary
  std::vector<std::string> changes;  ///< below it: "bottleneck: memory -> compute at batch = 2"
  std::vector<Reason> reasons;
  std::vector<Grid> tables;
};

/// More than `max_rows` cases become a summary; 0: never.
Report make_report(const Results& results, std::size_t max_rows);

/// Column names without the stage when all columns come from one: "roofline.latency" -> "latency".
std::vector<std::string> short_names(const Results& results);

/// The case by its axes: "batch = 64, bandwidth = 2 TB/s"; "case 3" when nothing varies.
std::string case_text(const Results& results, const std::vector<std::string>& names, std::size_t row);

/// The summary part of a report: counts, ranges of every number, where coded columns change.
void summarise(const Results& results, const std::vector<std::string>& names, Report& report);

}  // namespace fleetline
