// What groups that lie between each other on a torus take, held against loads counted link by link.
#include <gtest/gtest.h>

#include <array>
#include <map>

#include "torus_model.hpp"

namespace fleetline::fabrics::test {
namespace {

using Place = std::array<int, 2>;

/// Loads of the links of a torus: every message goes along the first side, then the second, the shortest way round; where two are as
/// short, half goes either way.
class Links {
 public:
  explicit Links(Place sides) : sides_(sides) {}

  void send(Place at, Place to, double amount) {
    for (int side = 0; side < 2; ++side) {
      const int extent = sides_[side], ahead = (to[side] - at[side] + extent) % extent;
      if (ahead == 0) continue;
      const bool both = 2 * ahead == extent && extent > 2;
      if (2 * ahead <= extent || extent == 2) walk(at, side, 1, ahead, both ? amount / 2 : amount);
      if (2 * ahead > extent || both) walk(at, side, -1, extent - ahead, both ? amount / 2 : amount);
      at[side] = to[side];
    }
  }
  double busiest() const {
    double most = 0;
    for (const auto& [link, load] : load_) most = std::max(most, load);
    return most;
  }

 private:
  void walk(Place at, int side, int step, int links, double amount) {
    for (; links > 0; --links) {
      load_[{at[0], at[1], side, step}] += amount;
      at[side] = (at[side] + step + sides_[side]) % sides_[side];
    }
  }
  Place sides_;
  std::map<std::array<int, 4>, double> load_;
};

struct Case {
  Place sides, extents, strides;
};

/// Members of the group at this offset.
std::vector<Place> members(const Case& c, Place offset) {
  std::vector<Place> out;
  for (int y = 0; y < c.extents[1]; ++y)
    for (int x = 0; x < c.extents[0]; ++x) out.push_back({offset[0] + x * c.strides[0], offset[1] + y * c.strides[1]});
  return out;
}

template <class Visit>
void each_group(const Case& c, Visit visit) {
  for (int y = 0; y < c.strides[1]; ++y)
    for (int x = 0; x < c.strides[0]; ++x) visit(members(c, {x, y}));
}

TorusPart part(const Case& c) {
  TorusPart out;
  for (int i = 0; i < 2; ++i)
    if (c.extents[i] > 1)
      out.sides[out.count++] = {static_cast<std::uint32_t>(c.extents[i]), static_cast<std::uint32_t>(c.strides[i]),
                                c.extents[i] * c.strides[i] == c.sides[i] && c.sides[i] > 2};
  return out;
}

/// Of one group's payload, what the busiest link carries, as the price has it.
template <class Price>
double priced(const Price& price, const TorusPart& part) {
  return price(part, Bytes(1), TorusLink{Bandwidth(1), Seconds(0)}).moving.base();
}

const Case cases[] = {
    {{16, 1}, {16, 1}, {1, 1}}, {{16, 1}, {8, 1}, {2, 1}}, {{16, 1}, {4, 1}, {4, 1}}, {{16, 1}, {2, 1}, {8, 1}},
    {{8, 8}, {8, 8}, {1, 1}},   {{8, 8}, {4, 8}, {2, 1}},  {{8, 8}, {4, 4}, {2, 2}},  {{8, 4}, {2, 4}, {4, 1}},
    {{8, 12}, {2, 3}, {4, 4}},
};

}  // namespace

TEST(TorusLoads, AllToAllIsWhatTheBusiestLinkCarries) {
  for (const Case& c : cases) {
    Links links(c.sides);
    each_group(c, [&](const std::vector<Place>& group) {
      for (const Place& from : group)
        for (const Place& to : group) links.send(from, to, 1.0 / static_cast<double>(group.size()));
    });
    EXPECT_NEAR(priced(torus_all_to_all, part(c)), links.busiest(), 0.13 * links.busiest()) << c.sides[0] << "x" << c.sides[1] << " of " << c.extents[0] << "x" << c.extents[1];
    if (c.extents[0] % 2 == 0 && c.extents[1] % 2 == 0) {
      EXPECT_NEAR(priced(torus_all_to_all, part(c)), links.busiest(), 1e-9) << c.extents[0] << "x" << c.extents[1];
    }
  }
}

// A ring gathers by handing on half of the blocks either way round, from each member to the next of its group.
TEST(TorusLoads, AGatherAlongARingIsWhatTheBusiestLinkCarries) {
  for (const Case& c : cases) {
    if (c.extents[1] > 1) continue;
    Links links(c.sides);
    const int m = c.extents[0], on = m / 2;
    each_group(c, [&](const std::vector<Place>& group) {
      for (int i = 0; i < m; ++i) {
        if (m > 2) links.send(group[i], group[(i + 1) % m], double(on) / m), links.send(group[i], group[(i + m - 1) % m], double(m - 1 - on) / m);
        else links.send(group[i], group[1 - i], 0.5);
      }
    });
    const double both_ways = m == 2 ? 0.5 : 1;  // of two members half goes either way round by itself
    EXPECT_NEAR(priced(torus_gather, part(c)) * both_ways, links.busiest(), 1e-9) << m << " with " << c.strides[0] << " between them";
  }
}

// Four members, three apart, on a side of sixteen: no way round. The links from the third place to the tenth carry three groups.
TEST(TorusLoads, GroupsThatDoNotGoRoundShareTheirLinksToo) {
  const Case c{{16, 1}, {4, 1}, {3, 1}};
  Links links({64, 1});  // so long that the way round is never the shorter one
  each_group(c, [&](const std::vector<Place>& group) {
    for (int i = 0; i < 3; ++i) links.send(group[i], group[i + 1], (i + 1) / 4.0);
  });
  EXPECT_NEAR(priced(torus_gather, part(c)), links.busiest(), 1e-9);
  EXPECT_NEAR(links.busiest(), 3 * 0.75, 1e-9);
}

// Sends to the next of the group, all groups at once: the links carry as many as there are groups.
TEST(TorusLoads, SendsShareLinks) {
  const Case c{{16, 1}, {4, 1}, {4, 1}};
  Links links(c.sides);
  each_group(c, [&](const std::vector<Place>& group) {
    for (int i = 0; i < 4; ++i) links.send(group[i], group[(i + 1) % 4], 1);
  });
  EXPECT_NEAR(priced(torus_send, part(c)), links.busiest(), 1e-9);
}

// Told from how many there are and how far apart: every other of a ring of 16, every fourth; a plane of every other of both sides.
TEST(TorusLoads, StridesAreFoundBySizeAndDistance) {
  bool good = false;
  const TorusPart ring = part_of(TorusShape::read("16", good), 8, 8);
  ASSERT_EQ(ring.count, 1u);
  EXPECT_EQ(ring.sides[0].extent, 8u);
  EXPECT_EQ(ring.sides[0].stride, 2u);
  EXPECT_TRUE(ring.sides[0].ring);
  EXPECT_EQ(part_of(TorusShape::read("16x16", good), 4, 8).sides[0].stride, 4u);
  const TorusPart plane = part_of(TorusShape::read("8x8", good), 16, 8);
  ASSERT_EQ(plane.count, 2u);
  EXPECT_EQ(plane.sides[0].stride, 2u);
  EXPECT_EQ(plane.sides[1].stride, 2u);
  EXPECT_EQ(part_of(TorusShape::read("16", good), 8, 7).sides[0].stride, 1u);
}

}  // namespace fleetline::fabrics::test
