// What a solver gives back besides its outputs struct: a status, and, when somebody looks, details.
#pragma once

#include <deque>
#include <limits>
#include <string>
#include <string_view>
#include <vector>

#include "fleetline/label.hpp"
#include "fleetline/quantity.hpp"

namespace fleetline {

/// ok, or infeasible with the reason and what is missing. Physics saying no is an answer, not an exception.
/// Small and free of allocation: solvers return one per case from the hot loop.
struct Status {
  enum class Code : unsigned char { ok, infeasible, failed };
  Code code = Code::ok;
  Label reason = {};   ///< a complete clause: "weights and KV cache do not fit in device memory"
  double missing = 0;  ///< how much, in base units of `dimension`; 0: not a matter of amount
  Dimension dimension = {};
  /// What it takes and what there is, base units; NaN: not said. `missing` lies between them.
  double needed = std::numeric_limits<double>::quiet_NaN(), limit = needed;

  static Status ok() { return {}; }
  /// With both numbers, so that every row says what to change and how far.
  template <Dimension D>
  static Status infeasible(Label reason, Quantity<D> needed, Quantity<D> limit) {
    const double gap = needed.base() - limit.base();
    return {Code::infeasible, reason, gap < 0 ? -gap : gap, D, needed.base(), limit.base()};
  }
  /// Where only the difference is known. A reason that names a parameter and an output of this dimension ("itl_limit ... itl_floor") is
  /// written with the values of both.
  template <Dimension D>
  static Status infeasible(Label reason, Quantity<D> missing) {
    return {Code::infeasible, reason, missing.base(), D};
  }
  static Status infeasible(Label reason) { return {Code::infeasible, reason}; }

  explicit operator bool() const { return code == Code::ok; }
  /// "weights and KV cache do not fit in device memory (needs 92.3 GB, limit 80 GB, 12.3 GB missing)".
  std::string text() const;
  /// The numbers of it alone: "needs 92.3 GB, limit 80 GB, 12.3 GB missing"; "" where it is not a matter of amount.
  std::string amounts() const;
};

/// A column of a detail table: numbers with a unit, or texts.
struct DetailColumn {
  std::string name, unit;  ///< unit to print in ("us"); "" for texts and pure numbers
  Dimension dimension;
  std::vector<double> numbers;  ///< base units
  std::vector<std::string> texts;
};

/// "operators", "layouts": whatever has rows. All columns have the same length.
struct DetailTable {
  std::string name, doc;
  std::deque<DetailColumn> columns;  ///< a deque: references that add() gave out stay good

  /// Columns are made once, then filled row by row.
  DetailColumn& add(std::string name, Dimension dimension, std::string unit);
  DetailColumn& add_text(std::string name);
  std::size_t rows() const;
};

/// Written only when asked for: a trace, per-request rows.
struct Artifact {
  std::string name, media_type, content;
};

/// Where a solver puts what only a reader of one case wants. The kernel hands one in for single cases, `explain`
/// and reports; in sweeps the solver gets nullptr and must not build any of it.
struct Detail {
  std::deque<DetailTable> tables;
  std::vector<Artifact> artifacts;
  std::vector<std::string> notes;  ///< assumptions in force for this case: "int4 has no arithmetic here: runs as fp16"
  std::string verdict;             ///< the case in one sentence
  bool want_artifacts = false;

  DetailTable& table(std::string_view name, std::string_view doc);
};

}  // namespace fleetline
