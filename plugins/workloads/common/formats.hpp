// Formats by name, for defaults.
#pragma once

#include <stdexcept>
#include <string>

#include "fleetline/format.hpp"

namespace fleetline::workloads {

/// A format that must be known: defaults of parameters.
inline Format format_named(std::string_view name) {
  const Parsed<Format> parsed = parse_format(name);
  if (!parsed) throw std::logic_error(std::string(parsed.error));
  return *parsed.value;
}

}  // namespace fleetline::workloads
