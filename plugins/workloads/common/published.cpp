#include "common/published.hpp"

#include "fleetline/text.hpp"

namespace fleetline::workloads {

void KeyCheck::divides(std::string_view key, int whole, int parts, std::string_view what, std::string_view into) const {
  if (whole % parts != 0)
    add(key, cat(what, " of ", whole, " does not divide into ", into), cat("a divisor of ", whole));
}

}  // namespace fleetline::workloads
