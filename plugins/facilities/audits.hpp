// What is true of every sound site, node, switch, list of prices and table of footprints, and what follows from them:
// `fleetline audit` and `list`.
#pragma once

#include <vector>

#include "fleetline/entry.hpp"

namespace fleetline::facilities {

std::vector<Audit> site_audits();
/// What renting the whole of it costs, by the offers that name it.
std::vector<Derived> node_rents();
/// What all its accelerators hold, compute and draw, what joins it to other nodes, and its rents.
std::vector<Derived> node_derived();
std::vector<Audit> node_audits();
/// Medians of offers.
std::vector<Derived> prices_derived();
std::vector<Audit> prices_audits();
/// Capacity of all ports, and what it draws and costs.
std::vector<Derived> switch_derived();
std::vector<Audit> switch_audits();
/// Per area and per gigabyte, of the processes and memories that entries have in common.
std::vector<Derived> fabrication_derived();
std::vector<Audit> fabrication_audits();
std::vector<Audit> dataset_audits();

}  // namespace fleetline::facilities
