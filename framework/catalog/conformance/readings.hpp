// What an object under test answers, flattened to named numbers, so that one set of checks (same bits, threads, instances,
// locale, bounds) serves hardware, workloads, fabrics and solvers alike.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "catalog/plugins.hpp"

namespace fleetline::conformance {

struct Reading {
  std::string what;   ///< "gemm in fp16: time"
  double value = 0;
  bool may_be_negative = false;
  bool may_be_nan = false;  ///< "not given"
};
using Readings = std::vector<Reading>;

/// An object made from one set of parameters. ask() is const and repeatable; it may be called from several threads.
class Probe {
 public:
  virtual ~Probe() = default;
  virtual Readings ask() const = 0;
};

/// A component under test, its parameters filled so that it can be made, and how to make a probe of it.
struct Specimen {
  Loaded loaded;
  std::string name;   ///< "solver roofline"
  Table table;        ///< what was filled in
  Box params;
  std::function<std::unique_ptr<Probe>(const Box&)> make;
  std::string origin; ///< "its defaults", "registry entry hardware/A100"
};

/// The first difference as a sentence, or "". Numbers are compared bit by bit.
std::string first_difference(const Readings& expected, const Readings& got);

/// A sentence for every reading that is not finite, or negative where it must not be (at most a few).
std::vector<std::string> complaints(const Readings& readings);

inline constexpr std::string_view refused_mark = "refused: ";

/// Makes a probe and asks it. What a parameter is refused with (InputError) becomes a reading, so that it must be
/// the same each time, too.
Readings ask(const Specimen& specimen, const Box& params);

}  // namespace fleetline::conformance
