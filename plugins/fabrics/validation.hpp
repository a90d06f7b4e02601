// Rows of measured collectives, and the scenarios that predict them.
#pragma once

#include "fleetline/validation.hpp"

namespace fleetline::fabrics {

Translation translate_collective(const MeasuredRow& row);

}  // namespace fleetline::fabrics
