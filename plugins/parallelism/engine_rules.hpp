// Whose software ran a row. Tables of training runs have no column for the engine; publications say it in their text,
// once. So this is bibliography: from a publication or repository to the software whose runs it reports, nothing else.
// What follows from an engine (stack_rules.hpp: constants; row_rules.hpp: blank cells) knows no source.
#pragma once

#include <string_view>

#include "fleetline/validation.hpp"

namespace fleetline::parallelism {

struct Engine {
  std::string_view name, version;
  friend bool operator==(const Engine&, const Engine&) = default;
};

/// Named by source or, where a source measured several, by its notes; Megatron-Core (with NeMo and Megatron-Bridge,
/// which run it) where neither says anything: what these devices are usually trained with.
Engine engine_of(const MeasuredRow& row);

}  // namespace fleetline::parallelism
