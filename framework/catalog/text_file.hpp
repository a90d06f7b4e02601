// Reading a text file: everything that can go wrong before the first character is parsed.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

#include "fleetline/problem.hpp"

namespace fleetline {

/// Larger files are refused before they are read: nobody writes them by hand.
inline constexpr std::size_t text_file_limit = 16u << 20;

/// The whole file, or nothing and a problem: missing (with the nearest name), a directory, unreadable, over the limit.
/// `form` is what it should be: "a TOML file".
std::optional<std::string> read_text_file(const std::filesystem::path& file, std::string_view form, Problems& problems);

/// The whole file that somebody has just seen to be a regular one. Nothing where it can not be read or is too long:
/// read_text_file() says why.
std::optional<std::string> read_regular_file(const std::filesystem::path& file);

/// The path as messages name it: relative to the working directory when below it.
std::string shown_path(const std::filesystem::path& file);

}  // namespace fleetline
