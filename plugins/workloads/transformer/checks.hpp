// Which steps and shardings a decoder can do; refusals name the numbers and the nearest valid choice.
#pragma once

#include "fleetline/step.hpp"
#include "fleetline/workload.hpp"
#include "transformer/model.hpp"

namespace fleetline::workloads::transformer {

/// t must divide query heads and the columns of FFN and experts, and divide the key-value heads or be a multiple of them; the
/// expert degree must divide the experts.
void check_sharding(const Shape& shape, const Sharding& sharding);
void check_step(const Step& step, double max_context);

}  // namespace fleetline::workloads::transformer
