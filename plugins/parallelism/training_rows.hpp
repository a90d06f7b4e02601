// Rows of training measurements as scenarios of solver `parallelism`.
#pragma once

#include "fleetline/validation.hpp"

namespace fleetline::parallelism {

Validation training_validation();
/// The same rows, mixtures of experts: apart, so that no constant of dense models is fitted to them.
Validation experts_validation();

}  // namespace fleetline::parallelism
