#include "common/counts.hpp"

#include <cmath>
#include <cstdint>

#include "fleetline/text.hpp"

namespace fleetline::workloads {

std::string count_text(double count) {
  if (std::floor(count) == count && std::fabs(count) < 9e15) return std::to_string(static_cast<std::int64_t>(count));
  return number_text(count);
}

}  // namespace fleetline::workloads
