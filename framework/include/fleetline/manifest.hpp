// The manifest: what a plugin library says it contains. Plain data; reading it runs no plugin logic.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "fleetline/entry.hpp"
#include "fleetline/fabric.hpp"
#include "fleetline/hardware.hpp"
#include "fleetline/schema.hpp"
#include "fleetline/solver.hpp"
#include "fleetline/validation.hpp"
#include "fleetline/workload.hpp"

namespace fleetline {

/// The kernel API a library was built for. 0.x: exact match.
#define FLEETLINE_API_VERSION "0.5"

enum class Noun : unsigned char { hardware, workload, fabric, solver, record };

/// A promise verify-plugin checks: when `parameter` or "hardware.X" grows, `output` never moves against `direction`.
struct Monotone {
  std::string output, parameter;
  Direction direction = Direction::none;  ///< higher: the output rises or stays
};

/// One hardware, workload or fabric kind, one solver, or one record kind.
struct Component {
  Noun noun = Noun::solver;
  std::string name;                      ///< what scenarios call it; unique within its noun
  std::string summary;                   ///< one sentence
  std::string description = {};          ///< Markdown: what is modelled, what is not, how accurate
  std::vector<std::string> assumptions = {};  ///< sentences; listed with every result
  std::vector<std::string> references = {};
  std::string folder = {};               ///< records only: where the registry keeps them; empty: the name and an s
  // of kinds that the registry has entries of
  std::vector<std::string> columns = {}; ///< what compares entries when nobody chose: fields, "peak.fp8", derived values; in this order
  std::vector<Derived> derived = {};     ///< computed from an entry, never typed
  std::vector<Audit> audits = {};        ///< true of every entry
  const AnySchema* params = nullptr;     ///< for a record: its fields
  // solvers only
  const AnySchema* inputs = nullptr;     ///< nullptr: none
  const AnySchema* outputs = nullptr;
  bool needs_workload = false, needs_hardware = false, needs_topology = false;
  std::vector<std::string> objects = {}; ///< names of the objects prepare() makes
  std::vector<Monotone> promises = {};
  // the one that fits `noun`; `params` points to the params schema's type
  std::unique_ptr<Hardware> (*make_hardware)(const void* params) = nullptr;
  std::unique_ptr<Workload> (*make_workload)(const void* params) = nullptr;
  std::unique_ptr<Fabric> (*make_fabric)(const void* params) = nullptr;
  std::unique_ptr<Solver> (*make_solver)() = nullptr;
};

/// What an importer made of a foreign description: a registry entry, not yet written.
struct Imported {
  /// A parameter of the entry's kind. `note` says what the file did not: a default, or how the value follows from others.
  struct Item {
    std::string key;
    Value value;
    std::string note = {};
  };
  std::string kind;                     ///< "transformer"
  std::string title;                    ///< what the file calls the thing; empty: nothing
  std::vector<Item> items = {};         ///< in the order to write them
  std::vector<std::string> remarks = {};  ///< sentences for whoever imports: what the entry leaves out or takes as something else
};

/// Turns somebody else's description of a workload (hardware, fabric) into a registry entry: `fleetline import NAME FILE`.
/// The framework reads the file (JSON or TOML), hands over the tree, reads the entry by the schema of its kind, builds it,
/// and writes it as TOML with its source.
struct Importer {
  std::string name;                      ///< "hf"; unique
  std::string summary;                   ///< one sentence: what kind of file it reads
  Noun noun = Noun::workload;            ///< of the entries it makes
  std::vector<std::string> accepts = {};  ///< what the files may describe, by the names they use: "llama", ...
  /// Throws InputError with every problem of the file: what it cannot express is refused, never dropped.
  Imported (*translate)(const Value& root) = nullptr;
};

struct Manifest {
  std::string name;     ///< of the plugin: lower case, unique
  std::string version;  ///< of the plugin, "1.2.0"
  std::string summary;
  std::vector<std::string> authors = {};
  std::string licence = {};
  std::vector<Component> components = {};
  std::vector<Validation> validations = {};  ///< how rows of measurements become scenarios
  std::vector<Importer> importers = {};      ///< how descriptions from elsewhere become registry entries
};

/// Type of the exported getter. It is called once after loading and must return the same object every time.
using ManifestFunction = const Manifest* (*)();
inline constexpr const char* manifest_symbol = "fleetline_manifest_v1";

}  // namespace fleetline
