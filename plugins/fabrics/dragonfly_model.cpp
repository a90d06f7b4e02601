#include "dragonfly_model.hpp"

#include <algorithm>
#include <cmath>

namespace fleetline::fabrics {

// Each group has global_links to every other one. De Sensi et al. 2020, section II-B: links of a group over its
// endpoints.
double DragonflyShape::taper() const { return groups > 1 ? global_links * (groups - 1) / (endpoints * endpoint) : 1; }

// Kim et al. 2008: k = p + (a - 1) + h ports: adapters, the other switches of the group, and its part of
// the cables to other groups. With spines adapters and spines, the cables between groups being theirs (Shpiner et al.
// 2017).
double DragonflyShape::ports_of_switch() const {
  const double adapters = std::ceil(endpoints / switches) * endpoint;
  if (spines > 0) return adapters + local_links * spines;
  return adapters + local_links * (switches - 1) + std::ceil(global_links * (groups - 1) / switches - 1e-9);
}

double DragonflyShape::ports_of_spine() const {
  return spines > 0 ? local_links * switches + std::ceil(global_links * (groups - 1) / spines - 1e-9) : 0;
}

double global_links_for(double taper, const DragonflyShape& shape) {
  return shape.groups > 1 ? taper * shape.endpoints * shape.endpoint / (shape.groups - 1) : 0;
}

// Kim et al. 2008: a = 2 p = 2 h, which makes k = 4 p - 1. Leaves have half of their ports below.
double balanced_endpoints(double radix, bool has_spines) {
  return std::max(1.0, std::floor(has_spines ? radix / 2 : (radix + 1) / 4));
}

}  // namespace fleetline::fabrics
