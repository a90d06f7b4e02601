// Plugin libraries: found, checked, loaded, and what they contain.
//
// Order of checks, each with its own sentence: exists, is ELF for this machine, has a stamp, the stamp is compatible (all
// before dlopen), loads, has the manifest symbol, the manifest is valid. A refused file is kept with all reasons and a cure.
#pragma once

#include <filesystem>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "fleetline/manifest.hpp"

namespace fleetline {

/// A file that was refused, why (every reason that could be found), and what to do.
struct Refusal {
  enum class Stage : unsigned char { stamp, load, manifest, locale, duplicate };  ///< the check that failed first
  std::filesystem::path file;
  Stage stage = Stage::stamp;
  std::vector<std::string> reasons;
  std::string cure;
  std::vector<std::string> components;  ///< what it would have provided, as far as its manifest could be read
  std::string text() const;  ///< "plugin refused: FILE", then a line per reason, then the cure
};

/// A loaded library. Kept loaded as long as any handle to it lives.
class Library {
 public:
  virtual ~Library() = default;
  virtual const std::filesystem::path& file() const = 0;
  virtual const Manifest& manifest() const = 0;
};

/// A component and the library that holds its code.
struct Loaded {
  std::shared_ptr<const Library> library;
  const Component* component = nullptr;
  explicit operator bool() const { return component != nullptr; }
};

/// The same for an importer.
struct LoadedImporter {
  std::shared_ptr<const Library> library;
  const Importer* importer = nullptr;
  explicit operator bool() const { return importer != nullptr; }
};

/// Check and load one file; on refusal returns nullptr and fills `refusal`. Exceptions a plugin throws from its manifest
/// function become a reason.
std::shared_ptr<const Library> load_plugin(const std::filesystem::path& file, Refusal& refusal);

class Plugins {
 public:
  /// Loads every *.fleet.so directly in `directories`, in order of directory, then name; a file reached twice counts once.
  /// Two files whose manifests share a name, or two components of one noun and name: both refused, each naming the other.
  explicit Plugins(const std::vector<std::filesystem::path>& directories);

  const std::vector<std::shared_ptr<const Library>>& libraries() const { return libraries_; }
  const std::vector<Refusal>& refusals() const { return refusals_; }

  Loaded find(Noun noun, std::string_view name) const;
  std::vector<std::string_view> names(Noun noun) const;  ///< sorted
  LoadedImporter find_importer(std::string_view name) const;
  std::vector<LoadedImporter> importers() const;  ///< sorted by name
  /// A refused file that holds `name` (its manifest says so) or looks as if it did (its file name says so): for the message
  /// of a scenario that needs it.
  const Refusal* refusal_for(std::string_view name) const;

 private:
  void refuse_duplicates();

  std::vector<std::shared_ptr<const Library>> libraries_;
  std::vector<Refusal> refusals_;
};

/// Build an object from its parameters; the pointer keeps the library loaded (`params` does not: whoever owns a Box of a
/// plugin's schema holds the Loaded beside it). Exceptions other than InputError become PluginError at this boundary.
std::shared_ptr<const Hardware> make_hardware(const Loaded& loaded, const Box& params);
std::shared_ptr<const Workload> make_workload(const Loaded& loaded, const Box& params);
std::shared_ptr<const Fabric> make_fabric(const Loaded& loaded, const Box& params);
std::shared_ptr<const Solver> make_solver(const Loaded& loaded);

/// A plugin failed: which component, what it threw, copied so that nothing plugin-owned survives. (exit code 4)
class PluginError : public std::runtime_error {
 public:
  PluginError(std::string component, std::string what);
  const std::string& component() const { return component_; }

 private:
  std::string component_;
};

/// The one boundary: runs `call`, lets InputError through (copied), turns everything else (std::exception, int, private
/// types) into PluginError with a kernel-owned text.
template <class Call>
auto at_boundary(const std::string& component, Call&& call) -> decltype(call());
/// Describes the exception in flight: "std::out_of_range: vector::at", "an int: 42", "an exception of an unknown type".
std::string describe_current_exception();

}  // namespace fleetline

#include "plugins_boundary.hpp"
