#include "plugins.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <system_error>

#include "fleetline/text.hpp"
#include "manifest_check.hpp"
#include "toml.hpp"

namespace fleetline {
namespace fs = std::filesystem;
namespace {

constexpr std::string_view plugin_ending = ".fleet.so";

std::vector<fs::path> plugin_files(const fs::path& directory) {
  std::vector<fs::path> files;
  std::error_code error;
  for (fs::directory_iterator it(directory, error), end; !error && it != end; it.increment(error))
    if (it->path().filename().string().ends_with(plugin_ending)) files.push_back(it->path());
  std::sort(files.begin(), files.end());
  return files;
}

std::vector<fs::path> plugin_files(const std::vector<fs::path>& directories) {
  std::vector<fs::path> files;
  std::set<fs::path> known;
  for (const fs::path& directory : directories)
    for (const fs::path& file : plugin_files(directory)) {
      std::error_code error;
      const fs::path real = fs::canonical(file, error);
      if (known.insert(error ? file : real).second) files.push_back(file);
    }
  return files;
}

/// What no two libraries may both hold: "the plugin name 'x'", "the solver 'y'".
std::vector<std::string> claims_of(const Manifest& manifest) {
  std::vector<std::string> claims{cat("the plugin name '", manifest.name, "'")};
  for (const Component& component : manifest.components)
    claims.push_back(cat("the ", noun_text(component.noun), " '", component.name, "'"));
  for (const Importer& importer : manifest.importers) claims.push_back(cat("the importer '", importer.name, "'"));
  return claims;
}

/// '-' and '_' are one; "my-solver" may live in my_solver.fleet.so.
std::string folded(std::string_view text) {
  std::string out(text);
  std::replace(out.begin(), out.end(), '-', '_');
  return out;
}

std::string stem_of(const fs::path& file) {
  const std::string name = file.filename().string();
  return folded(std::string_view(name).substr(0, name.size() - std::min(name.size(), plugin_ending.size())));
}

}  // namespace

Plugins::Plugins(const std::vector<fs::path>& directories) {
  for (const fs::path& file : plugin_files(directories)) {
    Refusal refusal;
    if (auto library = load_plugin(file, refusal)) libraries_.push_back(std::move(library));
    else refusals_.push_back(std::move(refusal));
  }
  refuse_duplicates();
}

void Plugins::refuse_duplicates() {
  std::map<std::string, std::vector<std::size_t>> claimants;
  for (std::size_t i = 0; i < libraries_.size(); ++i)
    for (std::string& claim : claims_of(libraries_[i]->manifest())) claimants[std::move(claim)].push_back(i);

  std::map<std::size_t, Refusal> refused;
  for (const auto& [claim, rivals] : claimants) {
    if (rivals.size() < 2) continue;
    for (std::size_t mine : rivals)
      for (std::size_t other : rivals)
        if (other != mine)
          refused[mine].reasons.push_back(cat("holds ", claim, ", and so does ", shown_path(libraries_[other]->file())));
  }
  for (auto refusal = refused.rbegin(); refusal != refused.rend(); ++refusal) {
    const auto library = libraries_.begin() + static_cast<std::ptrdiff_t>(refusal->first);
    refusal->second.file = (*library)->file();
    refusal->second.stage = Refusal::Stage::duplicate;
    refusal->second.cure = "rename one of them, or take one of the two files out of the plugin directories";
    for (const Component& component : (*library)->manifest().components)
      refusal->second.components.push_back(component.name);
    libraries_.erase(library);
  }
  for (auto& [_, refusal] : refused) refusals_.push_back(std::move(refusal));
}

Loaded Plugins::find(Noun noun, std::string_view name) const {
  for (const auto& library : libraries_)
    for (const Component& component : library->manifest().components)
      if (component.noun == noun && component.name == name) return {library, &component};
  return {};
}

std::vector<std::string_view> Plugins::names(Noun noun) const {
  std::vector<std::string_view> names;
  for (const auto& library : libraries_)
    for (const Component& component : library->manifest().components)
      if (component.noun == noun) names.push_back(component.name);
  std::sort(names.begin(), names.end());
  return names;
}

LoadedImporter Plugins::find_importer(std::string_view name) const {
  for (const LoadedImporter& known : importers())
    if (known.importer->name == name) return known;
  return {};
}

std::vector<LoadedImporter> Plugins::importers() const {
  std::vector<LoadedImporter> all;
  for (const auto& library : libraries_)
    for (const Importer& importer : library->manifest().importers) all.push_back({library, &importer});
  std::sort(all.begin(), all.end(), [](const auto& a, const auto& b) { return a.importer->name < b.importer->name; });
  return all;
}

const Refusal* Plugins::refusal_for(std::string_view name) const {
  for (const Refusal& refusal : refusals_)
    if (std::find(refusal.components.begin(), refusal.components.end(), name) != refusal.components.end()) return &refusal;
  const std::string wanted = folded(name);
  for (const Refusal& refusal : refusals_)
    if (stem_of(refusal.file).find(wanted) != std::string::npos) return &refusal;
  return nullptr;
}

namespace {

/// An object and the code it consists of: the object goes first.
template <class T>
struct Kept {
  std::shared_ptr<const Library> library;
  std::unique_ptr<T> object;
};

template <class T, class Make>
std::shared_ptr<const T> make(const Loaded& loaded, Make&& factory) {
  const std::string name = cat(noun_text(loaded.component->noun), " '", loaded.component->name, "'");
  auto kept = std::make_shared<Kept<T>>(Kept<T>{loaded.library, at_boundary(name, factory)});
  if (kept->object == nullptr) throw PluginError(name, "its factory returned no object");
  const T* object = kept->object.get();
  return {std::move(kept), object};
}

}  // namespace

std::shared_ptr<const Hardware> make_hardware(const Loaded& loaded, const Box& params) {
  return make<Hardware>(loaded, [&] { return loaded.component->make_hardware(params.data()); });
}
std::shared_ptr<const Workload> make_workload(const Loaded& loaded, const Box& params) {
  return make<Workload>(loaded, [&] { return loaded.component->make_workload(params.data()); });
}
std::shared_ptr<const Fabric> make_fabric(const Loaded& loaded, const Box& params) {
  return make<Fabric>(loaded, [&] { return loaded.component->make_fabric(params.data()); });
}
std::shared_ptr<const Solver> make_solver(const Loaded& loaded) {
  return make<Solver>(loaded, [&] { return loaded.component->make_solver(); });
}

}  // namespace fleetline
