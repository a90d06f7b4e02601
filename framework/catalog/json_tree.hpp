// JSON text -> value tree. The only place that reads JSON.
#pragma once

#include <filesystem>
#include <string_view>

#include "fleetline/problem.hpp"
#include "fleetline/value.hpp"

namespace fleetline {

/// Tables and lists deeper than this are refused: no description is, and whoever walks the tree recurses.
inline constexpr int json_depth_limit = 64;
/// And so is a file of more values.
inline constexpr std::size_t json_value_limit = 250'000;

/// Parse text; `file` is what positions will name. A value stands where its key does. Syntax stops at the first error;
/// a key written twice is a problem of its own. Numbers too large for an integer arrive as numbers, null as nothing.
Value parse_json(std::string_view text, Label file, Problems& problems);

/// Read and parse a file. Missing, a directory, unreadable, over the limit: each its own problem.
Value read_json(const std::filesystem::path& file, Problems& problems);

}  // namespace fleetline
