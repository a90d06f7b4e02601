// Units as text: "3.35 TB/s" -> (3.35e12, byte/second) and back.
//
// Rules, each with a test: a unit is a product of symbols with '*', '/' and '^n' ("gCO2e/kWh");
// decimal prefixes where they make sense, binary ones only on B and bit; `GB` is 10^9 and `GiB` 2^30,
// always; ambiguous spellings (`Gb`, `GBps`, `gb`) are refused with the spellings to choose from;
// carbon is `gCO2e`, never `g`; money is `$` or `USD`; `%` is 0.01. Every call is pure [any thread].
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "fleetline/quantity.hpp"

namespace fleetline {

/// A parsed unit: `factor` base units of `dimension` make one of it.
struct Unit {
  double factor = 1.0;
  Dimension dimension;
};

/// A number with its unit, converted to base units.
struct Measure {
  double base = 0.0;
  Dimension dimension;
};

/// What reading text as a unit or quantity gave: a result, or a sentence saying what is wrong.
template <class T>
struct Parsed {
  std::optional<T> value;
  std::string error;  ///< complete sentence fragment, e.g. "unknown unit 'furlong'; did you mean ..."
  explicit operator bool() const { return value.has_value(); }
};

/// "TB/s", "gCO2e/kWh", "1", "" (the last two: dimensionless).
Parsed<Unit> parse_unit(std::string_view text);

/// A number, then an optional unit: "3.35 TB/s", "80 GiB", "$0.08/kWh", "45 %", "1e9".
Parsed<Measure> parse_measure(std::string_view text);

/// Text that reads back as the same double, in a prefix such that 1 <= |x| < 1000: 3.35e12 byte/s -> "3.35 TB/s".
/// `preferred` names the unit to write in when it has the right dimension ("GiB", "ms", "gCO2e/kWh"); it is then used with
/// its own prefix. Where no number of it is exactly `base` (hours, kWh), the next best unit is taken.
std::string write_exact(double base, Dimension dimension, std::string_view preferred = {});

/// For people: `digits` significant digits, automatic prefix: 0.00056756 s -> "567.6 us". Whole numbers are shown in full
/// (24576 tokens), long times in min, h, d and yr, energy from 3.6 MJ on in kWh, money as "$12,300" and "$1.23M".
std::string write_short(double base, Dimension dimension, int digits = 4);

template <Dimension D>
std::string to_text(Quantity<D> q, int digits = 4) { return write_short(q.base(), D, digits); }

/// The base unit of a dimension: "B/s", "FLOP", "1/s", "1". Reads back as a unit of factor 1.
std::string base_unit(Dimension dimension);

/// An example to show in an error for this dimension: "3.35 TB/s" for a bandwidth.
std::string example_of(Dimension dimension);

/// The name people know a dimension by ("bandwidth", "time"), or its base unit.
std::string name_of(Dimension dimension);

}  // namespace fleetline
