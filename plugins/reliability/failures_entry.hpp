// What follows from an entry of `failures`, and what is true of every sound one: for `fleetline list` and `audit`.
#pragma once

#include <vector>

#include "fleetline/entry.hpp"

namespace fleetline::reliability {

std::vector<Derived> failures_derived();
std::vector<Audit> failures_audits();

}  // namespace fleetline::reliability
