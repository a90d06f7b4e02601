// Whose software ran a row. Tables of training runs have no column for the engine; it stands in their text: named by
// the repository, the notes, the kind of sharding, or known of a publication. What follows from an engine
// (stack_rules.hpp: constants; row_rules.hpp: blank cells) reads no source.
#pragma once

#include <string_view>

#include "fleetline/validation.hpp"

namespace fleetline::parallelism {

struct Engine {
  std::string_view name, version;
  friend bool operator==(const Engine&, const Engine&) = default;
};

/// Nobody says, and no cell betrays it: constants fitted to the runs of all engines on a device.
inline constexpr Engine unnamed_engine{"generic", ""};

/// The first that applies: a TPU, which XLA alone compiles for; a column `engine` or `framework`; what a publication is
/// known to have run; software that the notes, the model's name or the source names; what the kind of sharding hints
/// at; tensor groups in a pipeline, on devices that came after Megatron-Core; `unnamed_engine`.
Engine engine_of(const MeasuredRow& row);

}  // namespace fleetline::parallelism
