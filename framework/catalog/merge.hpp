// One tree over another, key by key: scenarios that extend files, entries that extend entries.
#pragma once

#include "fleetline/value.hpp"

namespace fleetline {

/// Tables merge; everything else is replaced, and every value keeps the place where it was written.
void merge(Value& base, const Value& over);

}  // namespace fleetline
