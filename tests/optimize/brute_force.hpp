// The same cases as a sweep, to check a search against.
#pragma once

#include <algorithm>
#include <sstream>

#include "scenario/world.hpp"
#include "study/output.hpp"

namespace fleetline::test {

inline const std::string head = "workload = 'Llama-3-8B'\nhardware = 'H100'\n";

/// As a search of these places.
inline std::string searched(const std::string& optimize) {
  return head + "[solve.roofline]\n[optimize]\n" + optimize +
         "[optimize.over]\nroofline.batch = { from = 1, to = 150 }\nroofline.precision = ['fp16', 'fp8']\nroofline.context = [512, 1024, 4096]\n";
}

/// As a sweep of the same places, in the same order.
inline const Results& swept() {
  static const Results r = run(head + "[solve.roofline]\nbatch = { sweep = { from = 1, to = 150, step = 1 } }\nprecision = { sweep = ['fp16', 'fp8'] }\ncontext = { sweep = [512, 1024, 4096] }\n");
  return r;
}

inline std::string csv(const Results& results) {
  std::ostringstream out;
  write(results, {.format = OutputFormat::csv, .color = false, .max_rows = 0}, out);
  return out.str();
}

/// The case that stands in a row of a search, as a row of the sweep.
inline std::size_t row_in_sweep(const Results& found, std::size_t row) {
  for (std::size_t i = 0; i < swept().rows(); ++i)
    if (at(swept(), "roofline.batch", i) == at(found, "roofline.batch", row) && at(swept(), "roofline.context", i) == at(found, "roofline.context", row) &&
        label_at(swept(), "roofline.precision", i) == label_at(found, "roofline.precision", row))
      return i;
  throw std::out_of_range("no such case");
}

}  // namespace fleetline::test
