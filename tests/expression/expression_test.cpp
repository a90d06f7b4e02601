// What expressions mean.
#include <gtest/gtest.h>

#include "columns.hpp"

namespace fleetline::test {

TEST(Expression, BindsLikeArithmeticOnPaper) {
  EXPECT_EQ(value("1 + 2 * 3 - 4 / 2"), 5);
  EXPECT_EQ(value("(1 + 2) * 3"), 9);
  EXPECT_EQ(value("10 - 3 - 2"), 5);
  EXPECT_EQ(value("16 / 4 / 2"), 2);
  EXPECT_EQ(value("-2^2"), -4);
  EXPECT_EQ(value("(-2)^2"), 4);
  EXPECT_EQ(value("2 * -x"), -6);
  EXPECT_EQ(value("2^-1"), 0.5);
}

TEST(Expression, BindsConditionsFromNotOverAndToOr) {
  EXPECT_TRUE(holds("true or false and false"));
  EXPECT_FALSE(holds("not true or false"));
  EXPECT_TRUE(holds("not x > 4 and x + 1 == 4"));
  EXPECT_FALSE(holds("not (x < 4 and x > 2)"));
}

TEST(Expression, ReadsNumbersWithTheirUnits) {
  EXPECT_DOUBLE_EQ(value("50 ms"), 0.050);
  EXPECT_DOUBLE_EQ(value("50ms"), 0.050);
  EXPECT_EQ(value("$5M"), 5e6);
  EXPECT_EQ(value("500 tCO2e"), 5e5);
  EXPECT_EQ(value("80 GiB"), 80.0 * (1u << 30));
  EXPECT_DOUBLE_EQ(value("390 gCO2e/kWh"), 0.390 / 3.6e6);
  EXPECT_DOUBLE_EQ(value("$0.08/kWh"), 0.08 / 3.6e6);
  EXPECT_DOUBLE_EQ(value("45 %"), 0.45);
  EXPECT_EQ(value("1.5e3"), 1500);
}

TEST(Expression, TakesTheLongestUnitAndLeavesTheDivision) {
  EXPECT_EQ(compiled("3 GB/s").dimension(), Bandwidth::dimension);
  EXPECT_EQ(compiled("3 GB / roofline.latency").dimension(), Bandwidth::dimension);
  EXPECT_DOUBLE_EQ(value("3 GB / roofline.latency"), 3e9 / 0.020);
  EXPECT_DOUBLE_EQ(value("3 GB/roofline.latency"), 3e9 / 0.020);
  EXPECT_DOUBLE_EQ(value("3 GB/max(1 s, 2 s)"), 1.5e9);
  EXPECT_DOUBLE_EQ(value("45%*x"), 1.35);
  EXPECT_DOUBLE_EQ(value("$6/serving.tokens"), 3);
}

TEST(Expression, CarriesDimensionsThroughArithmetic) {
  EXPECT_EQ(compiled("my-stage.tco / serving.tokens").dimension(), Dollars::dimension - Tokens::dimension);
  EXPECT_EQ(compiled("2 * roofline.latency + 3 us").dimension(), Seconds::dimension);
  EXPECT_EQ(compiled("sqrt(roofline.latency^2)").dimension(), Seconds::dimension);
  EXPECT_EQ(compiled("roofline.latency^-1").dimension(), Frequency::dimension);
  EXPECT_EQ(compiled("roofline.latency / 1 ms").dimension(), dimensionless);
  EXPECT_DOUBLE_EQ(value("2 * roofline.latency + 3 us"), 0.040003);
}

TEST(Expression, KeepsADashInsideANameAndSubtractsWithSpaces) {
  EXPECT_EQ(value("my-stage.tco / $2"), 3);
  EXPECT_EQ(value("x - 1"), 2);
  EXPECT_EQ(value("x -1"), 2);
  EXPECT_EQ(value("5-x"), 2);
}

TEST(Expression, KnowsItsFunctions) {
  EXPECT_EQ(value("min(4, x, 5)"), 3);
  EXPECT_EQ(value("max(4, x, 5)"), 5);
  EXPECT_EQ(value("abs(-x)"), 3);
  EXPECT_EQ(value("sqrt(16)"), 4);
  EXPECT_EQ(value("ceil(x / 2)"), 2);
  EXPECT_EQ(value("floor(x / 2)"), 1);
  EXPECT_EQ(value("log2(8)"), 3);
  EXPECT_EQ(value("ln(1)"), 0);
  EXPECT_EQ(value("exp(0)"), 1);
  EXPECT_DOUBLE_EQ(value("if(roofline.fits, 2 ms, 1 s)"), 0.002);
  EXPECT_DOUBLE_EQ(value("if(not roofline.fits, 2 ms, 1 s)"), 1);
}

TEST(Expression, ComparesTextsByTheirCode) {
  EXPECT_TRUE(holds("roofline.bottleneck == 'memory'"));
  EXPECT_FALSE(holds("'memory' != roofline.bottleneck"));
  EXPECT_TRUE(holds("roofline.bottleneck != \"compute\""));
}

TEST(Expression, LetsZeroHaveEveryUnit) {
  EXPECT_TRUE(holds("roofline.latency > 0"));
  EXPECT_DOUBLE_EQ(value("max(0, roofline.latency - 15 ms)"), 0.005);
  EXPECT_EQ(compiled("max(0, roofline.latency)").dimension(), Seconds::dimension);
}

TEST(Expression, SpreadsAbsenceThroughArithmetic) {
  for (const char* text : {"y + 1", "y * 0", "y^0", "min(y, 1)", "max(1, y)", "if(y > 0, 1, 2)", "abs(y)"})
    EXPECT_TRUE(std::isnan(value(text))) << text;
  EXPECT_EQ(value("if(true, x, y)"), 3);
}

TEST(Expression, LeavesConditionsOnAbsentValuesUndecided) {
  for (const char* text : {"y < 3", "not y < 3", "y == y", "y != 3", "y < 3 and true", "y < 3 or false"}) {
    EXPECT_TRUE(std::isnan(value(text))) << text;
    EXPECT_FALSE(holds(text)) << text;
  }
  EXPECT_EQ(value("y < 3 and false"), 0);
  EXPECT_TRUE(holds("true or y < 3"));
}

TEST(Expression, SaysWhichSlotWasAbsent) {
  EXPECT_EQ(compiled("x + y").absent(slots.data()), 8);
  EXPECT_EQ(compiled("x + 1").absent(slots.data()), std::nullopt);
}

TEST(Expression, ListsTheSlotsItReadsOnce) {
  EXPECT_EQ(compiled("x + roofline.batch * x").slots(), (std::vector<int>{1, 7}));
}

TEST(Expression, KnowsConditionsFromNumbers) {
  EXPECT_TRUE(compiled("x < 3").boolean());
  EXPECT_TRUE(compiled("roofline.fits").boolean());
  EXPECT_FALSE(compiled("x").boolean());
}

TEST(Expression, ShowsTheSidesOfAComparison) {
  const Expression expression = compiled("2 * roofline.latency < 30 ms");
  ASSERT_TRUE(expression.comparison());
  const Comparison& sides = *expression.comparison();
  EXPECT_EQ(sides.symbol(), "<");
  EXPECT_DOUBLE_EQ(sides.left.run(slots.data()), 0.040);
  EXPECT_DOUBLE_EQ(sides.right.run(slots.data()), 0.030);
  EXPECT_EQ(sides.left_text, "2 * roofline.latency");
  EXPECT_EQ(sides.right_text, "30 ms");
  EXPECT_EQ(sides.dimension, Seconds::dimension);
  EXPECT_DOUBLE_EQ(sides.excess(slots.data()), 0.010);
  EXPECT_FALSE(compiled("x < 3 and x > 1").comparison());
}

TEST(Expression, MeasuresExcessInTheDirectionOfTheMistake) {
  const auto excess = [](std::string_view text) { return compiled(text).comparison()->excess(slots.data()); };
  EXPECT_EQ(excess("x >= 5"), 2);
  EXPECT_EQ(excess("x <= 5"), -2);
  EXPECT_EQ(excess("x == 5"), 2);
  EXPECT_EQ(excess("x != 3"), 1);
  EXPECT_TRUE(std::isnan(excess("y != 3")));
}

TEST(Expression, KeepsTheLabelsOfComparedTexts) {
  EXPECT_EQ(compiled("roofline.bottleneck == 'memory'").comparison()->labels.at(1), "memory");
}

TEST(Expression, FindsTextsInsideTextsWhateverTheirCapitals) {
  EXPECT_TRUE(holds("roofline.bottleneck contains 'emor'"));
  EXPECT_TRUE(holds("roofline.bottleneck contains 'MEM' and x == 3"));
  EXPECT_FALSE(holds("roofline.bottleneck contains 'comp'"));
  EXPECT_TRUE(holds("not (roofline.bottleneck contains 'comp')"));
  EXPECT_TRUE(holds("roofline.bottleneck contains ''"));
}

}  // namespace fleetline::test
