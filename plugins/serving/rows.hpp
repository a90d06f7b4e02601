// From a row of measured serving to the scenario that predicts it.
#pragma once

#include "fleetline/validation.hpp"

namespace fleetline::serving {

Translation translate(const MeasuredRow& row);

}  // namespace fleetline::serving
