// How rows of published costs become scenarios.
#pragma once

#include "fleetline/validation.hpp"

namespace fleetline::economics {

Translation translate_operations(const MeasuredRow& row);

}  // namespace fleetline::economics
