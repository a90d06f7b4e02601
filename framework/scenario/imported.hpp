// From a file in somebody else's form to a registry entry: read, translated by a plugin, checked by building it,
// written as TOML.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "plan.hpp"

namespace fleetline {

struct ImportRequest {
  std::filesystem::path file;
  std::string title;       ///< of the entry; empty: what the file says, or the name of its directory
  std::string url, as_of;  ///< where the file was published, and when that was read
};

struct ImportedEntry {
  std::string text;                  ///< TOML, complete
  SubjectInstance subject;           ///< what the text describes, built
  std::vector<std::string> remarks;  ///< of the importer
};

/// The importer of that name. Adds a problem that says what there is instead, and returns nothing, when there is none.
LoadedImporter find_importer(std::string_view name, const Plugins& plugins, Problems& problems);

/// Files that end in .toml are read as TOML, all others as JSON. Throws InputError with every problem.
ImportedEntry import_entry(const LoadedImporter& importer, const ImportRequest& request, Session& session);

}  // namespace fleetline
