// How rows of published energy, carbon and water become scenarios.
#pragma once

#include "fleetline/validation.hpp"

namespace fleetline::sustainability {

Translation translate_operations(const MeasuredRow& row);

}  // namespace fleetline::sustainability
