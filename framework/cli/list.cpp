// `list`: one line for everything there is, and for every plugin file that was refused, why.
#include <algorithm>
#include <map>
#include <ostream>

#include "commands.hpp"
#include "compare.hpp"
#include "core/unit_table.hpp"
#include "fleetline/text.hpp"
#include "fleetline/units.hpp"
#include "list.hpp"
#include "out_file.hpp"
#include "registries.hpp"
#include "scenario/subjects.hpp"
#include "things.hpp"

namespace fleetline::cli {
namespace {

struct Catalog {
  Plugins plugins;
  Registry registry;
  bool all_read = false;
  explicit Catalog(const Places& places) : plugins(places.plugin_directories), registry(places.registry_roots) {}
};

Section components(const Catalog& catalog, Noun noun) {
  Section section{cat(kind_text(noun), "s"), {}};
  for (std::string_view name : catalog.plugins.names(noun)) {
    const Loaded found = catalog.plugins.find(noun, name);
    section.items.push_back({std::string(name), found.component->summary, "", plugin_text(*found.library), {}});
  }
  return section;
}

/// A broken entry is listed with what is wrong with it, never left out.
Section entries(Catalog& catalog, std::string_view folder, std::string_view kind = {}) {
  Section section{std::string(kind.empty() ? folder : kind), {}};
  if (!catalog.all_read) catalog.registry.read_all(folder);
  std::multimap<std::string, std::string> aliases;  // entry -> alias
  for (auto& [alias, target] : catalog.registry.aliases(folder)) aliases.emplace(std::move(target), std::move(alias));
  for (const std::string& name : catalog.registry.names(folder)) {
    Problems problems;
    const RegistryEntry* entry = catalog.registry.find(folder, name, {}, name, problems);
    Item item{name, "", "", "", {}};
    for (auto [at, end] = aliases.equal_range(name); at != end; ++at) item.aliases.push_back(at->second);
    if (entry != nullptr) {
      item.entry = true;
      item.summary = title_of(*entry);
      item.kind = text_at(entry->root, "kind");
      item.from = entry->file.string();
      for (const auto& hidden : entry->overlays) item.hides.push_back(hidden.string());
    } else {
      item.broken = true;
      item.summary = "broken: " + problems.list().back().what;
      item.from = problems.list().back().where.text();
    }
    if (kind.empty() || item.kind == kind) section.items.push_back(std::move(item));
  }
  return section;
}

Section plugins(const Catalog& catalog) {
  Section section{"plugins", {}};
  for (const auto& library : catalog.plugins.libraries())
    section.items.push_back({plugin_text(*library), library->manifest().summary, "", library->file().string(), {}});
  return section;
}

Section units() {
  Section section{"units", {}};
  for (const UnitSymbol& symbol : unit_symbols())
    section.items.push_back({std::string(symbol.text), std::string(symbol.meaning), name_of(symbol.dimension), "", {}});
  return section;
}

Section formats() {
  Section section{"formats", {}};
  for (FormatId id = 1; id < format_count(); ++id) {
    const Format format = format_of(id);
    std::string summary = cat(static_cast<double>(format.bits), " bits");
    const double scale = format.scale_bits, group = format.group;
    if (group > 0) summary += cat(", and ", scale, " of scale per ", group, " elements");
    section.items.push_back({std::string(name_of(format)), summary, "", "", {}});
  }
  return section;
}

bool is_noun(std::string_view folder) { return folder == "hardware" || folder == "workloads" || folder == "fabrics"; }

/// What `list` can be asked for: lists of its own, folders of the registry, kinds of records.
std::vector<std::string> topics(const Catalog& catalog) {
  std::vector<std::string> all{"solvers"};
  for (const Folder& folder : folders(catalog.plugins)) all.push_back(folder.name);
  for (std::string_view kind : catalog.plugins.names(Noun::record)) all.emplace_back(kind);
  for (std::string_view own : {"records", "plugins", "units", "formats"}) all.emplace_back(own);
  return all;
}

/// "workload" and "workloads" both do. Throws InputError for what there is no list of.
std::string topic_of(std::string_view what, const Catalog& catalog) {
  const std::vector<std::string> known = topics(catalog);
  for (const std::string& topic : known)
    if (what == topic) return topic;
  for (const std::string& topic : known)
    if (cat(what, "s") == topic) return topic;
  const std::vector<std::string_view> shown(known.begin(), known.end());
  Problems problems;
  problems.add({}, "list", cat("there is no list of '", what, "'"), one_of(shown), std::string(nearest(what, shown)));
  problems.raise();
  return {};
}

std::vector<std::string_view> names_of(const std::vector<Folder>& folders) {
  std::vector<std::string_view> names;
  for (const Folder& folder : folders) names.push_back(folder.name);
  return names;
}

std::vector<Section> everything(Catalog& catalog) {
  std::vector<Section> sections{components(catalog, Noun::solver)};
  const std::vector<Folder> all = folders(catalog.plugins);
  const std::vector<std::string_view> names = names_of(all);
  catalog.registry.read_all(names);
  catalog.all_read = true;
  for (const Folder& folder : all) sections.push_back(entries(catalog, folder.name));
  for (Noun noun : {Noun::hardware, Noun::workload, Noun::fabric, Noun::record}) sections.push_back(components(catalog, noun));
  return sections;
}

std::vector<Section> sections_for(Catalog& catalog, std::string_view what) {
  if (what.empty()) return everything(catalog);
  const std::string topic = topic_of(what, catalog);
  if (topic == "units") return {units()};
  if (topic == "formats") return {formats()};
  if (topic == "plugins") return {plugins(catalog)};
  if (topic == "solvers") return {components(catalog, Noun::solver)};
  if (topic == "hardware") return {entries(catalog, topic), components(catalog, Noun::hardware)};
  if (topic == "workloads") return {entries(catalog, topic), components(catalog, Noun::workload)};
  if (topic == "fabrics") return {entries(catalog, topic), components(catalog, Noun::fabric)};
  if (const Loaded record = catalog.plugins.find(Noun::record, topic)) return {entries(catalog, folder_of(*record.component), topic)};
  if (topic != "records") return {entries(catalog, topic)};
  std::vector<Section> sections;
  for (const Folder& folder : folders(catalog.plugins))
    if (!is_noun(folder.name)) sections.push_back(entries(catalog, folder.name));
  sections.push_back(components(catalog, Noun::record));
  return sections;
}

// ---- entries in one table

/// Titles say what there is; whoever has to choose wants numbers.
void point_to_comparison(const ListOptions& options, Catalog& catalog, std::ostream& out) {
  const std::string topic = options.what.empty() ? std::string() : topic_of(options.what, catalog);
  for (const Folder& folder : folders(catalog.plugins))
    if (folder.name == topic && !catalog.registry.names(topic).empty())
      out << "\nas a table of their figures: fleetline list " << topic << " --compare; or with --columns, --sort, --where\n";
}

bool wants_comparison(const ListOptions& o) {
  return o.compare || o.reverse || !o.columns.empty() || !o.sort.empty() || !o.where.empty() ||
         (o.output.format == OutputFormat::csv && !o.what.empty());
}

/// The folder whose entries are compared, and the kind they must be of; "": any.
std::pair<std::string, std::string> folder_to_compare(const Catalog& catalog, const std::string& what) {
  Problems problems;
  std::vector<std::string> known;
  for (const Folder& folder : folders(catalog.plugins)) known.push_back(folder.name);
  for (std::string_view kind : catalog.plugins.names(Noun::record)) known.emplace_back(kind);
  const std::string topic = what.empty() ? std::string() : topic_of(what, catalog);
  const std::vector<std::string_view> shown(known.begin(), known.end());
  if (std::find(known.begin(), known.end(), topic) == known.end())
    problems.add({}, "list", topic.empty() ? std::string("nothing says what to compare") : cat("entries are compared, and '", topic, "' has none"),
                 one_of(shown));
  problems.raise();
  if (const Loaded record = catalog.plugins.find(Noun::record, topic)) return {folder_of(*record.component), topic};
  return {topic, ""};
}

int compare_entries(Catalog& catalog, const ListOptions& options) {
  const auto [folder, kind] = folder_to_compare(catalog, options.what);
  Session session{catalog.plugins, catalog.registry};
  RegistryRecords records(session);
  Entries all(catalog.plugins, catalog.registry, records);
  std::vector<const Entry*> entries;
  std::vector<std::pair<std::string, std::string>> broken;
  catalog.registry.read_all(folder);
  for (const std::string& name : catalog.registry.names(folder)) {
    Problems problems;
    const Entry* entry = all.find(folder, name, problems);
    if (entry == nullptr) broken.emplace_back(name, problems.list().back().text());
    else if (kind.empty() || entry->kind() == kind) entries.push_back(entry);
  }
  Comparison comparison = compare(kind.empty() ? folder : kind, entries, catalog.registry.aliases(folder), options);
  comparison.broken = std::move(broken);
  write_answer(options.out_file, [&](std::ostream& out) { write_comparison(comparison, options.output, !options.out_file.empty(), out); });
  return done;
}

}  // namespace

int list(const ListOptions& options) {
  // Never taken apart: the process ends, and a thousand trees take a tenth of the time to free that they took to read.
  static Catalog& catalog = *new Catalog(options.places);
  refuse_strange_registries(catalog.registry, catalog.plugins);
  if (wants_comparison(options)) return compare_entries(catalog, options);
  refuse_csv(options, "list");
  const std::vector<Section> sections = sections_for(catalog, options.what);
  write_answer(options.out_file, [&](std::ostream& out) {
    if (options.output.format == OutputFormat::json) return write_json(sections, catalog.plugins, out);
    write_text(sections, catalog.plugins, options.output.format == OutputFormat::markdown, options.output.color, !options.out_file.empty(), out);
    if (options.output.format == OutputFormat::table) point_to_comparison(options, catalog, out);
  });
  return done;
}

}  // namespace fleetline::cli
