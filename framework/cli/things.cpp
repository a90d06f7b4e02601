#include "things.hpp"

#include <algorithm>

#include "catalog/manifest_check.hpp"
#include "fleetline/text.hpp"
#include "scenario/subjects.hpp"

namespace fleetline::cli {

std::string kind_text(Noun noun) { return cat(noun_text(noun), noun == Noun::solver ? "" : " kind"); }

std::string plugin_text(const Library& library) { return cat(library.manifest().name, " ", library.manifest().version); }

std::vector<Folder> folders(const Plugins& plugins) {
  std::vector<Folder> all;
  for (Noun noun : {Noun::hardware, Noun::workload, Noun::fabric})
    all.push_back({std::string(folder_of(noun)), std::string(noun_text(noun))});
  for (std::string_view kind : plugins.names(Noun::record)) {
    const std::string folder = folder_of(*plugins.find(Noun::record, kind).component);
    const auto same = std::find_if(all.begin(), all.end(), [&](const Folder& f) { return f.name == folder; });
    if (same == all.end()) all.push_back({folder, std::string(kind)});
  }
  return all;
}

std::vector<std::string> aliases_of(const Registry& registry, const std::string& folder, const std::string& name) {
  std::vector<std::string> aliases;
  for (const auto& [alias, target] : registry.aliases(folder))
    if (target == name) aliases.push_back(alias);
  return aliases;
}

std::string text_at(const Value& table, std::string_view key) {
  const Value* value = table.table() != nullptr ? table.table()->find(key) : nullptr;
  return value != nullptr && value->text() != nullptr ? *value->text() : std::string();
}

std::string title_of(const RegistryEntry& entry) {
  const std::string title = text_at(entry.root, "title");
  return title.empty() ? text_at(entry.root, "summary") : title;
}

std::string joined(const std::vector<std::string>& texts) {
  std::string all;
  for (const std::string& text : texts) all += (all.empty() ? "" : ", ") + text;
  return all;
}

}  // namespace fleetline::cli
