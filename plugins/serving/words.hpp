// Plain text, as measured rows write it. Pure functions.
#pragma once

#include <string_view>
#include <vector>

#include "fleetline/sdk/row_rules.hpp"

namespace fleetline::serving {

using sdk::contains;
using sdk::lower_case;

/// Numbers in a text, in order: 3.1, 8 billion of "llama-3.1-8b"; the letter is what follows at once.
struct Number {
  double value = 0;
  bool billions = false;
};
std::vector<Number> numbers_in(std::string_view text);

}  // namespace fleetline::serving
