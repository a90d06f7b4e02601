#include "things.hpp"

#include "catalog/manifest_check.hpp"
#include "fleetline/text.hpp"

namespace fleetline::cli {

std::string kind_text(Noun noun) { return cat(noun_text(noun), noun == Noun::solver ? "" : " kind"); }

std::string plugin_text(const Library& library) { return cat(library.manifest().name, " ", library.manifest().version); }

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
