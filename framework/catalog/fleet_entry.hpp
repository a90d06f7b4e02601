// Fleets of the registry, as `list`, `describe` and `audit` see them. The framework itself reads fleets, so what a
// plugin declares for a kind of its own is declared here: what fleets can be compared by, and what is true of sound
// ones.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "fleetline/entry.hpp"

namespace fleetline {

/// Keys that an entry has for its readers, and that a scenario which uses the fleet has nothing from.
inline constexpr std::string_view fleet_entry_keys[] = {"published_accelerators"};

/// What its partitions come to.
const std::vector<Derived>& fleet_derived();

/// "node", "hardware", "fabric", "site": of all partitions, each name once. "" for anything else.
std::string fleet_text(const EntryView& fleet, std::string_view column);

/// Texts that every fleet has, and the columns that compare fleets when nobody chose.
const std::vector<std::string>& fleet_text_columns();
const std::vector<std::string>& fleet_columns();

const std::vector<Audit>& fleet_audits();

}  // namespace fleetline
