// What was wrong with a command line, in our own words, with the nearest right one.
#pragma once

#include <CLI/CLI.hpp>
#include <string>

namespace fleetline::cli {

/// With the words after `command`.
std::string mistake(const CLI::ParseError& error, const CLI::App& command);

/// With the first word, which is no command.
std::string unknown_command(const std::string& word, CLI::App& app);

}  // namespace fleetline::cli
