// What is computed from a device's entry, and what is true of every sound one: `fleetline audit`.
#pragma once

#include <vector>

#include "fleetline/entry.hpp"

namespace fleetline::accelerators {

/// dense_16, ridge_point, flops_per_joule.
std::vector<Derived> derived_values();
std::vector<Audit> audits();

}  // namespace fleetline::accelerators
