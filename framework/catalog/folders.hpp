// The registry's folders and what stands in them: one per noun, one per kind of record, and the fleets.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "plugins.hpp"

namespace fleetline {

/// The registry folder of a noun: "hardware", "workloads", "fabrics"; "" for the others.
std::string_view folder_of(Noun noun);
/// The same for a kind of record.
std::string folder_of(const Component& record);

/// A folder of the registry and what one entry in it is called.
struct Folder {
  std::string name;  ///< "workloads"
  std::string noun;  ///< "workload"
};
/// Those of the nouns, then the fleets, then of the record kinds that the plugins declare.
std::vector<Folder> folders(const Plugins& plugins);

/// The component that reads an entry of `folder` whose `kind` key says `kind` (empty: it says nothing). Nothing for
/// fleets, which the framework itself reads, and for kinds that no plugin has.
Loaded component_of(const Plugins& plugins, std::string_view folder, std::string_view kind);

/// Keys of an entry that describe the entry, not the thing. `example = true`: nothing that stands somewhere; a size or a machine to
/// compute with, whose numbers nobody published.
inline constexpr std::string_view entry_keys[] = {"kind", "title", "summary", "example"};

}  // namespace fleetline
