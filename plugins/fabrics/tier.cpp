#include "tier.hpp"

#include <algorithm>

#include "fleetline/problem.hpp"

namespace fleetline::fabrics {
namespace {

Cost cost_of(const Time& time) {
  Cost cost;
  cost.time = time.total();
  cost.floor = time.fixed;
  cost.bound = Bound::network;
  return cost;
}

}  // namespace

Cost Weighed::cheapest() const {
  if (count_ == 0) return {};
  const auto end = options_.begin() + static_cast<std::ptrdiff_t>(count_);
  return cost_of(std::min_element(options_.begin(), end, [](const Option& a, const Option& b) {
                   return a.time.total() < b.time.total();
                 })->time);
}

void Weighed::append_to(std::vector<Offer>& offers) const {
  for (std::size_t i = 0; i < count_; ++i) offers.push_back({options_[i].algorithm, cost_of(options_[i].time)});
}

void refuse(const std::string& key, const std::string& what, const std::string& expected) {
  throw InputError({Problem{{}, key, what, expected, {}}});
}

}  // namespace fleetline::fabrics
