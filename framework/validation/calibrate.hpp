// Fits the constants of records to measured rows: for each stack, those members that its entry writes as
// { value, low, high } with a source titled "Fitted ...", within [low, high].
//
// A source titled "Fitted to METRIC: ..." says more: those members are fitted, once all others are, to the rows of that metric, which
// take no part in the fit of the others.
//
// The measure is the mean of |log(predicted / measured)|; of yes-or-no rows what is wrong, and by how much (needed over given). Rows of
// one configuration are never split between folds: the error of
// held-out rows is that of configurations the constants have not seen.
#pragma once

#include "validate.hpp"

namespace fleetline {

struct CalibrationSettings : ValidationSettings {
  std::size_t folds = 5;
  int evaluations = 1500;  ///< of one fit
  std::string stack;       ///< only this one; empty: all
  bool from_middle = false;  ///< fits begin in the middle of the bounds, not at the entry's values, which have seen the held-out rows
};

struct FittedConstant {
  std::string path, unit;   ///< dotted, within the record
  std::string metric;       ///< fitted to the rows of this one; empty: to those of all metrics that no member claims
  Dimension dimension;
  double before = 0, after = 0, low = 0, high = 0;
};

struct FittedStack {
  std::string stack;
  std::filesystem::path file;
  std::size_t rows = 0, configurations = 0;
  double before = 0, in_sample = 0;  ///< mean |error|; of yes-or-no rows the share that is wrong
  double held_out = 0;               ///< the same of rows left out of their fold's fit; NaN: too few configurations
  std::vector<FittedConstant> constants;
  std::vector<JudgedRow> held_out_rows;
};

std::vector<FittedStack> calibrate(const CsvTable& table, const std::vector<const Validation*>& validations,
                                   const CalibrationSettings& settings, const Plugins& plugins, Registry& registry);

/// The entry's text with the fitted values in place of the old ones.
std::string with_fitted_values(const FittedStack& fitted, Problems& problems);

}  // namespace fleetline
