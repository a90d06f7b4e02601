// Rows of training measurements as scenarios of solver `parallelism`.
#pragma once

#include "fleetline/validation.hpp"

namespace fleetline::parallelism {

Validation training_validation();

}  // namespace fleetline::parallelism
