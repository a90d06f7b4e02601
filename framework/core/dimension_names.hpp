// The units that each dimension is written in.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "fleetline/quantity.hpp"

namespace fleetline {

/// Write in `unit` from `from` base units on, until the next rung.
struct Rung {
  std::string_view unit;
  double from = 0;
};

/// How one dimension is called and written. Rungs rise; the first also serves everything below it. Money is
/// written "$5/h": its rungs are what it is paid for, "/h".
struct DimensionStyle {
  Dimension dimension;
  std::string_view name, example;
  std::span<const Rung> rungs;
  bool money = false;
};

/// nullptr when the dimension has no name of its own. [any thread]
const DimensionStyle* style_of(Dimension dimension);

/// The style of the only factor above the fraction bar, when it has one and stands there once: token for token/J;
/// `below` gets the rest as a unit: "/J". nullptr when the dimension is not of that shape. [any thread]
const DimensionStyle* numerator_of(Dimension dimension, std::string& below);

}  // namespace fleetline
