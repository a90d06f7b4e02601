#include "results.hpp"

#include <algorithm>

namespace fleetline {

std::size_t Results::count(Status::Code code) const {
  return static_cast<std::size_t>(std::count(status.begin(), status.end(), code));
}

const ResultColumn* Results::find(std::string_view column) const {
  for (const ResultColumn& c : columns)
    if (c.name == column) return &c;
  return nullptr;
}

}  // namespace fleetline
