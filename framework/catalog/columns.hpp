// What entries can be compared by: the fields of their kinds, what their tables hold, derived values, and the entry's
// own name, title, kind and aliases.
#pragma once

#include <string>
#include <vector>

#include "entries.hpp"

namespace fleetline {

struct EntryColumn {
  std::string name;  ///< "memory_bandwidth", "peak.bf16", "host.memory"
  std::string unit, doc, equation;
  Dimension dimension;
  FieldType type =
      FieldType::number;  ///< number, integer, boolean or text: choices, formats, names and lists are shown as texts
  bool derived = false;   ///< computed where an entry does not say it
};

/// Every column that any of `entries` has, in the order of schemas; derived values last. Kinds that use one name for
/// different dimensions share the first one's column, where the other kind's values are absent.
std::vector<EntryColumn> columns_of(const std::vector<const Entry*>& entries);

/// What their kinds want compared, in the kinds' order, each once.
std::vector<std::string> default_columns(const std::vector<const Entry*>& entries);

}  // namespace fleetline
