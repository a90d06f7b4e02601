#include "algorithms.hpp"

#include <algorithm>

namespace fleetline::fabrics {

std::string_view name_of(Algorithm algorithm) {
  constexpr std::string_view names[] = {"ring", "tree", "in-switch", "hierarchical", "direct"};
  return names[static_cast<std::size_t>(algorithm)];
}

Option Options::best() const {
  return *std::min_element(all().begin(), all().end(), [](const Option& a, const Option& b) { return a.time < b.time; });
}

Cost Priced::price(const Collective& c, const GroupProfile& group, const Pricer& inner) const {
  Cost cost;
  if (group.units * group.ranks <= 1) return cost;
  cost.time = options(c, group, inner).best().time;
  cost.bound = Bound::network;
  return cost;
}

}  // namespace fleetline::fabrics
