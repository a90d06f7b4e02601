// Formats by name, for defaults, and the policy a published format stands for.
#pragma once

#include <stdexcept>
#include <string>

#include "fleetline/format.hpp"
#include "fleetline/step.hpp"

namespace fleetline::workloads {

/// A format that must be known: defaults of parameters.
inline Format format_named(std::string_view name) {
  const Parsed<Format> parsed = parse_format(name);
  if (!parsed) throw std::logic_error(std::string(parsed.error));
  return *parsed.value;
}

/// A checkpoint published in one format: what it multiplies in and stores, all alike. Training formats are the solver's to say.
inline PrecisionPolicy published_in(Format f) { return {.math = f, .weights = f, .activations = f, .kv = f}; }

}  // namespace fleetline::workloads
