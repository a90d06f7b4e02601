// What holds for every expression: written-out trees compute what the tree computes, and no text crashes the compiler.
#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <cmath>
#include <functional>

#include "columns.hpp"

namespace fleetline::test {

namespace {

/// An expression as text, and what it must give.
struct Sample {
  std::string text;
  double value;
};

std::string bracketed(const std::string& text) { return "(" + text + ")"; }

/// What has no value spreads: 0 / 0 is not less than 3, nor is 3 the larger of the two.
double larger(double a, double b) { return std::isnan(a) || std::isnan(b) ? NAN : std::max(a, b); }
double chosen(double a, double b) { return std::isnan(a) || std::isnan(b) ? NAN : a < b ? 1 : b; }

Sample grow(int depth) {
  const int choice = depth == 0 ? *rc::gen::inRange(0, 2) : *rc::gen::inRange(0, 9);
  if (choice == 0) {
    const int n = *rc::gen::inRange(0, 1000);
    return {std::to_string(n), static_cast<double>(n)};
  }
  if (choice == 1) return {"x", slots[7]};
  const Sample a = grow(depth - 1), b = grow(depth - 1);
  switch (choice) {
    case 2: return {bracketed(a.text) + " + " + bracketed(b.text), a.value + b.value};
    case 3: return {bracketed(a.text) + "- " + bracketed(b.text), a.value - b.value};
    case 4: return {bracketed(a.text) + "*" + bracketed(b.text), a.value * b.value};
    case 5: return {bracketed(a.text) + "/" + bracketed(b.text), a.value / b.value};
    case 6: return {"-" + bracketed(a.text), -a.value};
    case 7: return {"max(" + a.text + ", " + b.text + ")", larger(a.value, b.value)};
    default: return {"if(" + a.text + " < " + b.text + ", 1, " + b.text + ")", chosen(a.value, b.value)};
  }
}

bool same(double a, double b) { return a == b || (std::isnan(a) && std::isnan(b)); }

}  // namespace

TEST(ExpressionProperty, ComputesWhatTheTreeComputes) {
  const bool passed = rc::check("value of the text == value of the tree", [] {
    const Sample sample = grow(4);
    RC_PRE(!std::isnan(sample.value));
    RC_LOG(sample.text);
    RC_ASSERT(same(value(sample.text), sample.value));
  });
  EXPECT_TRUE(passed);
}

TEST(ExpressionProperty, AnyTextEitherCompilesOrIsAProblem) {
  static const std::vector<std::string> pieces{"x",  "y", "roofline.latency", "3 GB", "50 ms", "$5M", "(",  ")", "+", "-", "*",
                                               "/",  "^", "2",                "<",    "==",    "and", "or", "not", "max(", ",",
                                               "if(", "'memory'", "roofline.bottleneck", "'", " ", "=", "\xC2\xB5", "%", "."};
  const bool passed = rc::check("compiles, or says why not", [] {
    std::string text;
    for (const auto& piece : *rc::gen::container<std::vector<std::string>>(rc::gen::elementOf(pieces))) text += piece;
    Problems problems;
    const auto expression = Expression::compile(text, {}, "where", Columns{}, problems);
    RC_ASSERT(expression.has_value() == problems.empty());
    if (expression) expression->evaluate(slots.data());
  });
  EXPECT_TRUE(passed);
}

}  // namespace fleetline::test
