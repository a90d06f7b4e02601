// The words that units are made of, and what each stands for.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "fleetline/quantity.hpp"

namespace fleetline {

/// How many base units: times * 10^ten / over. Kept in parts so that decimal prefixes stay exact: 3.35 TB is
/// read as the double 3.35e12, not as the product of two rounded numbers.
struct Scale {
  double times = 1, over = 1;
  int ten = 0;

  /// Only powers of two beside the power of ten: multiplying by them never rounds.
  bool shifts() const;
  /// What to multiply with, then what to divide by: whole numbers, 3.6e6 for kWh and for 1/kWh.
  double up() const;
  double down() const;
  double factor() const { return up() / down(); }
  /// `unit` to the power `exponent`, times this.
  Scale multiplied(const Scale& unit, int exponent) const;
};

/// A symbol and the prefixes that may stand before it.
struct UnitSymbol {
  std::string_view text;
  Scale scale;
  Dimension dimension;
  std::string_view prefixes;  ///< decimal, each a letter: "munp" below one, "kMGTPEZY" above
  bool binary = false;        ///< also Ki, Mi, Gi, Ti, Pi, Ei
  std::string_view meaning;
};

/// A word as it may be written, prefix included: "GiB", "kWh", "µs".
struct UnitWord {
  std::string text;
  Scale scale;
  Dimension dimension;
};

/// Every symbol, in the order people would look for them. [any thread]
std::span<const UnitSymbol> unit_symbols();
/// Every word, in the order of unit_symbols(), bare symbol first. [any thread]
std::span<const UnitWord> unit_words();
/// nullptr when there is no such word. [any thread]
const UnitWord* find_unit_word(std::string_view text);

}  // namespace fleetline
