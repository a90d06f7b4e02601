// What must be true of every entry of the registry: sources and their dates, ranges, aliases, here; and what the
// plugins that read entries declare about their own kinds.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "entries.hpp"

namespace fleetline {

struct Finding {
  enum class Weight : unsigned char {
    error,        ///< wrong
    warning,      ///< suspicious or weak
    second_hand,  ///< a source that nobody opened, or that others quote: weak, and common
  };
  Weight weight = Weight::error;
  std::string entry;  ///< "hardware/H100_SXM5_80GB"
  std::string audit;  ///< "sources", "ranges", "sparse-rates" ...
  Where where;
  std::string path, what, expected;
};

struct AuditReport {
  std::vector<Finding> findings;
  std::vector<std::string> examples;  ///< entries that say so: "fleets/Research_256"
  std::size_t entries = 0, numbers = 0, sources = 0;
  std::size_t count(Finding::Weight weight) const;
};

/// An audit that needs no plugin.
struct GenericAudit {
  std::string_view name, doc;
};
std::vector<GenericAudit> generic_audits();

/// One entry: its file, its schema, its sources, the audits of its kind.
void audit_entry(Entries& entries, const std::string& folder, const std::string& name, AuditReport& report);

/// Aliases of a folder lead to entries, and in one step.
void audit_aliases(Entries& entries, const std::string& folder, AuditReport& report);

/// Sources and ranges of a file as written, before provenance is attached; `component` says which values are numbers
/// (nullptr: those that TOML says are). In audit_sources.cpp.
void audit_sources(const Value& written, const Component* component, const std::string& entry, AuditReport& report);

}  // namespace fleetline
