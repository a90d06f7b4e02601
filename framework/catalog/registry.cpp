#include "registry.hpp"

#include <sys/stat.h>

#include <algorithm>
#include <atomic>
#include <set>
#include <system_error>
#include <thread>

#include "extends.hpp"
#include "fleetline/text.hpp"
#include "toml.hpp"

namespace fleetline {
namespace fs = std::filesystem;
namespace {

constexpr std::string_view alias_file = "aliases.toml", extension = ".toml";

/// A name is the stem of a file: one that would leave the folder or hide itself names nothing.
bool may_be_a_stem(std::string_view name) {
  return !name.empty() && name.front() != '.' && name.find('/') == name.npos && name.find('\0') == name.npos;
}

bool is_file(const std::string& path) {
  struct ::stat facts {};
  return ::stat(path.c_str(), &facts) == 0 && S_ISREG(facts.st_mode);
}

/// A broken file is named by many references: its problems are told once per report.
void add_once(const std::vector<Problem>& found, Problems& problems) {
  for (const Problem& problem : found) {
    const auto& list = problems.list();
    const bool known = std::any_of(list.begin(), list.end(), [&](const Problem& other) {
      return other.where == problem.where && other.path == problem.path && other.what == problem.what;
    });
    if (!known) problems.add(problem);
  }
}

}  // namespace

Registry::Registry(std::vector<fs::path> roots) {
  for (fs::path& root : roots) {
    std::erase(roots_, root);  // a root named twice is overlaid once: its later place counts
    roots_.push_back(std::move(root));
  }
  for (const fs::path& root : roots_) {  // asked of a file inside: the working directory itself is shown in another way
    shown_.push_back(shown_path(root / "x"));
    shown_.back().pop_back();
  }
}

Registry::~Registry() = default;

const RegistryEntry* Registry::find(std::string_view folder, std::string_view name, const Where& asked,
                                    const std::string& path, Problems& problems, std::string_view kind) {
  const std::lock_guard lock(mutex_);
  const std::string resolved = resolve({folder, name, kind, asked, path}, problems);
  if (resolved.empty()) return nullptr;
  const Loaded& loaded = load(folder, resolved);
  if (loaded.problems.empty()) return &loaded.entry;
  problems.add(asked, path, cat("registry entry '", resolved, "' is broken, see ", loaded.problems.front().where.text()));
  add_once(loaded.problems, problems);
  return nullptr;
}

std::vector<std::string> Registry::names(std::string_view folder) const {
  std::set<std::string> names;
  for (std::size_t root = 0; root < roots_.size(); ++root)
    for (std::string& name : names_in(root, folder)) names.insert(std::move(name));
  return {names.begin(), names.end()};
}

/// In the order of the directory.
std::vector<std::string> Registry::names_in(std::size_t root, std::string_view folder) const {
  std::vector<std::string> names;
  std::error_code error;
  for (fs::directory_iterator it(roots_[root] / folder, error), end; !error && it != end; it.increment(error)) {
    const std::string& path = it->path().native();
    const std::string_view file = std::string_view(path).substr(path.rfind('/') + 1);
    if (!file.ends_with(extension) || file == alias_file) continue;
    const std::string_view stem = file.substr(0, file.size() - extension.size());
    std::error_code ignored;
    if (may_be_a_stem(stem) && it->is_regular_file(ignored)) names.emplace_back(stem);
  }
  return names;
}

std::vector<std::pair<std::string, std::string>> Registry::aliases(std::string_view folder) const {
  const std::lock_guard lock(mutex_);
  std::vector<std::pair<std::string, std::string>> out;
  for (const auto& [name, alias] : aliases_of(folder).by_name) {
    if (!out.empty() && out.back().first == name) out.back().second = alias.target;  // a later root wins
    else out.emplace_back(name, alias.target);
  }
  return out;
}

void Registry::read_all(std::span<const std::string_view> folders) {
  struct Wanted {
    std::string_view folder;
    std::string key, name;
    Loaded loaded = {};
  };
  std::vector<Wanted> wanted;
  {
    const std::lock_guard lock(mutex_);
    for (std::string_view folder : folders)
      for (std::string& name : names(folder))
        if (std::string key = cat(folder, '/', name); !loaded_.contains(key)) wanted.push_back({folder, std::move(key), std::move(name)});
  }
  constexpr std::size_t files_worth_a_thread = 24;  // a thread takes as long to start as one or two files to parse
  const std::size_t workers = std::min<std::size_t>(std::max(1u, std::thread::hardware_concurrency()), wanted.size() / files_worth_a_thread + 1);
  std::atomic<std::size_t> next = 0;
  const auto work = [&] {
    for (std::size_t i; (i = next.fetch_add(1)) < wanted.size();) wanted[i].loaded = read(wanted[i].folder, wanted[i].name);
  };
  {
    std::vector<std::jthread> others;
    for (std::size_t i = 1; i < workers; ++i) others.emplace_back(work);
    work();
  }
  const std::lock_guard lock(mutex_);
  for (Wanted& w : wanted) loaded_.try_emplace(std::move(w.key), std::move(w.loaded));
}

std::vector<fs::path> Registry::files_read() const {
  const std::lock_guard lock(mutex_);
  std::vector<fs::path> files;
  for (const auto& [key, loaded] : loaded_) files.push_back(loaded.entry.file);
  std::sort(files.begin(), files.end());
  return files;
}

std::vector<const RegistryEntry*> Registry::hiding() const {
  const std::lock_guard lock(mutex_);
  std::vector<const RegistryEntry*> entries;
  for (const auto& [key, loaded] : loaded_)
    if (!loaded.entry.overlays.empty()) entries.push_back(&loaded.entry);
  std::ranges::sort(entries, {}, &RegistryEntry::file);
  return entries;
}

Where Registry::where_of_alias(std::string_view folder, std::string_view alias) const {
  const std::lock_guard lock(mutex_);
  const auto [first, last] = aliases_of(folder).by_name.equal_range(alias);
  return first == last ? Where{} : std::prev(last)->second.where;
}

const Registry::Aliases& Registry::aliases_of(std::string_view folder) const {
  if (auto known = aliases_.find(folder); known != aliases_.end()) return known->second;
  Aliases& out = aliases_[std::string(folder)];
  for (std::size_t root = 0; root < roots_.size(); ++root) read_aliases(root, folder, out);
  return out;
}

void Registry::read_aliases(std::size_t root, std::string_view folder, Aliases& out) const {
  const std::string file = cat(roots_[root].native(), '/', folder, '/', alias_file);
  if (!is_file(file)) return;
  Problems problems;
  const Value table = read_toml(file, problems);
  std::vector<std::string> entries = names_in(root, folder);
  std::ranges::sort(entries);
  for (const Table::Entry& entry : table.table()->entries()) {
    const std::string* target = entry.value.text();
    if (target == nullptr)
      problems.add(entry.value.where, entry.key, cat("an alias is text, not ", entry.value.type_name()),
                   cat(entry.key, " = \"the name of an entry in ", folder, "\""));
    else if (std::ranges::binary_search(entries, entry.key))
      problems.add(entry.where, entry.key,
                   cat("alias '", entry.key, "' is also an entry: ", shown_path(file_in(root, folder, entry.key))),
                   "one meaning per name: rename the alias or the file");
    else
      out.by_name.emplace(entry.key, Alias{root, *target, entry.value.where});
  }
  out.problems.insert(out.problems.end(), problems.list().begin(), problems.list().end());
}

std::string Registry::file_in(std::size_t root, std::string_view folder, std::string_view name) const {
  return cat(roots_[root].native(), '/', folder, '/', name, extension);
}

/// The roots that have a file of that name, earliest first.
std::vector<std::size_t> Registry::roots_with(std::string_view folder, std::string_view name) const {
  std::vector<std::size_t> found;
  if (!may_be_a_stem(name) || name == "aliases") return found;
  if (const auto known = loaded_.find(cat(folder, '/', name)); roots_.size() == 1 && known != loaded_.end() && known->second.problems.empty()) return {0};
  for (std::size_t root = 0; root < roots_.size(); ++root)
    if (is_file(file_in(root, folder, name))) found.push_back(root);
  return found;
}

/// The entry's own name for a name or alias, or "" after adding a problem.
std::string Registry::resolve(const Asked& asked, Problems& problems) {
  const Aliases& aliases = aliases_of(asked.folder);
  add_once(aliases.problems, problems);
  const auto [first, last] = aliases.by_name.equal_range(asked.name);
  const Alias* alias = first == last ? nullptr : &std::prev(last)->second;
  const std::vector<std::size_t> roots = roots_with(asked.folder, asked.name);
  if (!roots.empty() && (alias == nullptr || roots.back() > alias->root)) return std::string(asked.name);
  if (alias == nullptr) {
    unknown(asked, problems);
    return {};
  }
  if (!roots_with(asked.folder, alias->target).empty()) return alias->target;
  if (aliases.by_name.contains(alias->target)) {
    problems.add(alias->where, std::string(asked.name), cat("leads to the alias '", alias->target, "'"),
                 cat("the name of an entry of ", asked.folder, ": an alias leads there in one step"));
    return {};
  }
  unknown({asked.folder, alias->target, asked.kind, alias->where, std::string(asked.name)}, problems);
  return {};
}

/// Broken entries and those of no kind are nobody's.
bool Registry::is_of_kind(std::string_view folder, const std::string& name, std::string_view kind) {
  const Table* table = load(folder, name).entry.root.table();
  const Value* own = table ? table->find("kind") : nullptr;
  return own && own->text() && *own->text() == kind;
}

void Registry::unknown(const Asked& asked, Problems& problems) {
  std::vector<std::string> entries = names(asked.folder);
  if (!asked.kind.empty()) std::erase_if(entries, [&](const std::string& name) { return !is_of_kind(asked.folder, name, asked.kind); });
  const std::vector<std::string_view> shown(entries.begin(), entries.end());
  std::vector<std::string_view> known = shown;
  for (const auto& [alias, meant] : aliases_of(asked.folder).by_name)
    if (asked.kind.empty() || is_of_kind(asked.folder, meant.target, asked.kind)) known.push_back(alias);
  std::string expected = one_of(shown);
  if (shown.empty()) {
    expected = cat("an entry ", asked.kind.empty() ? "" : cat("of kind ", asked.kind, " "), "in ", asked.folder, "/ of a registry directory");
    for (const fs::path& root : roots_) expected += cat(&root == roots_.data() ? ": " : ", ", shown_path(root));
  }
  problems.add(asked.where, asked.path, cat("'", asked.name, "' is not in the registry's ", asked.folder), std::move(expected),
               std::string(nearest(asked.name, known)));
}

const Registry::Loaded& Registry::load(std::string_view folder, const std::string& name) {
  const std::string key = cat(folder, '/', name);
  if (auto known = loaded_.find(key); known != loaded_.end()) return known->second;
  return loaded_.emplace(key, read(folder, name)).first->second;
}

Value Registry::read_file(std::size_t root, std::string_view folder, std::string_view name, Problems& problems) const {
  const std::string file = file_in(root, folder, name);
  const std::optional<std::string> text = read_regular_file(file);
  return text ? parse_toml(*text, Label(cat(shown_[root], folder, '/', name, extension)), problems) : read_toml(file, problems);
}

Registry::Loaded Registry::read(std::string_view folder, const std::string& name) const {
  Loaded loaded;
  loaded.entry.name = name;
  std::size_t last = 0;
  if (roots_.size() == 1) loaded.entry.file = file_in(0, folder, name);  // it is there: somebody has looked
  for (std::size_t root = 0; roots_.size() > 1 && root < roots_.size(); ++root) {
    std::string file = file_in(root, folder, name);
    if (!is_file(file)) continue;
    if (!loaded.entry.file.empty()) loaded.entry.overlays.push_back(std::move(loaded.entry.file));
    loaded.entry.file = std::move(file);
    last = root;
  }
  Problems problems;
  loaded.entry.root = read_extended(*this, folder, last, name, problems);
  loaded.problems = problems.list();
  return loaded;
}

}  // namespace fleetline
