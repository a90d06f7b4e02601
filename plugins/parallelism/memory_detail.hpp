// The memory of every stage, part by part: for readers of one case.
#pragma once

#include "fleetline/answer.hpp"
#include "memory.hpp"

namespace fleetline::parallelism {

/// Table `memory`: one row per pipeline stage.
void describe_memory(const ModelMemory& model, const StageLayout& layout, Bytes usable, Detail& detail);

}  // namespace fleetline::parallelism
