// `fleetline validate memory`: published peaks and out-of-memory labels, as scenarios of solver `parallelism`.
#pragma once

#include "fleetline/validation.hpp"

namespace fleetline::parallelism {

Translation translate_memory(const MeasuredRow& row);

}  // namespace fleetline::parallelism
