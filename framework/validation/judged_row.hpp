// One question about one row of measurements, planned and answered.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "csv.hpp"
#include "fleetline/validation.hpp"
#include "scenario/document.hpp"
#include "scenario/planner.hpp"

namespace fleetline {

/// How a row ended. `reason` says why there is no prediction.
struct JudgedRow {
  enum class Status : unsigned char { ok, skipped, failed };
  std::string id, source, name, unit, stack, configuration;
  std::string group = {};  ///< of the table's groups, the first that it belongs to; empty: none
  Status status = Status::ok;
  std::string reason;
  bool yes_no = false;  ///< measured and predicted are 1 for yes, 0 for no
  double measured = 0, predicted = 0;
  double load = 0;        ///< of yes-or-no rows: what is needed over what there is, above 1 for no; 0: not told

  /// predicted / measured - 1; for yes-or-no rows 0 when right, 1 when wrong.
  double error() const;

  std::string metric = {};  ///< as the row says, where `name` is what the score calls it
};

/// "SC21T1-0007" -> "SCT": the id without its digits.
std::string source_of(std::string_view id);

/// Which row of which table, asked by which validation.
struct Question {
  const Validation* validation = nullptr;
  const CsvTable* table = nullptr;
  std::size_t row = 0;
  MeasuredRow cells() const { return {table->columns, table->rows[row]}; }
};

/// A question's scenario, planned once, to be solved as often as constants change.
struct RowCase {
  JudgedRow judged;
  Translation translation;
  std::unique_ptr<Scenario> scenario;  ///< nullptr: skipped or failed
  std::size_t slot = 0;
};

/// Rows that one figure of the score stands for: those of `source`, and of them those whose `column` contains `text` (any when empty); of
/// the column "figure", what the score calls them. Several lines with one name are one group.
struct RowGroup {
  std::string name, source, column, text;
};

/// What is asked beside the rows: the same for all of them.
struct RowSettings {
  std::vector<std::string> sets;  ///< as --set
  std::vector<RowGroup> groups = {};
};

/// Translates and plans. A translation whose scenario is wrong makes the row `failed`, with the first problem.
RowCase plan_row(const Question& question, const RowSettings& settings, Session& session);

/// Solves and judges. [any thread, one case each]
JudgedRow solve_row(const RowCase& row);

}  // namespace fleetline
