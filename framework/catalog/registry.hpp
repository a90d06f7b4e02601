// The registry: data, never code. One TOML file per thing, found by name, parsed when first named.
//
//   registry/hardware/H100_SXM5_80GB.toml      the file's stem is the name
//   registry/hardware/aliases.toml             H100 = "H100_SXM5_80GB"
//
// Later roots overlay earlier ones entry by entry; what was overlaid is remembered for `explain`. Within one root an
// alias that is also a file is a problem; across roots the later one wins, whichever it is.
#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <mutex>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "fleetline/problem.hpp"
#include "fleetline/value.hpp"

namespace fleetline {

struct RegistryEntry {
  std::string name;                            ///< after aliases: "H100_SXM5_80GB"
  std::filesystem::path file;
  std::vector<std::filesystem::path> overlays; ///< files of earlier roots that this one hides
  Value root;                                  ///< the whole table, provenance attached
};

class Registry {
 public:
  explicit Registry(std::vector<std::filesystem::path> roots);
  ~Registry();

  /// `folder`: "hardware", "workloads", "fabrics", "fleets", or a record kind's folder. Adds a problem at `asked` (unknown name with
  /// the nearest, broken file) and returns nullptr when there is no such entry. Where several kinds share a folder, only entries of
  /// `kind` are offered instead of an unknown one. The pointer lives as long as the registry. [any thread]
  const RegistryEntry* find(std::string_view folder, std::string_view name, const Where& asked,
                            const std::string& path, Problems& problems, std::string_view kind = {});

  /// Reads every entry of some folders, on all cores: before somebody asks for all of them one by one. [any thread]
  void read_all(std::span<const std::string_view> folders);
  void read_all(std::string_view folder) { read_all(std::span(&folder, 1)); }
  /// The files of entries that were read so far, sorted: a run reads what it names and nothing else. [any thread]
  std::vector<std::filesystem::path> files_read() const;
  /// Of the entries that were read so far those that hide others, by file. [any thread]
  std::vector<const RegistryEntry*> hiding() const;

  /// What one file of a root says, without what it extends. Problems are those of reading. [any thread]
  Value read_file(std::size_t root, std::string_view folder, std::string_view name, Problems& problems) const;

  /// Names in a folder, sorted, without aliases; reads the directory, opens no entry.
  std::vector<std::string> names(std::string_view folder) const;
  /// alias -> name, sorted. Broken alias files are find()'s to report. [any thread]
  std::vector<std::pair<std::string, std::string>> aliases(std::string_view folder) const;
  /// Where an alias in force is written; no place when there is none. [any thread]
  Where where_of_alias(std::string_view folder, std::string_view alias) const;
  const std::vector<std::filesystem::path>& roots() const { return roots_; }

 private:
  struct Alias {
    std::size_t root = 0;  ///< index into roots_
    std::string target;
    Where where;
  };
  struct Aliases {
    std::multimap<std::string, Alias, std::less<>> by_name;
    std::vector<Problem> problems;
  };
  struct Loaded {
    RegistryEntry entry;
    std::vector<Problem> problems;
  };

  const Aliases& aliases_of(std::string_view folder) const;
  void read_aliases(std::size_t root, std::string_view folder, Aliases& out) const;
  std::string file_in(std::size_t root, std::string_view folder, std::string_view name) const;
  std::vector<std::string> names_in(std::size_t root, std::string_view folder) const;
  std::vector<std::size_t> roots_with(std::string_view folder, std::string_view name) const;
  /// How somebody asked for an entry, and where.
  struct Asked {
    std::string_view folder, name, kind;
    const Where& where;
    const std::string& path;
  };
  std::string resolve(const Asked& asked, Problems& problems);
  void unknown(const Asked& asked, Problems& problems);
  bool is_of_kind(std::string_view folder, const std::string& name, std::string_view kind);
  const Loaded& load(std::string_view folder, const std::string& name);
  Loaded read(std::string_view folder, const std::string& name) const;

  std::vector<std::filesystem::path> roots_;
  std::vector<std::string> shown_;  ///< of each root: what messages put before "hardware/H100.toml"
  mutable std::mutex mutex_;
  mutable std::map<std::string, Aliases, std::less<>> aliases_;
  std::map<std::string, Loaded, std::less<>> loaded_;
};

}  // namespace fleetline
