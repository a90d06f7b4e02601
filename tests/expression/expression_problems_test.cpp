// What a wrong expression gets: the full text of the answer.
#include <gtest/gtest.h>

#include "columns.hpp"

namespace fleetline::test {

TEST(ExpressionProblems, UnknownNamesGetTheNearest) {
  const Problem p = problem("roofline.latancy * 2");
  EXPECT_EQ(p.what, "there is no 'roofline.latancy'");
  EXPECT_EQ(p.suggestion, "roofline.latency");
  EXPECT_EQ(problem("tokens * 2").suggestion, "serving.tokens");
}

TEST(ExpressionProblems, ADashThatWasMeantAsMinusIsExplained) {
  EXPECT_EQ(problem("x-y").suggestion, "x - y");
  EXPECT_EQ(problem("roofline.batch-1").suggestion, "roofline.batch - 1");
}

TEST(ExpressionProblems, DifferentDimensionsAreBothNamed) {
  EXPECT_EQ(problem("roofline.latency + 3 GB").what, "cannot add 'roofline.latency' (time) and '3 GB' (data size)");
  EXPECT_EQ(problem("roofline.memory < roofline.latency").what,
            "cannot compare 'roofline.memory' (data size) and 'roofline.latency' (time)");
}

TEST(ExpressionProblems, ABareNumberIsAskedForItsUnit) {
  const Problem p = problem("roofline.latency < 30");
  EXPECT_EQ(p.what, "cannot compare 'roofline.latency' (time) and '30' (a pure number)");
  EXPECT_EQ(p.expected.substr(0, 19), "time, for example \"");
}

TEST(ExpressionProblems, UnknownLabelsGetTheListAndTheNearest) {
  const Problem p = problem("roofline.bottleneck == 'memori'");
  EXPECT_EQ(p.what, "'roofline.bottleneck' is never 'memori'");
  EXPECT_EQ(p.expected, "compute or memory");
  EXPECT_EQ(p.suggestion, "memory");
}

TEST(ExpressionProblems, KindsAreKeptApart) {
  EXPECT_EQ(problem("roofline.fits + 1").what, "'+' works on numbers; 'roofline.fits' is a condition");
  EXPECT_EQ(problem("x and true").what, "'and' joins conditions; 'x' is a pure number");
  EXPECT_EQ(problem("roofline.bottleneck == 1").what,
            "cannot compare 'roofline.bottleneck' (a text) with '1' (a pure number)");
  EXPECT_EQ(problem("roofline.bottleneck < 'memory'").what, "'<' does not order texts");
  EXPECT_EQ(problem("roofline.bottleneck").what, "'roofline.bottleneck' is a text");
  EXPECT_EQ(problem("if(x, 1, 2)").what, "if() needs a condition first; 'x' is a pure number");
  EXPECT_EQ(problem("if(true, x, roofline.fits)").what, "cannot choose between a pure number and a condition");
  EXPECT_EQ(problem("roofline.layers + 1").what, "'roofline.layers' holds more than one value");
}

TEST(ExpressionProblems, FunctionsOfPureNumbersSayHowToGetOne) {
  const Problem p = problem("ceil(roofline.latency)");
  EXPECT_EQ(p.what, "ceil() needs a pure number; 'roofline.latency' is time");
  EXPECT_EQ(p.expected, "divide by a unit first: ceil(roofline.latency / 1 s)");
  EXPECT_EQ(problem("sqrt(roofline.latency)").what, "the square root of time has no unit");
}

TEST(ExpressionProblems, UnknownFunctionsAndWrongCountsAreListed) {
  EXPECT_EQ(problem("mex(1, 2)").suggestion, "max");
  EXPECT_EQ(problem("max(1)").what, "max() got 1 argument");
  EXPECT_EQ(problem("max(1)").expected, "max() of two or more");
  EXPECT_EQ(problem("if(true, 1)").expected, "if(condition, value when true, value when false)");
}

TEST(ExpressionProblems, ForeignOperatorsGetOurs) {
  EXPECT_EQ(problem("x = 3").suggestion, "==");
  EXPECT_EQ(problem("true && false").suggestion, "and");
  EXPECT_EQ(problem("x ** 2").suggestion, "^");
  EXPECT_EQ(problem("!true").suggestion, "not");
}

TEST(ExpressionProblems, SyntaxIsNamedWhereItBreaks) {
  EXPECT_EQ(problem("x +").what, "the expression ends too early");
  EXPECT_EQ(problem("(x").expected, "')'");
  EXPECT_EQ(problem("x y").what, "'y' cannot stand here");
  EXPECT_EQ(problem("").what, "an expression is missing");
  EXPECT_EQ(problem("1 < x < 3").what, "comparisons cannot be chained");
  EXPECT_EQ(problem("x^0.5").what, "after '^' stands a whole number up to 32");
  EXPECT_EQ(problem("roofline.bottleneck == 'mem").what, "the text that starts here has no closing '");
  EXPECT_EQ(problem("x \xE2\x89\xA4 3").what, "'\xE2\x89\xA4' has no meaning in an expression");
}

TEST(ExpressionProblems, UnknownUnitsAreSaidInTheWordsOfUnits) {
  EXPECT_NE(problem("30 furlongs").what.find("furlongs"), std::string::npos);
  EXPECT_FALSE(problem("80 Gb").what.empty());
}

TEST(ExpressionProblems, AllMistakesOfMeaningAreReportedOnceEach) {
  Problems problems;
  EXPECT_FALSE(Expression::compile("a + b * (roofline.fits + 1)", {}, "derive.z", Columns{}, problems));
  EXPECT_EQ(problems.size(), 3u);
}

TEST(ExpressionProblems, TheColumnPointsIntoTheText) {
  const Where where{Label("s.toml"), 12, 10};
  EXPECT_EQ(problem("x + z", where).where.column, 15u);      // the quote is at 10, z four behind the first letter
  EXPECT_EQ(problem("1 \xC2\xB5s + z", where).where.column, 18u);  // a column is a character, not a byte
  EXPECT_EQ(problem("x +\n z", where).where.column, 10u);
  EXPECT_EQ(problem("x + z", Where{}).where.column, 0u);
}

TEST(ExpressionProblems, DepthLengthAndPowersHaveLimits) {
  EXPECT_EQ(problem(std::string(100, '(')).what, "more than 50 brackets and signs are open here");
  EXPECT_EQ(problem(std::string(5000, '-')).what, "an expression of 5000 characters");
  EXPECT_EQ(problem("((roofline.latency^9)^9)^9").what, "the unit of '((roofline.latency^9)^9)' has absurd powers");
}

TEST(ExpressionProblems, ContainsIsOfANameAndAText) {
  EXPECT_EQ(problem("x contains 'a'").what, "'contains' looks for a quoted text in a name; here are 'x' (a pure number) and ''a'' (a text)");
  EXPECT_EQ(problem("roofline.bottleneck contains memory").what, "there is no 'memory'");
  EXPECT_EQ(problem("contains 'a'").what, "'contains' cannot stand here");
}

}  // namespace fleetline::test
