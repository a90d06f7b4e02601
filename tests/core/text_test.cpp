// Text tools for messages.
#include "fleetline/text.hpp"

#include <gtest/gtest.h>

#include <array>
#include <cstdlib>
#include <string>

#include "core/in_quotes.hpp"

namespace fleetline {
namespace {

constexpr std::array<std::string_view, 5> names{"memory_bandwidth", "memory_capacity", "batch", "precision", "tp"};

TEST(Nearest, FindsSlips) {
  EXPECT_EQ(nearest("memory_bandwith", names), "memory_bandwidth");
  EXPECT_EQ(nearest("bacth", names), "batch");
  EXPECT_EQ(nearest("precisoin", names), "precision");
}

TEST(Nearest, FoldsCaseAndDashes) {
  EXPECT_EQ(nearest("MEMORY-CAPACITY", names), "memory_capacity");
  EXPECT_EQ(nearest("Batch", names), "batch");
}

TEST(Nearest, IsSilentWhenNothingIsNear) {
  EXPECT_EQ(nearest("temperature", names), "");
  EXPECT_EQ(nearest("", names), "");
  EXPECT_EQ(nearest("batch", {}), "");
}

TEST(Nearest, DoesNotTurnOneLetterIntoAnother) {
  constexpr std::array<std::string_view, 2> letters{"m", "K"};
  EXPECT_EQ(nearest("x", letters), "");
  EXPECT_EQ(nearest("k", letters), "K");
}

TEST(Nearest, TakesTheFirstOfEquallyNear) {
  constexpr std::array<std::string_view, 2> both{"latency_p50", "latency_p90"};
  EXPECT_EQ(nearest("latency_p70", both), "latency_p50");
}

TEST(Nearest, AllowsAThirdOfTheWord) {
  constexpr std::array<std::string_view, 1> one{"abcdef"};
  EXPECT_EQ(nearest("abcdxy", one), "abcdef");
  EXPECT_EQ(nearest("abcxyz", one), "");
}

TEST(Nearest, IgnoresEndlessWords) { EXPECT_EQ(nearest(std::string(100'000, 'b'), names), ""); }

TEST(OneOf, ReadsAsAList) {
  EXPECT_EQ(one_of({}), "");
  EXPECT_EQ(one_of(std::array<std::string_view, 1>{"a"}), "a");
  EXPECT_EQ(one_of(std::array<std::string_view, 2>{"a", "b"}), "a or b");
  EXPECT_EQ(one_of(std::array<std::string_view, 3>{"a", "b", "c"}), "a, b or c");
}

TEST(OneOf, StopsAtTheLimit) {
  EXPECT_EQ(one_of(names, 2), "memory_bandwidth, memory_capacity, ... (5 in all)");
  EXPECT_EQ(one_of(names, 5), "memory_bandwidth, memory_capacity, batch, precision or tp");
}

TEST(Names, AreLowerCaseWords) {
  for (const std::string_view good : {"a", "roofline", "my-solver", "step_time", "p99"})
    EXPECT_TRUE(is_name(good)) << good;
  for (const std::string_view bad : {"", "A", "9a", "-a", "_a", "a b", "a.b", "é", "aB"})
    EXPECT_FALSE(is_name(bad)) << bad;
}

TEST(NumberText, HasSignificantDigitsAndNoTrailingZeros) {
  EXPECT_EQ(number_text(0.5), "0.5");
  EXPECT_EQ(number_text(1.23e-6), "1.23e-06");
  EXPECT_EQ(number_text(2.0 / 3.0, 3), "0.667");
  EXPECT_EQ(number_text(1e6), "1e+06");
  EXPECT_EQ(number_text(100), "100");
}

TEST(ExactText, ReadsBackAsTheSameDouble) {
  for (const double value : {0.1, 1.0 / 3.0, 1e300, 5e-324, -2.5, 6.02214076e23})
    EXPECT_EQ(std::strtod(exact_text(value).c_str(), nullptr), value) << exact_text(value);
  EXPECT_EQ(exact_text(0.1), "0.1");
  EXPECT_EQ(exact_text(-0.0), "-0");
}

TEST(ExactText, WritesIntegersInFull) {
  EXPECT_EQ(exact_text(100000), "100000");
  EXPECT_EQ(exact_text(4096), "4096");
  EXPECT_EQ(exact_text(1e22), "1e+22");
}

TEST(Cat, JoinsTextNumbersAndCharacters) { EXPECT_EQ(cat("a", 'b', 3, std::string("c"), 0.5), "ab3c0.5"); }

TEST(InQuotes, ShowsTextAsItIs) { EXPECT_EQ(in_quotes("5 µs"), "'5 µs'"); }

TEST(InQuotes, CutsLongText) { EXPECT_EQ(in_quotes(std::string(100, 'x')), "'" + std::string(48, 'x') + "...'"); }

TEST(InQuotes, KeepsControlsAndBrokenBytesFromTheTerminal) {
  EXPECT_EQ(in_quotes("a\x1b[31mb\n"), "'a?[31mb?'");
  EXPECT_EQ(in_quotes("a\xff\xc2"), "'a\?\?'");
  EXPECT_EQ(in_quotes("\xc2\x9b"), "'\?\?'");
}

}  // namespace
}  // namespace fleetline
