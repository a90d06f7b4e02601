// The registry's tables of measurements: registry/measurements/NAME.csv, and what peers published about theirs.
#pragma once

#include "catalog/registry.hpp"
#include "validation/validate.hpp"

namespace fleetline::cli {

/// The table of that name in the last root that has one. Adds a problem when there is none.
std::filesystem::path measurements_file(const Registry& registry, const std::string& name, Problems& problems);

/// measurements/peers.csv: columns validation, source, peer, error, citation. Throws InputError for a broken table.
std::vector<PeerError> peer_errors(const Registry& registry, const std::string& name);

/// measurements/groups.csv: columns validation, group, source, column, text. Throws InputError for a broken table.
std::vector<RowGroup> row_groups(const Registry& registry, const std::string& name);

}  // namespace fleetline::cli
