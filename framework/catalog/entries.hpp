// Entries of the registry, read by the schema of their kind and made into its object: what `list`, `describe` and
// `audit` look at. Each is read once, when it is first asked for.
#pragma once

#include <map>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include "fleetline/entry.hpp"
#include "plugins.hpp"
#include "registry.hpp"

namespace fleetline {

class Entries;

class Entry final : public EntryView {
 public:
  Entry(Entries& all, std::string folder, const RegistryEntry& raw)
      : all_(all), folder_(std::move(folder)), raw_(raw) {}

  std::string_view name() const override { return raw_.name; }
  std::string_view kind() const override { return kind_; }
  const Table& table() const override { return *raw_.root.table(); }
  const void* params() const override { return params_.data(); }
  const Hardware* hardware() const override { return hardware_.get(); }
  const Workload* workload() const override { return workload_.get(); }
  const Fabric* fabric() const override { return fabric_.get(); }
  /// What is written goes before what is derived, and that before a default.
  double number(std::string_view column) const override;
  const EntryView* find(std::string_view folder, std::string_view name) const override;

  /// The text of a field: a choice, a format, a name, a list. "" when there is none.
  std::string text(std::string_view column) const;
  /// The value that is written at `column` ("memory", "peak.bf16"); nullptr: none.
  const Value* written(std::string_view column) const;
  /// nullptr for an entry that the framework itself reads: a fleet.
  const Component* component() const { return component_.component; }
  const Derived* derived(std::string_view column) const;
  /// What its kind, or the framework for a fleet, derives and asks of it.
  std::span<const Derived> all_derived() const;
  std::span<const Audit> audits() const;
  bool is_fleet() const { return component_.component == nullptr && folder_ == "fleets"; }
  const RegistryEntry& raw() const { return raw_; }
  const std::string& folder() const { return folder_; }

 private:
  friend class Entries;
  double derived_number(std::string_view column) const;

  Entries& all_;
  std::string folder_, kind_;
  const RegistryEntry& raw_;
  Loaded component_;
  Box params_;  // after the library that it needs
  std::shared_ptr<const Hardware> hardware_;
  std::shared_ptr<const Workload> workload_;
  std::shared_ptr<const Fabric> fabric_;
  mutable std::string_view deriving_;  ///< a derived value may ask for another, never for itself
};

class Entries {
 public:
  /// `records` resolves what entries refer to.
  Entries(const Plugins& plugins, Registry& registry, RecordSource& records)
      : plugins_(plugins), registry_(registry), records_(records) {}
  Entries(const Entries&) = delete;

  /// nullptr after adding what is wrong with it: unknown name, broken file, unknown kind, against its schema, refused
  /// by its factory.
  const Entry* find(std::string_view folder, std::string_view name, Problems& problems);
  Registry& registry() { return registry_; }
  const Plugins& plugins() const { return plugins_; }

 private:
  struct Read {
    std::unique_ptr<Entry> entry;  ///< nullptr when there are problems
    Problems problems;
  };
  void read(Entry& entry, Problems& problems);
  void make(Entry& entry, Problems& problems);

  const Plugins& plugins_;
  Registry& registry_;
  RecordSource& records_;
  std::map<std::pair<std::string, std::string>, Read> read_;
};

}  // namespace fleetline
