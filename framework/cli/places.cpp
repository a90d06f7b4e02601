// Where plugins, registry entries and templates are looked for. Never the working directory by accident.
#include <dlfcn.h>

#include <algorithm>
#include <cstdlib>
#include <system_error>
#include <utility>

#include "commands.hpp"
#include "fleetline/problem.hpp"
#include "fleetline/text.hpp"

namespace fleetline::cli {
namespace fs = std::filesystem;
namespace {

fs::path own_prefix() {
  std::error_code error;
  return fs::read_symlink("/proc/self/exe", error).parent_path().parent_path();
}

/// Our plugins stand beside our core library, wherever the distribution puts libraries (lib, lib64, lib/x86_64-linux-gnu).
fs::path own_plugins() {
  Dl_info info{};
  if (dladdr(reinterpret_cast<const void*>(&number_text), &info) == 0 || info.dli_fname == nullptr) return {};
  std::error_code error;
  return fs::canonical(info.dli_fname, error).parent_path() / "fleetline" / "plugins";
}

/// Directories that somebody named must exist: a typing error here would look like a missing plugin later.
class Named {
 public:
  void add(std::string_view origin, std::string_view directory) {
    std::error_code error;
    if (!fs::is_directory(directory, error))
      problems_.add(Where{Label{origin}}, {}, cat("no directory '", directory, "'"));
    else
      directories_.push_back(fs::absolute(directory));
  }
  /// A colon-separated environment variable; empty parts name nothing.
  void add_variable(const char* variable) {
    const char* value = std::getenv(variable);
    std::string_view rest = value == nullptr ? std::string_view() : value;
    while (!rest.empty()) {
      const std::string_view part = rest.substr(0, rest.find(':'));
      rest.remove_prefix(std::min(rest.size(), part.size() + 1));
      if (!part.empty()) add(variable, part);
    }
  }
  void add_if_there(const fs::path& directory) {
    std::error_code error;
    if (fs::is_directory(directory, error)) directories_.push_back(fs::canonical(directory));  // messages name the real place
  }
  std::vector<fs::path> take() { return std::exchange(directories_, {}); }
  void raise() const { problems_.raise(); }

 private:
  std::vector<fs::path> directories_;
  Problems problems_;
};

}  // namespace

Places find_places(const std::vector<std::string>& plugin_flags, const std::vector<std::string>& registry_flags) {
  Places places;
  places.prefix = own_prefix();
  const fs::path data = places.prefix / "share" / "fleetline";
  Named named;
  for (const std::string& flag : plugin_flags) named.add("--plugin-path", flag);
  named.add_variable("FLEETLINE_PLUGIN_PATH");
  named.add_if_there(own_plugins());
  places.plugin_directories = named.take();

  named.add_if_there(data / "registry");  // the lowest: later roots overlay earlier ones
  named.add_variable("FLEETLINE_REGISTRY");
  for (const std::string& flag : registry_flags) named.add("--registry", flag);
  places.registry_roots = named.take();
  places.flagged_registries = registry_flags.size();

  named.add_if_there(data / "template");
  places.template_roots = named.take();
  named.raise();
  return places;
}

}  // namespace fleetline::cli
