// Entries that change some of another's values: `extends = "NAME"`.
//
// An entry hides the one of its name in earlier roots, whole, unless it says what it extends: then its keys lie over those of that
// entry, or, when it names itself, over those of the one that it hides. Every value keeps the file it was written in, and its sources.
#pragma once

#include <string>
#include <string_view>

#include "registry.hpp"

namespace fleetline {

/// The table of the entry `name` as root number `root` has it, provenance attached, over what it extends. Reads files, and nothing
/// that another thread may change. [any thread]
Value read_extended(const Registry& registry, std::string_view folder, std::size_t root, const std::string& name, Problems& problems);

}  // namespace fleetline
