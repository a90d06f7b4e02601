// Small results, made by hand, that the tests of the writers share.
#pragma once

#include <limits>
#include <sstream>
#include <string>

#include "study/output.hpp"

namespace fleetline::samples {

inline constexpr double none = std::numeric_limits<double>::quiet_NaN();

inline ResultColumn batch(std::vector<double> values) {
  return {.name = "roofline.batch", .doc = "Samples in one step", .type = FieldType::integer, .axis = true,
          .values = std::move(values)};
}

inline ResultColumn latency(std::vector<double> seconds) {
  return {.name = "roofline.latency", .unit = "ms", .doc = "Time of one step", .dimension = Seconds::dimension,
          .direction = Direction::lower, .values = std::move(seconds)};
}

inline ResultColumn throughput(std::vector<double> per_second) {
  return {.name = "roofline.throughput", .unit = "1/s", .doc = "Samples per second", .dimension = Frequency::dimension,
          .direction = Direction::higher, .values = std::move(per_second)};
}

inline ResultColumn bottleneck(std::vector<double> codes) {
  return {.name = "roofline.bottleneck", .doc = "What limits the step", .type = FieldType::choice,
          .labels = {{0, "compute"}, {1, "memory"}}, .values = std::move(codes)};
}

/// Three batches; the last does not fit.
inline Results three_batches() {
  Results r;
  r.name = "Where does it turn compute-bound?";
  r.question = "From which batch on?";
  r.verdict = "Compute-bound from batch 2.";
  r.columns = {batch({1, 2, 512}), bottleneck({1, 0, none}), latency({48.11e-6, 96.2e-6, none}),
               throughput({20785.7, 20790.1, none})};
  r.status = {Status::Code::ok, Status::Code::ok, Status::Code::infeasible};
  r.notes = {{2, "weights do not fit in device memory (12.3 GB missing)"}};
  return r;
}

inline std::string written(const Results& results, const OutputOptions& options = {}) {
  std::ostringstream out;
  write(results, options, out);
  return out.str();
}

}  // namespace fleetline::samples
