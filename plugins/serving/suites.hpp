// Benchmark suites: what their rows leave blank because the rules of the suite fix it. Declared data, each with the
// page it was read on; a row belongs to a suite by what its cells say.
#pragma once

#include <string_view>

#include "fleetline/validation.hpp"

namespace fleetline::serving {

/// A data set that a suite sends to a model, and its means.
struct DataSet {
  std::string_view model;      ///< registry name
  std::string_view name;       ///< of the data set
  double input, output;        ///< tokens of a prompt and of an answer, means; 0: not published
  double beams;                ///< 1: greedy
  std::string_view reference;  ///< where the figures stand
};

/// Whether a load generator sent a whole data set to the system: the notes name its scenario, offline or server.
bool sends_a_data_set(const MeasuredRow& row);
/// The data set of a row that a load generator sent; null: none of those declared.
const DataSet* data_set_of(const MeasuredRow& row, std::string_view workload);

/// A suite whose client draws lengths at random below those that its rows state.
struct DrawnLengths {
  std::string_view suite;
  std::string_view fields[2];  ///< of the suite's own results, which its rows carry in their notes
  double shortest;             ///< shares of the stated length, uniform up to the whole
  std::string_view reference;
  double mean_share() const { return (shortest + 1) / 2; }
};
/// Null: the row states the lengths that were sent.
const DrawnLengths* drawn_lengths_of(const MeasuredRow& row);

/// Format of the cache that a suite's recipe of an engine sets; empty: as the precision says.
std::string_view suite_cache(std::string_view suite, std::string_view engine, std::string_view workload,
                             std::string_view family);

/// The month in which a row was measured, of the notes' "measured=": "2026-01"; empty where they do not say.
std::string_view month_of(const MeasuredRow& row);

/// Why a row of a suite cannot be predicted, though no cell says so; empty: nothing known.
std::string_view unstated_of(const MeasuredRow& row, std::string_view engine, std::string_view workload);

}  // namespace fleetline::serving
