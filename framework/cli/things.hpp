// What there is, under the names people use: components of plugins, entries of the registry. For list, describe and schema.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "catalog/folders.hpp"
#include "catalog/plugins.hpp"
#include "catalog/registry.hpp"

namespace fleetline::cli {

inline constexpr Noun all_nouns[] = {Noun::solver, Noun::hardware, Noun::workload, Noun::fabric, Noun::record};

/// "solver", or "hardware kind".
std::string kind_text(Noun noun);

/// "roofline 0.1.0": the plugin a component came from.
std::string plugin_text(const Library& library);

/// Other names of an entry, sorted.
std::vector<std::string> aliases_of(const Registry& registry, const std::string& folder, const std::string& name);

/// The text at `key` of an entry's table; "" when there is none.
std::string text_at(const Value& table, std::string_view key);

/// What the entry says it is, in one line: its title or summary.
std::string title_of(const RegistryEntry& entry);

/// "a, b, c".
/// Of broken entries a screen tells so many, and how many more there are.
inline constexpr std::size_t most_broken_told = 10;

std::string joined(const std::vector<std::string>& texts);

}  // namespace fleetline::cli
