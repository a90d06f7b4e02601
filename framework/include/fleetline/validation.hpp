// Validation: published measurements, and the scenarios that predict them.
//
// A plugin declares, per table of measurements ("training", "serving", ...), how one row becomes a scenario and which of its values
// answers the row. The framework plans and runs that scenario on the very path of `fleetline run`, and keeps the score. Everything a
// translation says follows from what was run (device, engine, version, sizes, notes), never from the measured value.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace fleetline {

/// One row, by column name. Valid during the call only.
class MeasuredRow {
 public:
  MeasuredRow(std::span<const std::string> columns, std::span<const std::string> cells) : columns_(columns), cells_(cells) {}

  /// The cell as written; "" when it is blank or there is no such column.
  std::string_view operator[](std::string_view column) const;
  /// The cell as a number; nothing when it is blank or no number.
  std::optional<double> number(std::string_view column) const;
  bool has(std::string_view column) const { return !(*this)[column].empty(); }
  std::string_view id() const { return (*this)["id"]; }

 private:
  std::span<const std::string> columns_, cells_;
};

/// The question that predicts a row.
struct Translation {
  bool foreign = false;       ///< not a row of this plugin: another one may know it
  std::string skipped = {};   ///< why this row is outside the model: a clause that a reader understands
  std::string scenario = {};  ///< TOML, one case
  std::string metric = {};    ///< what answers, as [show] names it or a [derive] name; of yes-or-no rows (may be empty) needed over given: above 1 is no
  double scale = 1;           ///< the row's figure is scale * metric, with the metric in base units,
  bool inverse = false;       ///< or scale / metric
  double measured = 0;        ///< in the row's own unit
  std::string name = {};      ///< what the score calls this figure ("tflops_per_gpu"); empty: the row's `metric`
  std::string unit = {};      ///< the row's own
  std::string stack = {};     ///< record whose constants were used
  std::string configuration = {};  ///< equal for rows of one configuration, so that folds never split it; empty: the id
  std::optional<bool> fits = {};   ///< a yes-or-no row: did it fit? Predicted by whether the case is feasible
};

struct Validation {
  std::string name;     ///< of the table: "training"
  std::string summary;  ///< one sentence
  Translation (*translate)(const MeasuredRow&) = nullptr;
};

}  // namespace fleetline
