// `describe NAME`: the manual page of a component, or every value of a registry entry with its source.
#include <algorithm>
#include <ostream>

#include "catalog/manifest_check.hpp"
#include "commands.hpp"
#include "describe_pages.hpp"
#include "fleetline/text.hpp"
#include "out_file.hpp"
#include "registries.hpp"
#include "scenario/subjects.hpp"

namespace fleetline::cli {
namespace {

/// "hardware/H100" -> only hardware, "H100".
struct Asked {
  std::string noun, name;
  explicit Asked(const std::string& text) {
    const auto slash = text.find('/');
    if (slash != std::string::npos) noun = text.substr(0, slash);
    name = slash == std::string::npos ? text : text.substr(slash + 1);
  }
  bool among(std::string_view singular, std::string_view plural) const {
    return noun.empty() || noun == singular || noun == plural;
  }
};

bool has_entry(const Registry& registry, const std::string& folder, const std::string& name) {
  for (const std::string& known : registry.names(folder))
    if (known == name) return true;
  for (const auto& [alias, target] : registry.aliases(folder))
    if (alias == name) return true;
  return false;
}

std::vector<ComponentPage> find_components(const Plugins& plugins, const Asked& asked) {
  std::vector<ComponentPage> pages;
  for (Noun noun : all_nouns)
    if (asked.among(noun_text(noun), cat(noun_text(noun), "s")))
      if (const Loaded found = plugins.find(noun, asked.name)) pages.push_back(page_of(found));
  return pages;
}

std::vector<EntryPage> find_entries(const Plugins& plugins, Registry& registry, const Asked& asked) {
  std::vector<EntryPage> pages;
  Problems problems;
  Session session{plugins, registry};
  RegistryRecords records(session);
  Entries entries(plugins, registry, records);
  for (const Folder& folder : folders(plugins)) {
    if (!asked.among(folder.noun, folder.name) || !has_entry(registry, folder.name, asked.name)) continue;
    if (const RegistryEntry* entry = registry.find(folder.name, asked.name, {}, asked.name, problems))
      pages.push_back(page_of(*entry, folder, entries));
  }
  problems.raise();
  return pages;
}

std::string lower(std::string_view text) {
  std::string out(text);
  for (char& c : out) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  return out;
}

/// Names that hold the word, in any case: "DGX" of many machines.
std::vector<std::string_view> named_like(std::string_view word, const std::vector<std::string_view>& names) {
  constexpr std::size_t shortest = 3;  // two letters are in everything
  std::vector<std::string_view> alike;
  for (std::string_view name : names)
    if (word.size() >= shortest && lower(name).find(lower(word)) != std::string::npos) alike.push_back(name);
  return alike;
}

[[noreturn]] void refuse_unknown(const Plugins& plugins, const Registry& registry, const Asked& asked) {
  std::vector<std::string> names;
  for (Noun noun : all_nouns)
    if (asked.among(noun_text(noun), cat(noun_text(noun), "s")))
      for (std::string_view name : plugins.names(noun)) names.emplace_back(name);
  for (const Folder& folder : folders(plugins)) {
    if (!asked.among(folder.noun, folder.name)) continue;
    for (const std::string& name : registry.names(folder.name)) names.push_back(name);
    for (const auto& [alias, target] : registry.aliases(folder.name)) names.push_back(alias);
  }
  std::ranges::sort(names);
  names.erase(std::unique(names.begin(), names.end()), names.end());
  const std::vector<std::string_view> views(names.begin(), names.end());
  std::string what = cat("nothing is called '", asked.name, "'");
  if (!asked.noun.empty()) what += cat(" among '", asked.noun, "'");
  if (const Refusal* refusal = plugins.refusal_for(asked.name)) what += "\n" + refusal->text();
  const std::string suggestion(nearest(asked.name, views));
  const std::vector<std::string_view> alike = named_like(asked.name, views);
  throw InputError({Problem{{}, "describe", what, alike.empty() ? "a name that 'fleetline list' shows" : one_of(alike), suggestion}});
}

}  // namespace

int describe(const DescribeOptions& options) {
  refuse_csv(options, "describe");
  const Plugins plugins(options.places.plugin_directories);
  Registry registry(options.places.registry_roots);
  refuse_strange_registries(registry, plugins);
  const Asked asked(options.name);
  const Pages pages{find_components(plugins, asked), find_entries(plugins, registry, asked)};
  if (pages.components.empty() && pages.entries.empty()) refuse_unknown(plugins, registry, asked);
  const OutputFormat format = options.output.format;
  const std::string page = format == OutputFormat::json
                               ? json_of(pages)
                               : text_of(pages, format == OutputFormat::markdown, options.output.color);
  write_answer(options.out_file, [&](std::ostream& out) { out << page; });
  const auto broken = [](const EntryPage& entry) { return !entry.problems.empty(); };
  return std::ranges::any_of(pages.entries, broken) ? bad_input : done;
}

}  // namespace fleetline::cli
