// Counts as people write them.
#pragma once

#include <string>

namespace fleetline::workloads {

/// 8192 -> "8192", 1048576 -> "1048576", 0.5 -> "0.5": whole counts are never shown in scientific notation.
std::string count_text(double count);

}  // namespace fleetline::workloads
