#include "torus_model.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>

namespace fleetline::fabrics {
namespace {

/// Tries extents and strides side by side; keeps the part that fits, and of several the one with the fewest sides cut through, then
/// with the fewest sides, then with the shortest strides.
class PartSearch {
 public:
  PartSearch(const TorusShape& shape, std::uint32_t hops, bool strides) : shape_(shape), hops_(hops), strides_(strides) {}

  bool find(std::uint64_t members, TorusPart& best) {
    try_side(0, members, hops_);
    if (found_) best = best_;
    return found_;
  }

 private:
  using Rank = std::array<std::uint32_t, 3>;

  void try_side(std::uint32_t side, std::uint64_t left, std::uint32_t hops) {
    if (left == 1) return weigh(hops);
    if (side == shape_.count) return;
    const std::uint32_t whole = shape_.sides[side];
    if (side + 1 == shape_.count) return try_last(static_cast<std::uint32_t>(std::min<std::uint64_t>(left, whole + 1)), hops);
    try_side(side + 1, left, hops);
    for (std::uint32_t extent = 2; extent <= std::min<std::uint64_t>(left, whole); ++extent)
      for (std::uint32_t stride = 1; left % extent == 0 && stride <= (strides_ ? whole / extent : 1); ++stride)
        take(side, extent, stride, left / extent, hops);
  }
  /// All that are left, as far apart as is left: at most two strides are.
  void try_last(std::uint32_t extent, std::uint32_t hops) {
    const std::uint32_t side = shape_.count - 1, whole = shape_.sides[side];
    if (extent > whole) return;
    const std::uint32_t open = hops / (extent - 1), closed = whole / extent;
    for (const std::uint32_t stride : {open, closed})
      if (stride >= 1 && extent * stride <= whole && (strides_ || stride == 1)) take(side, extent, stride, 1, hops);
  }
  void take(std::uint32_t side, std::uint32_t extent, std::uint32_t stride, std::uint64_t left, std::uint32_t hops) {
    const std::uint32_t whole = shape_.sides[side];
    const TorusPart::Side here{extent, stride, extent * stride == whole && whole > 2};
    if (here.farthest() > hops) return;
    const bool cut = extent * stride < whole;
    part_.sides[part_.count++] = here;
    cut_ += cut;
    try_side(side + 1, left, hops - here.farthest());
    cut_ -= cut;
    --part_.count;
  }
  void weigh(std::uint32_t hops) {
    if (hops != 0) return;
    const Rank rank{cut_, part_.count, strides_of_part()};
    if (!found_ || rank < rank_) found_ = true, rank_ = rank, best_ = part_;
  }
  std::uint32_t strides_of_part() const {
    std::uint32_t sum = 0;
    for (std::uint32_t i = 0; i < part_.count; ++i) sum += part_.sides[i].stride;
    return sum;
  }

  const TorusShape& shape_;
  std::uint32_t hops_, cut_ = 0;
  bool strides_, found_ = false;
  TorusPart part_, best_;
  Rank rank_{};
};

// Members `stride` apart leave room for as many groups between each other, which do the same at the same time (a synchronous step): along a
// side each link is crossed by one way of each of them, whatever lies between along other sides, for ways run along one side after the other
// (dimension-ordered routing). So every link carries `stride` times what it carries of one group.

/// What one link of a side carries of a payload gathered along it: a ring moves half of the blocks each way round, a line all but the
/// end's own through the end's only link.
double gathered_over_one_link(const TorusPart::Side& s) { return double(s.farthest()) / s.extent; }  // farthest: with the stride

/// Of what everyone sends to everyone along a side, the share of one member's payload that the middle link carries.
double exchanged_over_one_link(const TorusPart::Side& s) {
  const double low = s.extent / 2, high = s.extent - low;
  return s.stride * low * high / s.extent / (s.ring ? 2 : 1);
}

template <class Share>
double busiest(const TorusPart& part, Share share) {
  double most = 0;
  for (std::uint32_t i = 0; i < part.count; ++i) most = std::max(most, share(part.sides[i]));
  return most;
}

}  // namespace

std::uint64_t TorusShape::devices() const {
  std::uint64_t product = 1;
  for (std::uint32_t i = 0; i < count; ++i) product *= sides[i];
  return product;
}

TorusShape TorusShape::read(std::string_view text, bool& good) {
  TorusShape out;
  const char *at = text.data(), *const end = at + text.size();
  std::uint32_t seen = 0;
  for (good = !text.empty(); good; ++at) {
    std::uint32_t side = 0;
    const auto [next, error] = std::from_chars(at, end, side);
    good = error == std::errc() && side > 0 && side <= 65'536 && ++seen <= out.sides.size();
    if (!good) break;
    if (side > 1) out.sides[out.count++] = side;
    if ((at = next) == end) break;
    good = *at == 'x';
  }
  return out;
}

std::uint32_t TorusPart::farthest() const {
  std::uint32_t sum = 0;
  for (std::uint32_t i = 0; i < count; ++i) sum += sides[i].farthest();
  return sum;
}

double TorusPart::members() const {
  double product = 1;
  for (std::uint32_t i = 0; i < count; ++i) product *= sides[i].extent;
  return product;
}

TorusPart part_of(const TorusShape& shape, std::uint64_t members, double hops) {
  const auto links = static_cast<std::uint32_t>(std::lround(hops));
  TorusPart part;
  if (PartSearch(shape, links, false).find(members, part) || PartSearch(shape, links, true).find(members, part)) return part;
  part = {};
  part.sides[part.count++] = {static_cast<std::uint32_t>(members), 1, false};
  return part;
}

// Each of k sides carries a k-th of the payload, all at the same time, in an order of its own; what the last side of an order moves
// outweighs the rest (Austin et al., How to Scale Your Model, 2025, part 3: V / (W k) with W both directions of a link).
Time torus_gather(const TorusPart& part, Bytes payload, const TorusLink& link) {
  return {double(part.farthest()) * link.hop, payload * (busiest(part, gathered_over_one_link) / part.count) / link.bandwidth};
}

// Half of the members send half of what they have to the other half, through the narrowest cut: across the longest side.
Time torus_all_to_all(const TorusPart& part, Bytes payload, const TorusLink& link) {
  return {double(part.farthest()) * link.hop, payload * busiest(part, exchanged_over_one_link) / link.bandwidth};
}

// Along edge-disjoint trees, as many as the worst placed member has links in the group (Edmonds 1973); of each link its share.
Time torus_broadcast(const TorusPart& part, Bytes payload, const TorusLink& link) {
  double links = 0;
  for (std::uint32_t i = 0; i < part.count; ++i) links += (part.sides[i].ring ? 2.0 : 1.0) / part.sides[i].stride;
  return {double(part.farthest()) * link.hop, payload / (link.bandwidth * links)};
}

Time torus_send(const TorusPart& part, Bytes payload, const TorusLink& link) {
  return {double(part.farthest()) * link.hop, payload * busiest(part, [](const TorusPart::Side& s) { return double(s.stride); }) / link.bandwidth};
}

}  // namespace fleetline::fabrics
