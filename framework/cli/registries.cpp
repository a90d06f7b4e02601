#include "registries.hpp"

#include <algorithm>
#include <filesystem>
#include <span>
#include <string>
#include <system_error>
#include <vector>

#include "catalog/folders.hpp"
#include "fleetline/text.hpp"

namespace fleetline::cli {
namespace fs = std::filesystem;
namespace {

Where flag() { return Where{Label("--registry"), 0, 0}; }

/// Why a directory cannot be listed; "" when it can.
std::string unreadable(const fs::path& directory) {
  std::error_code error;
  fs::directory_iterator first(directory, error);
  return error ? error.message() : std::string();
}

bool holds_entries(const fs::path& directory) {
  std::error_code error;
  for (fs::directory_iterator it(directory, error), end; !error && it != end; it.increment(error))
    if (it->path().extension() == ".toml") return true;
  return false;
}

/// What stands in one root: folders we know, folders whose name is nearly one of ours, and neither.
void look_at(const fs::path& root, std::span<const std::string_view> known, Problems& problems) {
  bool empty = true, found = false;
  std::vector<fs::path> inside;
  std::error_code error;
  for (fs::directory_iterator it(root, error), end; !error && it != end; it.increment(error)) {
    empty = false;
    std::error_code ignored;
    if (it->is_directory(ignored)) inside.push_back(it->path());
  }
  if (error) {
    problems.add(flag(), "", cat("'", root.string(), "' cannot be read: ", error.message()), "a directory that may be listed");
    return;
  }
  std::sort(inside.begin(), inside.end());
  for (const fs::path& folder : inside) {
    const std::string name = folder.filename().string();
    const bool ours = std::ranges::binary_search(known, std::string_view(name));
    found = found || ours;
    if (ours) {
      if (const std::string why = unreadable(folder); !why.empty())
        problems.add(flag(), "", cat("'", folder.string(), "' cannot be read: ", why), "a directory that may be listed");
    } else if (const std::string_view near = nearest(name, known); !near.empty() && holds_entries(folder)) {
      problems.add(flag(), "", cat("'", folder.string(), "' is no folder of a registry, and its entries would not be seen"), {}, std::string(near));
      found = true;  // told
    }
  }
  if (!empty && !found) problems.add(flag(), "", cat("'", root.string(), "' holds no folder of a registry"), one_of(known));
}

}  // namespace

void refuse_strange_registries(const Registry& registry, const Plugins& plugins, Problems& problems) {
  const std::vector<Folder> all = folders(plugins);
  std::vector<std::string_view> known;
  for (const Folder& folder : all) known.push_back(folder.name);
  std::sort(known.begin(), known.end());
  for (const fs::path& root : registry.roots()) look_at(root, known, problems);
}

void refuse_strange_registries(const Registry& registry, const Plugins& plugins) {
  Problems problems;
  refuse_strange_registries(registry, plugins, problems);
  problems.raise();
}

}  // namespace fleetline::cli
