// A registry entry as TOML, in the form in which the entries of the registry are written.
#pragma once

#include <string>

#include "fleetline/manifest.hpp"

namespace fleetline {

/// Who published what an entry says: it becomes [sources.config], which every value names.
struct EntrySource {
  std::string title, url, as_of;
};

std::string entry_text(const Imported& imported, const std::string& title, const EntrySource& source);

/// As a TOML basic string: quotes, backslashes and control characters escaped.
std::string toml_string(std::string_view text);

}  // namespace fleetline
