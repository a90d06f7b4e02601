// What is true of every sound site, node and list of prices: `fleetline audit`.
#pragma once

#include <vector>

#include "fleetline/entry.hpp"

namespace fleetline::facilities {

std::vector<Audit> site_audits();
/// What renting the whole of it costs, by the offers that name it.
std::vector<Derived> node_derived();
std::vector<Audit> node_audits();
/// Medians of offers.
std::vector<Derived> prices_derived();
std::vector<Audit> prices_audits();

}  // namespace fleetline::facilities
