// The results of a study: one row per case, columns of base-unit doubles, and what surrounds them.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "fleetline/answer.hpp"
#include "fleetline/schema.hpp"

namespace fleetline {

struct ResultColumn {
  std::string name;      ///< "roofline.latency", "variant", or a [derive] name
  std::string unit;      ///< declared display unit ("ms"); "" for none: exact units for CSV and JSON headers
  std::string doc;
  Dimension dimension;
  Direction direction = Direction::none;
  FieldType type = FieldType::number;     ///< number, integer, boolean, or a coded text (choice, format, text)
  bool headline = false;                  ///< what its solver is asked for first
  bool axis = false;                      ///< varies by sweep or variant: identifies the case
  std::map<int, std::string> labels;      ///< code -> text, for coded columns
  std::vector<double> values;             ///< base units or codes, one per case; NaN: not given

  /// The text of a code; nullptr for numbers and absent values.
  const std::string* label(double value) const;
};

/// Why a case is not ok. Kept apart so that a million good cases cost nothing, and as a Status where that says it all, so that a
/// million infeasible ones write no text nobody reads.
struct CaseNote {
  std::uint64_t row = 0;
  std::string text = {};  ///< of a failure; empty: `status` says it
  Status status = {};

  std::string message() const { return text.empty() ? status.text() : text; }
};

struct Expectation {
  std::string text;   ///< "roofline.latency < 30 ms"
  Where where;
  bool met = false;
  std::string detail; ///< "5 of 10 cases; worst: 41.2 ms at roofline.batch = 512"
};

/// What stands behind a verdict: one answer of several in a sentence, then what a reader asks next, each under a word ("at", "binds").
struct SearchFinding {
  std::string text;  ///< empty: of the verdict itself
  std::vector<std::pair<std::string, std::vector<std::string>>> facts;
};

struct Results {
  std::string name, question;   ///< of the scenario
  std::string verdict;          ///< one sentence
  std::vector<SearchFinding> findings;
  std::vector<ResultColumn> columns;
  std::vector<Status::Code> status;  ///< one per case
  std::vector<CaseNote> notes;       ///< of the cases that are not ok, by row
  std::vector<DetailTable> tables;   ///< asked for in [show], of the first case of each variant
  std::vector<std::string> assumptions;
  std::vector<Expectation> expectations;
  std::vector<std::pair<std::string, std::string>> context;  ///< version, plugins, prepare hit rate ...: key, text

  std::size_t rows() const { return status.size(); }
  std::size_t count(Status::Code code) const;
  const ResultColumn* find(std::string_view column) const;
};

}  // namespace fleetline
