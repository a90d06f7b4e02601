// A unit as it was read: a product of words.
#pragma once

#include <string>
#include <string_view>

#include "unit_table.hpp"

namespace fleetline {

struct Product {
  Scale scale;
  Dimension dimension;
};

/// "gCO2e/kWh", "1/s", "/s". False after filling `error`. [any thread]
bool read_product(std::string_view unit, Product& out, std::string& error);

}  // namespace fleetline
