// Benchmark suites that send a data set: what their rows leave blank because the rules of the suite fix it.
#pragma once

#include <string_view>

#include "fleetline/validation.hpp"

namespace fleetline::serving {

/// A data set that a suite sends to a model, and its means.
struct DataSet {
  std::string_view model;      ///< registry name
  std::string_view name;       ///< of the data set
  double input, output;        ///< tokens of a prompt and of an answer, means
  double beams;                ///< 1: greedy
  std::string_view reference;  ///< where the figures stand
};

/// Whether a load generator sent a whole data set to the system: the notes name its scenario, offline or server.
bool sends_a_data_set(const MeasuredRow& row);
/// The data set of a row that a load generator sent; null: none, or its lengths are not published.
const DataSet* data_set_of(const MeasuredRow& row, std::string_view workload);

}  // namespace fleetline::serving
