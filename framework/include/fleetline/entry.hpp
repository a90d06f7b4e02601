// An entry of the registry as plugins see it: what it says, what is computed from it, and the entries that it names.
//
// Two things are declared on a Component over such views: values that are computed and never typed (`list` and `describe` show
// them, marked), and audits: what must be true of every entry of a kind (`fleetline audit` runs them).
#pragma once

#include <string>
#include <string_view>

#include "fleetline/value.hpp"

namespace fleetline {

class Fabric;
class Hardware;
class Workload;

/// Read by the schema of its kind without a mistake. Valid during the call that it is handed to. [one thread]
class EntryView {
 public:
  virtual ~EntryView();

  virtual std::string_view name() const = 0;     ///< after aliases: "H100_SXM5_80GB"
  virtual std::string_view kind() const = 0;     ///< the component's name
  virtual const Table& table() const = 0;        ///< as written, provenance attached: what was given, and by whom
  virtual const void* params() const = 0;        ///< of the type that the component's schema describes
  // The object that its kind makes of it: the one that fits, unless the factory refused.
  virtual const Hardware* hardware() const = 0;
  virtual const Workload* workload() const = 0;
  virtual const Fabric* fabric() const = 0;

  /// A number by the name of its column, in base units: a field ("memory_bandwidth"), one inside a table ("peak.bf16",
  /// "host.memory") or a derived value. Works across plugins: by name, not by type. NaN: not given, not known, or no number.
  virtual double number(std::string_view column) const = 0;

  /// Another entry, by the registry's folder and a name or alias; nullptr: there is none, or it is broken.
  virtual const EntryView* find(std::string_view folder, std::string_view name) const = 0;
};

/// A value that follows from what an entry says: the parameters of a model, the ridge point of a device.
struct Derived {
  std::string name;      ///< may be that of an optional field, of the same dimension: what it is where the entry does not say
  std::string unit;      ///< "FLOP/B"; "1": a plain number
  std::string doc;       ///< what it is
  std::string equation;  ///< "dense_16 / memory_bandwidth"; empty: `doc` says it
  double (*value)(const EntryView& entry) = nullptr;  ///< in base units; NaN: not known
};

/// What an audit found. `path` is the field that is spoken about ("peak.fp8"): its line in the file is shown.
class Findings {
 public:
  virtual ~Findings();
  /// Wrong: somebody mistyped, misread, or mixed up two numbers.
  virtual void error(std::string_view path, std::string what, std::string expected = {}) = 0;
  /// Suspicious or weak: a reader should know, and nothing fails.
  virtual void warning(std::string_view path, std::string what, std::string expected = {}) = 0;
};

/// What must be true of every entry of a kind, beyond its schema.
struct Audit {
  std::string name;  ///< "sparse-rates": what findings are filed under
  std::string doc;   ///< one sentence: what is true of sound entries
  void (*check)(const EntryView& entry, Findings& findings) = nullptr;
};

}  // namespace fleetline
