// TOML text -> value tree. The only place that knows a TOML library.
#pragma once

#include <filesystem>
#include <string_view>

#include "fleetline/problem.hpp"
#include "fleetline/value.hpp"
#include "text_file.hpp"

namespace fleetline {

/// Parse text; `file` is what positions will name. Adds one problem (syntax stops at the first error, non-UTF-8 included)
/// and returns an empty table when it cannot. Dates and times arrive as text. nan and inf are problems: no number
/// of a scenario may be either.
Value parse_toml(std::string_view text, Label file, Problems& problems);

/// Read and parse a file. Missing, a directory, unreadable, over the limit: each its own problem.
Value read_toml(const std::filesystem::path& file, Problems& problems);

/// A table with `value` and nothing but provenance beside it. Anything else is somebody's own table.
bool is_sourced(const Table& table);

/// Turn every { value = X, source = "id", as_of = ..., low = ..., high = ..., note = ... } in `root` into X with provenance.
/// `source` names an entry of the root's [sources.ID] tables (title, url, as_of), which are removed from the tree, or is
/// itself a title. Unknown ids are problems with the nearest.
void attach_provenance(Value& root, Problems& problems);

}  // namespace fleetline
