#include <gtest/gtest.h>

#include "scenario/stage_graph.hpp"

namespace fleetline {

using Order = std::vector<std::size_t>;

TEST(StageGraph, KeepsTheSourceOrderWhereNothingIsNeeded) {
  EXPECT_EQ(order_stages(3, {}).order, (Order{0, 1, 2}));
  EXPECT_TRUE(order_stages(0, {}).order.empty());
}

TEST(StageGraph, RunsWhatIsNeededFirst) {
  const std::vector<StageNeed> needs{{0, 2}, {2, 3}};
  EXPECT_EQ(order_stages(4, needs).order, (Order{1, 3, 2, 0}));
}

TEST(StageGraph, BreaksTiesBySourceOrderAmongAllThatAreReady) {
  const std::vector<StageNeed> needs{{1, 4}, {2, 0}, {3, 0}};
  EXPECT_EQ(order_stages(5, needs).order, (Order{0, 2, 3, 4, 1}));
}

TEST(StageGraph, CountsANeedNamedTwiceOnce) {
  const std::vector<StageNeed> needs{{0, 1}, {0, 1}};
  EXPECT_EQ(order_stages(2, needs).order, (Order{1, 0}));
}

TEST(StageGraph, PrintsACycleAsAPath) {
  const std::vector<std::string> names{"economics", "serving", "roofline"};
  const std::vector<StageNeed> needs{{0, 2}, {2, 0}, {1, 2}};
  const StageOrder order = order_stages(3, needs);
  EXPECT_FALSE(order);
  EXPECT_TRUE(order.order.empty());
  EXPECT_EQ(cycle_text(order.cycle, names), "economics -> roofline -> economics");
}

TEST(StageGraph, PrintsTheShortestCycleWithoutWhatOnlyLeadsToIt) {
  const std::vector<std::string> names{"a", "b", "c", "d", "e"};
  const std::vector<StageNeed> needs{{0, 1}, {1, 2}, {2, 3}, {3, 1}, {3, 2}, {2, 1}, {4, 0}};
  EXPECT_EQ(cycle_text(order_stages(5, needs).cycle, names), "b -> c -> b");
}

TEST(StageGraph, ANeedOfItselfIsACycle) {
  const std::vector<std::string> names{"a", "b"};
  const std::vector<StageNeed> needs{{1, 1}};
  EXPECT_EQ(cycle_text(order_stages(2, needs).cycle, names), "b -> b");
}

}  // namespace fleetline
