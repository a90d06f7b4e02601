#include "scenario/sweep.hpp"

#include "world.hpp"

namespace fleetline::test {
namespace {

/// The values of `x = ...`, as TOML would write them.
std::vector<std::string> swept(const std::string& written) {
  Value root = tree("x = " + written);
  std::vector<SweepAxis> axes;
  Problems problems;
  take_sweeps(root, "", axes, problems);
  problems.raise();
  std::vector<std::string> out;
  for (const Value& v : axes.at(0).values) out.push_back(v.written());
  return out;
}

using Texts = std::vector<std::string>;

TEST(Sweep, AListIsItsValues) { EXPECT_EQ(swept("{ sweep = [1, 8, 64] }"), (Texts{"1", "8", "64"})); }
TEST(Sweep, AStepIncludesTheEnd) { EXPECT_EQ(swept("{ sweep = { from = 1, to = 9, step = 4 } }"), (Texts{"1", "5", "9"})); }
TEST(Sweep, AStepSurvivesRounding) { EXPECT_EQ(swept("{ sweep = { from = 0.1, to = 0.5, step = 0.1 } }").size(), 5u); }
TEST(Sweep, AFactorMultiplies) { EXPECT_EQ(swept("{ sweep = { from = 1, to = 512, factor = 2 } }").size(), 10u); }
TEST(Sweep, PowersSnapToThePower) {
  EXPECT_EQ(swept("{ sweep = { from = 3, to = 40, powers_of = 2 } }"), (Texts{"4", "8", "16", "32"}));
}
TEST(Sweep, LinearSpacingHitsBothEnds) {
  EXPECT_EQ(swept("{ sweep = { from = 0, to = 1, count = 5, spacing = 'linear' } }"), (Texts{"0", "0.25", "0.5", "0.75", "1"}));
}
TEST(Sweep, LogSpacingKeepsTheUnit) {
  EXPECT_EQ(swept("{ sweep = { from = '1 GB/s', to = '100 GB/s', count = 3, spacing = 'log' } }"),
            (Texts{"\"1 GB/s\"", "\"10 GB/s\"", "\"100 GB/s\""}));
}
TEST(Sweep, LeavesItsFirstValueInPlace) {
  Value root = tree("x = { sweep = [7, 8] }");
  std::vector<SweepAxis> axes;
  Problems problems;
  take_sweeps(root, "top", axes, problems);
  EXPECT_EQ(*root.table()->find("x")->integer(), 7);
  EXPECT_EQ(axes.at(0).path, "top.x");
}
TEST(Sweep, IsFoundInsideLists) {
  Value root = tree("x = [{ y = { sweep = [1, 2] } }]");
  std::vector<SweepAxis> axes;
  Problems problems;
  take_sweeps(root, "", axes, problems);
  EXPECT_EQ(axes.at(0).path, "x[0].y");
}
TEST(Sweep, EndsInDifferentDimensionsAreRefused) {
  EXPECT_THROW(swept("{ sweep = { from = '1 GB/s', to = '1 GB', count = 3 } }"), InputError);
}
TEST(Sweep, MoreThanTheLimitIsRefusedBeforeItIsMade) {
  EXPECT_THROW(swept("{ sweep = { from = 0, to = 1, step = 1e-12 } }"), InputError);
}

TEST(Sweep, FactorsAndPowersKeepToTheLimitToo) {
  EXPECT_THROW(swept("{ sweep = { from = 1, to = 1e300, factor = 1.00000001 } }"), InputError);
  EXPECT_THROW(swept("{ sweep = { from = 1, to = 1e300, powers_of = 1.00000001 } }"), InputError);
}
TEST(Sweep, OneUnitAsksForUnitsEverywhere) {
  EXPECT_THROW(swept("{ sweep = { from = 1, to = '3 TB/s', count = 3 } }"), InputError);
  EXPECT_THROW(swept("{ sweep = { from = '1 TB/s', to = 3, count = 3 } }"), InputError);
  EXPECT_THROW(swept("{ sweep = { from = '1 TB/s', to = '3 TB/s', step = 1 } }"), InputError);
}
TEST(Sweep, AUnitMayFollowItsNumberDirectly) {
  EXPECT_EQ(swept("{ sweep = { from = '1GB', to = '3GB ', step = '1GB' } }").size(), 3u);
}
TEST(Sweep, APercentageIsANumber) { EXPECT_EQ(swept("{ sweep = { from = 0.1, to = '50 %', step = 0.1 } }").size(), 5u); }
TEST(Sweep, AKeyWithADotHasNoPlaceToSweep) {
  Value root = tree("[x]\n'a.b' = { sweep = [1, 2] }\n");
  std::vector<SweepAxis> axes;
  Problems problems;
  take_sweeps(root, "", axes, problems);
  EXPECT_EQ(problems.size(), 1u);
  EXPECT_TRUE(axes.empty());
}

}  // namespace
}  // namespace fleetline::test
