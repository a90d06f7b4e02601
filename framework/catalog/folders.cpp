#include "folders.hpp"

#include <algorithm>

#include "fleetline/text.hpp"
#include "manifest_check.hpp"

namespace fleetline {
namespace {

constexpr Noun nouns_with_entries[] = {Noun::hardware, Noun::workload, Noun::fabric};

}  // namespace

std::string_view folder_of(Noun noun) {
  switch (noun) {
    case Noun::hardware: return "hardware";
    case Noun::workload: return "workloads";
    case Noun::fabric: return "fabrics";
    default: return "";
  }
}

std::string folder_of(const Component& record) { return record.folder.empty() ? cat(record.name, "s") : record.folder; }

std::vector<Folder> folders(const Plugins& plugins) {
  std::vector<Folder> all;
  for (Noun noun : nouns_with_entries) all.push_back({std::string(folder_of(noun)), std::string(noun_text(noun))});
  all.push_back({"fleets", "fleet"});
  for (std::string_view kind : plugins.names(Noun::record)) {
    const std::string folder = folder_of(*plugins.find(Noun::record, kind).component);
    const auto same = std::find_if(all.begin(), all.end(), [&](const Folder& f) { return f.name == folder; });
    if (same == all.end())
      all.push_back({folder, std::string(kind)});
    else if (folder.ends_with('s'))
      same->noun = folder.substr(0, folder.size() - 1);  // several kinds: an entry is none of them in general
  }
  return all;
}

Loaded component_of(const Plugins& plugins, std::string_view folder, std::string_view kind) {
  for (Noun noun : nouns_with_entries)
    if (folder_of(noun) == folder) return plugins.find(noun, kind);
  if (!kind.empty()) {
    const Loaded record = plugins.find(Noun::record, kind);
    return record && folder_of(*record.component) == folder ? record : Loaded{};
  }
  std::vector<Loaded> readers;  // an entry that says nothing is of the only kind there is
  for (std::string_view name : plugins.names(Noun::record))
    if (const Loaded record = plugins.find(Noun::record, name); folder_of(*record.component) == folder)
      readers.push_back(record);
  return readers.size() == 1 ? readers.front() : Loaded{};
}

}  // namespace fleetline
