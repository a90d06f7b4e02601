// Measured rows of compressed models become scenarios: sizes of files, speed-ups on a device. Scores are not predicted.
#pragma once

#include "fleetline/validation.hpp"

namespace fleetline::compression {

Translation translate(const MeasuredRow& row);

}  // namespace fleetline::compression
