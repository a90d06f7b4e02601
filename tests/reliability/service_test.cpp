// Availability of a service: small cases by hand, random ones against every state enumerated.
#include "service.hpp"

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <algorithm>
#include <cmath>

namespace fleetline::reliability {
namespace {

Availability of(const Service& service, const Down& down, const Question& question) {
  Pad pad;
  return availability_of(service, {&down, 1}, question, pad);
}

Service one_pool(std::int64_t nodes, std::int64_t devices_per_node) {
  return {.pools = {{.nodes = nodes, .devices_per_node = devices_per_node}}};
}

// Ten of one kind, each up 90 %: P(8 or more) = 45 * 0.9^8 * 0.01 + 10 * 0.9^9 * 0.1 + 0.9^10 = 0.929809.
TEST(Availability, AlikeAndIndependentIsTheBinomial) {
  EXPECT_NEAR(of(one_pool(10, 1), {.node = 0.1}, {.replicas = 10, .needed = 0.8}).available, 0.9298091736, 1e-10);
  EXPECT_NEAR(of(one_pool(3, 1), {.node = 0.1}, {.replicas = 3, .needed = 2.0 / 3}).available, 3 * 0.81 * 0.1 + 0.729,
              1e-12);
}

// Two replicas worth one, one worth two; two of four needed: the large one up, or both small ones: 0.9 + 0.1 * 0.81.
TEST(Availability, UnequalReplicasByConvolution) {
  Service s{.pools = {{.nodes = 2, .units = 1}, {.nodes = 1, .units = 2}}};
  EXPECT_NEAR(of(s, {.node = 0.1}, {.replicas = 3, .needed = 0.5}).available, 0.981, 1e-12);
  // Three of four: the large one and any small one: 0.9 * (1 - 0.01).
  EXPECT_NEAR(of(s, {.node = 0.1}, {.replicas = 3, .needed = 0.75}).available, 0.891, 1e-12);
}

// Two nodes of four replicas each. Five of eight need both nodes, four need one.
TEST(Availability, ANodeTakesItsReplicas) {
  EXPECT_NEAR(of(one_pool(2, 8), {.node = 0.1}, {.replicas = 8, .devices = 2, .needed = 5.0 / 8}).available, 0.81,
              1e-12);
  EXPECT_NEAR(of(one_pool(2, 8), {.node = 0.1}, {.replicas = 8, .devices = 2, .needed = 4.0 / 8}).available, 0.99,
              1e-12);
}

// Eight accelerators down 1 % each drain a node 1 - 0.99^8 = 7.73 % of the time; left alone, they take one replica of
// two.
TEST(Availability, ABrokenAcceleratorDrainsItsNodeOrItsReplica) {
  Service s = one_pool(1, 8);
  const double four = std::pow(0.99, 4);
  EXPECT_NEAR(of(s, {.accelerator = 0.01}, {.replicas = 2, .devices = 4, .needed = 0.5}).available, std::pow(0.99, 8),
              1e-12);
  s.drains = false;
  EXPECT_NEAR(of(s, {.accelerator = 0.01}, {.replicas = 2, .devices = 4, .needed = 0.5}).available,
              1 - (1 - four) * (1 - four), 1e-12);
}

// A replica of sixteen accelerators on two nodes of eight falls with either.
TEST(Availability, AReplicaLargerThanANodeNeedsAllItsNodes) {
  EXPECT_NEAR(of(one_pool(4, 8), {.node = 0.1}, {.replicas = 2, .devices = 16, .needed = 1}).available,
              std::pow(0.9, 4), 1e-12);
  EXPECT_NEAR(of(one_pool(4, 8), {.node = 0.1}, {.replicas = 2, .devices = 16, .needed = 0.5}).available,
              1 - std::pow(1 - 0.81, 2), 1e-12);
}

// Two sites of one node each: one is up with 0.99 * 0.9, at least one with 1 - 0.109^2.
TEST(Availability, ASiteTakesAllOfIt) {
  const Service s{.pools = {{.site = 0}, {.site = 1}}, .sites = 2};
  const Availability a = of(s, {.node = 0.1, .site = 0.01}, {.replicas = 2, .needed = 0.5});
  EXPECT_NEAR(a.available, 1 - 0.109 * 0.109, 1e-12);
  EXPECT_NEAR(a.replica, 0.891, 1e-12);
  EXPECT_DOUBLE_EQ(a.site_down, 0.5);
}

// N+1: 21 and 24 nodes of four replicas; one node of each site down leaves 43 of 45, the larger site down 21 of 45.
TEST(Availability, SharesLeftWithANodeOrASiteDown) {
  const Service s{
      .pools = {{.site = 0, .nodes = 21, .devices_per_node = 8}, {.site = 1, .nodes = 24, .devices_per_node = 8}},
      .sites = 2};
  const Availability a = of(s, {}, {.replicas = 180, .devices = 2, .needed = 1});
  EXPECT_NEAR(a.node_down, 43.0 / 45, 1e-12);
  EXPECT_NEAR(a.site_down, 21.0 / 45, 1e-12);
  EXPECT_DOUBLE_EQ(a.available, 1);
}

TEST(Availability, MoreThanThereIsIsNeverThere) {
  const Availability a = of(one_pool(4, 1), {.node = 0.1}, {.replicas = 4, .needed = 1.25});
  EXPECT_EQ(a.available, 0);
  EXPECT_NEAR(a.served, 0.9 / 1.25, 1e-12);
}

TEST(Units, AreWholeAndInProportion) {
  EXPECT_EQ(whole_units({}, 2), (std::vector<std::int64_t>{1, 1}));
  EXPECT_EQ(whole_units({1, 2}, 2), (std::vector<std::int64_t>{1, 2}));
  EXPECT_EQ(whole_units({2, 3}, 2), (std::vector<std::int64_t>{2, 3}));
  EXPECT_EQ(whole_units({1, 1.9}, 2), (std::vector<std::int64_t>{10, 19}));
}

/// Every state of sites, racks, nodes and accelerators, one bit each: what the convolution must come to.
struct Enumerated {
  double available = 0, served = 0;
};
Enumerated enumerate(const Service& s, const Down& d, const Question& q, double needed_units) {
  struct Node {
    int bit, rack;
    std::uint32_t site;
    std::vector<std::vector<int>> replicas;
    std::int64_t units;
  };
  std::vector<double> down(s.sites, d.site);
  std::vector<Node> nodes;
  for (const Pool& pool : s.pools)
    for (int n = 0, rack = 0; n < pool.nodes; ++n) {
      if (n % static_cast<int>(s.nodes_per_rack) == 0) rack = static_cast<int>(down.size()), down.push_back(d.rack);
      Node node{static_cast<int>(down.size()), rack, pool.site, {}, pool.units};
      down.push_back(d.node);
      for (int r = 0; r < pool.devices_per_node / static_cast<int>(q.devices); ++r) {
        node.replicas.emplace_back();
        for (int i = 0; i < static_cast<int>(q.devices); ++i)
          node.replicas.back().push_back(static_cast<int>(down.size())), down.push_back(d.accelerator);
      }
      nodes.push_back(node);
    }
  Enumerated sum;
  for (std::uint32_t state = 0; state < 1u << down.size(); ++state) {  // a bit set: down
    const auto bad = [&](int bit) { return (state >> bit & 1) != 0; };
    double p = 1;
    for (std::size_t i = 0; i < down.size(); ++i) p *= bad(static_cast<int>(i)) ? down[i] : 1 - down[i];
    double up = 0;
    for (const Node& node : nodes) {
      int good = 0;
      for (const auto& replica : node.replicas) good += std::none_of(replica.begin(), replica.end(), bad);
      if (s.drains && good < static_cast<int>(node.replicas.size())) good = 0;
      if (!bad(node.bit) && !bad(node.rack) && !bad(static_cast<int>(node.site)))
        up += static_cast<double>(good * node.units);
    }
    sum.available += up >= needed_units - 1e-9 ? p : 0;
    sum.served += p * std::min(1.0, up / needed_units);
  }
  return sum;
}

double any(double low, double high) { return low + (high - low) * *rc::gen::inRange(0, 1001) / 1000.0; }

TEST(AvailabilityProperty, EqualsEveryStateEnumerated) {
  ASSERT_TRUE(rc::check("enumerated", [] {
    Service s{.sites = 2, .nodes_per_rack = 2, .drains = *rc::gen::arbitrary<bool>()};
    Question q{.devices = double(*rc::gen::inRange(1, 3))};
    double units = 0;
    q.replicas = 0;
    for (std::uint32_t site = 0; site < 2; ++site) {
      const Pool pool{
          .site = site, .nodes = *rc::gen::inRange(1, 3), .devices_per_node = 2, .units = *rc::gen::inRange(1, 4)};
      s.pools.push_back(pool);
      q.replicas += pool.nodes * (2 / static_cast<std::int64_t>(q.devices));
      units += static_cast<double>(pool.nodes * (2 / static_cast<std::int64_t>(q.devices)) * pool.units);
    }
    q.needed = any(0.05, 1);
    const Down d{.accelerator = any(0, 0.3), .node = any(0, 0.3), .rack = any(0, 0.3), .site = any(0, 0.3)};
    const Availability a = of(s, d, q);
    const Enumerated e = enumerate(s, d, q, q.needed * units);
    RC_ASSERT(std::abs(a.available - e.available) < 1e-12);
    RC_ASSERT(std::abs(a.served - e.served) < 1e-12);
  }));
}

TEST(AvailabilityProperty, RisesWithSpareCapacityAndFallsWithEveryCause) {
  ASSERT_TRUE(rc::check("monotone", [] {
    Service s{.pools = {{.site = 0, .nodes = *rc::gen::inRange(1, 40), .devices_per_node = 8},
                        {.site = 1, .nodes = *rc::gen::inRange(1, 40), .devices_per_node = 8}},
              .sites = 2,
              .nodes_per_rack = 4,
              .nodes_per_leaf = 8};
    const Question q{.replicas = 4 * (s.pools[0].nodes + s.pools[1].nodes), .devices = 2, .needed = any(0.1, 1)};
    const Down d{.accelerator = any(0, 0.01),
                 .node = any(0, 0.05),
                 .rack = any(0, 0.02),
                 .leaf = any(0, 0.02),
                 .site = any(0, 0.02)};
    const double base = of(s, d, q).available;
    RC_ASSERT(base >= 0 && base <= 1);
    Question more = q;
    more.needed = q.needed * 0.9;
    RC_ASSERT(of(s, d, more).available >= base - 1e-12);
    for (double Down::*cause : {&Down::accelerator, &Down::node, &Down::rack, &Down::leaf, &Down::site}) {
      Down worse = d;
      worse.*cause += 0.01;
      RC_ASSERT(of(s, worse, q).available <= base + 1e-12);
    }
  }));
}

}  // namespace
}  // namespace fleetline::reliability
