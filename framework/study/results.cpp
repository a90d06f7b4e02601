#include "results.hpp"

#include <algorithm>
#include <cmath>

namespace fleetline {

std::size_t Results::count(Status::Code code) const {
  return static_cast<std::size_t>(std::count(status.begin(), status.end(), code));
}

const ResultColumn* Results::find(std::string_view column) const {
  for (const ResultColumn& c : columns)
    if (c.name == column) return &c;
  return nullptr;
}

const std::string* ResultColumn::label(double value) const {
  if (labels.empty() || !(std::fabs(value) < 1e9)) return nullptr;  // false for NaN, too
  const auto it = labels.find(static_cast<int>(value));
  return it == labels.end() ? nullptr : &it->second;
}

}  // namespace fleetline
