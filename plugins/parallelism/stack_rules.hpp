// Which software stack's constants hold for a row of measurements: one table for its time and its memory.
#pragma once

#include <string>

#include "fleetline/validation.hpp"

namespace fleetline::parallelism {

bool is_ampere(const MeasuredRow& row);
/// Products of 8 or 4 bits; of 4 bits.
bool is_narrow(const MeasuredRow& row);
bool is_fp4(const MeasuredRow& row);

/// Entry of registry/stacks: who ran it with what, by engine (engine_rules.hpp), device, precision and notes; else what
/// its device is usually trained with. Never looks at what was measured.
std::string training_stack_of(const MeasuredRow& row);

}  // namespace fleetline::parallelism
