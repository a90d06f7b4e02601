// Which steps and shardings a dense decoder can do; refusals name the numbers and the nearest valid choice.
#pragma once

#include "fleetline/step.hpp"
#include "fleetline/workload.hpp"
#include "transformer/model.hpp"

namespace fleetline::workloads::transformer {

/// t must divide query heads and FFN columns, and divide the key-value heads or be a multiple of them.
void check_sharding(const Shape& shape, const Sharding& sharding);
void check_step(const Step& step, double max_context);

}  // namespace fleetline::workloads::transformer
