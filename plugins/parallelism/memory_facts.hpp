// From a workload's lowering to the memory of one micro-batch.
#pragma once

#include "fleetline/lowering.hpp"
#include "fleetline/step.hpp"
#include "fleetline/workload.hpp"
#include "memory.hpp"
#include "memory_constants.hpp"

namespace fleetline::parallelism {

/// The memory of `train` under `sharding`: lowers the step (as `train.recompute` says and, under recomputation, without). Throws
/// what Workload::lower throws. `arena` is scratch; it ends with the lowering of the step itself.
ModelMemory model_memory(const Workload& workload, const Step& step, const Sharding& sharding, const MemoryConstants& constants,
                         Lowering& arena);

}  // namespace fleetline::parallelism
