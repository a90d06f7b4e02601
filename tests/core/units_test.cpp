// Reading units and quantities: what is accepted, and as which number exactly.
#include "fleetline/units.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <string>

#include "core/unit_table.hpp"

namespace fleetline {
namespace {

constexpr Dimension device{.device = 1};

// EXPECT_EQ on the double: a literal with the same digits must be the same number.
void expect_reads(std::string_view text, double base, Dimension dimension) {
  const auto measure = parse_measure(text);
  ASSERT_TRUE(measure) << text << ": " << measure.error;
  EXPECT_EQ(measure.value->base, base) << text;
  EXPECT_EQ(measure.value->dimension, dimension) << text << " is a " << name_of(measure.value->dimension);
  EXPECT_EQ(measure.error, "");
}

TEST(Units, ReadsBytesInThousandsAndIn1024s) {
  expect_reads("80 GB", 80e9, Bytes::dimension);
  expect_reads("80 GiB", 80.0 * 1024 * 1024 * 1024, Bytes::dimension);
  expect_reads("256 KiB", 262144, Bytes::dimension);
  expect_reads("1 kB", 1000, Bytes::dimension);
  expect_reads("1.5 EB", 1.5e18, Bytes::dimension);
}

TEST(Units, ReadsBitsAsEighthsOfBytes) {
  expect_reads("1 bit", 0.125, Bytes::dimension);
  expect_reads("400 Gbit/s", 50e9, Bandwidth::dimension);
  expect_reads("8 Kibit", 1024, Bytes::dimension);
}

TEST(Units, ReadsBandwidth) {
  expect_reads("3.35 TB/s", 3.35e12, Bandwidth::dimension);
  expect_reads("900 GB/s", 900e9, Bandwidth::dimension);
  expect_reads("100 B/us", 1e8, Bandwidth::dimension);
}

TEST(Units, ReadsArithmeticAndItsRate) {
  expect_reads("8.2 GFLOP", 8.2e9, Flops::dimension);
  expect_reads("1e24 FLOP", 1e24, Flops::dimension);
  expect_reads("3.8 YFLOP", 3.8e24, Flops::dimension);
  expect_reads("989 TFLOP/s", 989e12, FlopRate::dimension);
  expect_reads("989 TFLOPS", 989e12, FlopRate::dimension);
  expect_reads("295 FLOP/B", 295, Intensity::dimension);
}

TEST(Units, CountsIntegerOperationsAsFlop) {
  expect_reads("1.2 TOP/s", 1.2e12, FlopRate::dimension);
  expect_reads("1.2 TOPS", 1.2e12, FlopRate::dimension);
  expect_reads("4 GOP", 4e9, Flops::dimension);
}

TEST(Units, ReadsTime) {
  expect_reads("2 us", 2e-6, Seconds::dimension);
  expect_reads("2 \u00b5s", 2e-6, Seconds::dimension);
  expect_reads("2 \u03bcs", 2e-6, Seconds::dimension);
  expect_reads("567.6 us", 567.6e-6, Seconds::dimension);
  expect_reads("30 ms", 0.03, Seconds::dimension);
  expect_reads("1.5 ns", 1.5e-9, Seconds::dimension);
  expect_reads("5 min", 300, Seconds::dimension);
  expect_reads("2 h", 7200, Seconds::dimension);
  expect_reads("3 d", 259200, Seconds::dimension);
  expect_reads("1 yr", 365.0 * 86400, Seconds::dimension);
}

TEST(Units, ReadsFrequency) {
  expect_reads("64 MHz", 64e6, Frequency::dimension);
  expect_reads("1.41 GHz", 1.41e9, Frequency::dimension);
  expect_reads("5 1/s", 5, Frequency::dimension);
  expect_reads("5 /s", 5, Frequency::dimension);
  expect_reads("5 s^-1", 5, Frequency::dimension);
}

TEST(Units, ReadsEnergyAndPower) {
  expect_reads("700 W", 700, Watts::dimension);
  expect_reads("15 mW", 0.015, Watts::dimension);
  expect_reads("3 uW", 3e-6, Watts::dimension);
  expect_reads("1.2 MWh", 4.32e9, Joules::dimension);
  expect_reads("1 kWh", 3.6e6, Joules::dimension);
  expect_reads("5 kJ", 5000, Joules::dimension);
  expect_reads("4 mJ", 0.004, Joules::dimension);
  expect_reads("4 uJ", 4e-6, Joules::dimension);
  expect_reads("1 kWh/h", 1000, Watts::dimension);
}

TEST(Units, ReadsCarbonOnlyAsCarbon) {
  expect_reads("150 kgCO2e", 150, Carbon::dimension);
  expect_reads("1 tCO2e", 1000, Carbon::dimension);
  expect_reads("5 gCO2", 0.005, Carbon::dimension);
  expect_reads("390 gCO2e/kWh", 390 / 3.6e9, CarbonIntensity::dimension);
  expect_reads("390 gCO2/kWh", 390 / 3.6e9, CarbonIntensity::dimension);
}

TEST(Units, ReadsMoneyBeforeAndAfterTheNumber) {
  expect_reads("$30000", 30000, Dollars::dimension);
  expect_reads("-$5", -5, Dollars::dimension);
  expect_reads("$-5", -5, Dollars::dimension);
  expect_reads("$ 5", 5, Dollars::dimension);
  expect_reads("12.5 USD", 12.5, Dollars::dimension);
  expect_reads("5 $", 5, Dollars::dimension);
  expect_reads("$0.08/kWh", 0.08 / 3.6e6, EnergyPrice::dimension);
  expect_reads("0.08 USD/kWh", 0.08 / 3.6e6, EnergyPrice::dimension);
  expect_reads("$2.5/h", 2.5 / 3600, Dollars::dimension - Seconds::dimension);
  expect_reads("$0.6/Mtoken", 0.6e-6, Dollars::dimension - Tokens::dimension);
}

TEST(Units, ReadsThousandsMillionsAndBillionsOfDollars) {
  expect_reads("$200k", 200e3, Dollars::dimension);
  expect_reads("$1M", 1e6, Dollars::dimension);
  expect_reads("$5 M", 5e6, Dollars::dimension);
  expect_reads("$2.5M", 2.5e6, Dollars::dimension);
  expect_reads("$1.5B", 1.5e9, Dollars::dimension);
  expect_reads("$10M/MW", 10, Dollars::dimension - Watts::dimension);
}

TEST(Units, ReadsWhatServingCounts) {
  expect_reads("5000 token/s", 5000, TokenRate::dimension);
  expect_reads("5000 tokens/s", 5000, TokenRate::dimension);
  expect_reads("15 Ttoken", 15e12, Tokens::dimension);
  expect_reads("20 request/s", 20, RequestRate::dimension);
  expect_reads("20 req/s", 20, RequestRate::dimension);
  expect_reads("20 QPS", 20, RequestRate::dimension);
  expect_reads("8 device", 8, device);
  expect_reads("8 devices", 8, device);
}

TEST(Units, ReadsAreasAndVolumes) {
  expect_reads("814 mm^2", 814e-6, Area::dimension);
  expect_reads("814 mm2", 814e-6, Area::dimension);
  expect_reads("814 mm²", 814e-6, Area::dimension);
  expect_reads("8.14 cm2", 814e-6, Area::dimension);
  expect_reads("2 m^2", 2, Area::dimension);
  expect_reads("2 1/m^2", 2, dimensionless - Area::dimension);
  expect_reads("1.8 L/kWh", 1.8 / 3.6e6, Litres::dimension - Joules::dimension);
}

TEST(Units, ReadsPlainNumbersAndPercent) {
  expect_reads("45 %", 0.45, dimensionless);
  expect_reads("45%", 0.45, dimensionless);
  expect_reads("1e9", 1e9, dimensionless);
  expect_reads(".5", 0.5, dimensionless);
  expect_reads("5.", 5, dimensionless);
  expect_reads("+5", 5, dimensionless);
  expect_reads("-0.25", -0.25, dimensionless);
}

TEST(Units, ReadsProductsFromLeftToRight) {
  expect_reads("5 B/s/device", 5, Bandwidth::dimension - device);
  expect_reads("3 FLOP/s/W", 3, Flops::dimension - Joules::dimension);
  expect_reads("2 W*h", 7200, Joules::dimension);
  expect_reads("2 W·h", 7200, Joules::dimension);
  expect_reads("2 J/s*s", 2, Joules::dimension);
  expect_reads("9 s^2", 9, Seconds::dimension.scaled(2));
}

TEST(Units, ToleratesBlanks) {
  expect_reads("  3.35   TB / s\t", 3.35e12, Bandwidth::dimension);
  expect_reads("3.35TB/s", 3.35e12, Bandwidth::dimension);
  expect_reads("1e3s", 1000, Seconds::dimension);
  expect_reads("5EB", 5e18, Bytes::dimension);
}

// 1.1 * 1e12 is not the double 1.1e12 for every mantissa; a quantity reads as its literal would all the same.
TEST(Units, ReadDecimalPrefixesWithoutRoundingTwice) {
  for (int i = 1; i < 10000; ++i) {
    const std::string digits = std::to_string(i / 1000) + "." + std::to_string(1000 + i % 1000).substr(1);
    ASSERT_EQ(parse_measure(digits + " TB/s").value->base, std::stod(digits + "e12")) << digits;
    ASSERT_EQ(parse_measure(digits + " us").value->base, std::stod(digits + "e-6")) << digits;
  }
}

TEST(Units, ReachTheEndsOfTheDoubleRange) {
  expect_reads("1.7976931348623157e308 s", 1.7976931348623157e308, Seconds::dimension);
  expect_reads("5e-324 s", 5e-324, Seconds::dimension);
  expect_reads("1e310 ns", 1e301, Seconds::dimension);
  expect_reads("0e99999999999 s", 0, Seconds::dimension);
}

TEST(Units, KeepTheSignOfZero) { EXPECT_TRUE(std::signbit(parse_measure("-0 s").value->base)); }

TEST(ParseUnit, GivesFactorAndDimension) {
  const auto unit = parse_unit("TB/s");
  ASSERT_TRUE(unit);
  EXPECT_EQ(unit.value->factor, 1e12);
  EXPECT_EQ(unit.value->dimension, Bandwidth::dimension);
  EXPECT_DOUBLE_EQ(parse_unit("gCO2e/kWh").value->factor, 1e-3 / 3.6e6);
  EXPECT_EQ(parse_unit("%").value->factor, 0.01);
  EXPECT_EQ(parse_unit("$/kWh").value->dimension, EnergyPrice::dimension);
}

TEST(ParseUnit, TakesOneAndNothingAsDimensionless) {
  for (const std::string_view text : {"", " ", "1"}) {
    ASSERT_TRUE(parse_unit(text)) << text;
    EXPECT_EQ(parse_unit(text).value->factor, 1);
    EXPECT_EQ(parse_unit(text).value->dimension, dimensionless);
  }
}

TEST(UnitTable, HasNoWordTwice) {
  for (const UnitWord& word : unit_words()) EXPECT_EQ(find_unit_word(word.text), &word) << word.text;
}

TEST(UnitTable, ReadsEachOfItsWords) {
  for (const UnitWord& word : unit_words()) {
    const auto unit = parse_unit(word.text);
    ASSERT_TRUE(unit) << word.text << ": " << unit.error;
    EXPECT_EQ(unit.value->dimension, word.dimension) << word.text;
    EXPECT_GT(unit.value->factor, 0) << word.text;
  }
}

TEST(UnitTable, ExplainsEachOfItsSymbols) {
  for (const UnitSymbol& symbol : unit_symbols()) {
    EXPECT_NE(symbol.meaning, "") << symbol.text;
    EXPECT_NE(find_unit_word(symbol.text), nullptr) << symbol.text;
  }
}

}  // namespace
}  // namespace fleetline
