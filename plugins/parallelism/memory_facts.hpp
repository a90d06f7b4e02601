// From a workload's lowering to the memory of one micro-batch.
#pragma once

#include <array>

#include "fleetline/lowering.hpp"
#include "fleetline/step.hpp"
#include "fleetline/workload.hpp"
#include "memory.hpp"
#include "memory_constants.hpp"

namespace fleetline::parallelism {

/// For each Recompute, in order: the memory of one micro-batch of `step` under `sharding`. Lowers it twice; throws what
/// Workload::lower throws. `arena` is scratch.
std::array<ModelMemory, 3> model_memories(const Workload& workload, const Step& step, const Sharding& sharding,
                                          const MemoryConstants& constants, Lowering& arena);

/// That of `step.train.recompute`.
inline ModelMemory model_memory(const Workload& workload, const Step& step, const Sharding& sharding,
                                const MemoryConstants& constants, Lowering& arena) {
  return model_memories(workload, step, sharding, constants, arena)[static_cast<std::size_t>(step.train.recompute)];
}

}  // namespace fleetline::parallelism
