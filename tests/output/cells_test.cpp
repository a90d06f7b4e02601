// One value at a time: exact for programs, readable for people.
#include <gtest/gtest.h>

#include <cmath>
#include <random>

#include "fleetline/units.hpp"
#include "samples.hpp"
#include "study/output_cells.hpp"

namespace fleetline {
namespace {

using samples::none;

std::string exact(double base, std::string unit, Dimension dimension = {}) {
  return exact_cell({.name = "x", .unit = std::move(unit), .dimension = dimension, .values = {base}}, 0);
}

std::vector<std::string> readable(std::vector<double> values, std::string_view unit = "", Dimension dimension = {}) {
  return readable_numbers(values, choose_unit(values, dimension, unit));
}

TEST(ExactCell, ShiftsDecimalsInsteadOfDividing) {
  EXPECT_EQ(exact(0.00056756, "ms", Seconds::dimension), "0.56756");
  EXPECT_EQ(exact(0.00056756, "us", Seconds::dimension), "567.56");
  EXPECT_EQ(exact(3.35e12, "TB/s", Bandwidth::dimension), "3.35");
  EXPECT_EQ(exact(0.45, "%"), "45");
}

TEST(ExactCell, DividesByUnitsThatAreNoPowerOfTen) {
  EXPECT_EQ(exact(80.0 * 1073741824.0, "GiB", Bytes::dimension), "80");
  EXPECT_EQ(exact(1.8e6, "kWh", Joules::dimension), "0.5");
}

TEST(ExactCell, WritesIntegersAndExtremesPlainly) {
  EXPECT_EQ(exact(0, ""), "0");
  EXPECT_EQ(exact(-0.0, ""), "0");
  EXPECT_EQ(exact(25557032, ""), "25557032");
  EXPECT_EQ(exact(-1.5, ""), "-1.5");
  EXPECT_EQ(exact(1e-7, ""), "1e-07");
  EXPECT_EQ(exact(1e25, ""), "1e+25");
  EXPECT_EQ(exact(1.25e-5, ""), "0.0000125");
  EXPECT_EQ(exact(none, "ms"), "");
}

TEST(ExactCell, ReadsBackAsTheSameDouble) {
  std::mt19937_64 bits(1);
  for (int i = 0; i < 20000; ++i) {
    const double value = std::ldexp(static_cast<double>(bits() >> 11), static_cast<int>(bits() % 200) - 150);
    ASSERT_EQ(std::stod(exact(value, "")), value);
    const auto measure = parse_measure(exact(value, "ms", Seconds::dimension) + " ms");
    ASSERT_TRUE(measure) << measure.error;
    ASSERT_EQ(measure.value->base, value);
  }
}

TEST(ExactCell, NamesCodesAndTruth) {
  EXPECT_EQ(exact_cell(samples::bottleneck({1}), 0), "memory");
  EXPECT_EQ(exact_cell({.name = "fits", .type = FieldType::boolean, .values = {1}}, 0), "true");
}

TEST(ReadableNumbers, HaveFourSignificantDigitsAndWholeIntegers) {
  EXPECT_EQ(readable({1.23456, 12.3456, 123.456, 1234.56, 1234567.8}),
            (std::vector<std::string>{"1.235", "12.35", "123.5", "1,235", "1,234,568"}));
}

TEST(ReadableNumbers, ShowNoMoreDecimalsThanTheColumnNeeds) {
  EXPECT_EQ(readable({1, 2, 512}), (std::vector<std::string>{"1", "2", "512"}));
  EXPECT_EQ(readable({0.5, 0.25, 1}), (std::vector<std::string>{"0.50", "0.25", "1.00"}));
}

TEST(ReadableNumbers, TakeThePrefixOfTheMedian) {
  const std::vector<double> seconds{1e-6, 250e-6, 3e-3};
  const ShownUnit unit = choose_unit(seconds, Seconds::dimension, "s");
  EXPECT_EQ(unit.name, "us");
  EXPECT_EQ(readable_numbers(seconds, unit), (std::vector<std::string>{"1", "250", "3,000"}));
}

TEST(ReadableNumbers, KeepTheFamilyOfTheDeclaredUnit) {
  const auto shown = [](double base, Dimension d, std::string_view unit) {
    return choose_unit(std::vector{base}, d, unit).name;
  };
  EXPECT_EQ(shown(3.0 * 1048576, Bytes::dimension, "GiB"), "MiB");
  EXPECT_EQ(shown(3e6, Bytes::dimension, "GB"), "MB");
  EXPECT_EQ(shown(5e13, Bandwidth::dimension, "Gbit/s"), "Gbit/s");
  EXPECT_EQ(shown(1e5, Frequency::dimension, "1/s"), "1/s");
  EXPECT_EQ(shown(1e5, Dollars::dimension, "$"), "$");
  EXPECT_EQ(shown(0, Seconds::dimension, "ms"), "ms");
}

TEST(ReadableCell, PutsTheUnitWhereItBelongs) {
  EXPECT_EQ(readable_cell({.unit = "$", .dimension = Dollars::dimension, .values = {1234.6}}, 0), "$1,235");
  EXPECT_EQ(readable_cell({.unit = "%", .values = {0.456}}, 0), "45.6 %");
  EXPECT_EQ(readable_cell(samples::latency({0.0123}), 0), "12.3 ms");
}

TEST(DisplayWidth, CountsCharactersNotBytes) {
  EXPECT_EQ(display_width("abc"), 3u);
  EXPECT_EQ(display_width("müde"), 4u);
  EXPECT_EQ(display_width("u\u0308"), 1u);  // u with a combining diaeresis
}

}  // namespace
}  // namespace fleetline
