// Sums over parts of which some may be unknown.
#pragma once

#include <optional>

namespace fleetline::sdk {

/// Adds `part` to `sum`, which begins with the first: a sum of which one part is unknown is unknown.
template <class Q>
void add_known(std::optional<Q>& sum, const std::optional<Q>& part, bool first) {
  if (first) sum = part;
  else if (sum && part) *sum += *part;
  else sum.reset();
}

}  // namespace fleetline::sdk
