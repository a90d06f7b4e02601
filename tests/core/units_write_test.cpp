// Writing quantities: for people, and so that they read back exactly.
#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <string>

#include "core/unit_table.hpp"
#include "fleetline/units.hpp"

namespace fleetline {
namespace {

constexpr Dimension device{.device = 1};
constexpr Dimension cost_rate = Dollars::dimension - Seconds::dimension;
constexpr Dimension token_price = Dollars::dimension - Tokens::dimension;

TEST(WriteShort, PicksAPrefix) {
  EXPECT_EQ(to_text(Seconds(0.00056756)), "567.6 us");
  EXPECT_EQ(to_text(Bandwidth(3.35e12)), "3.35 TB/s");
  EXPECT_EQ(to_text(Flops(8.19e9)), "8.19 GFLOP");
  EXPECT_EQ(to_text(FlopRate(989e12)), "989 TFLOP/s");
  EXPECT_EQ(to_text(Bytes(85899345920)), "85.9 GB");
  EXPECT_EQ(to_text(Watts(0.015)), "15 mW");
  EXPECT_EQ(to_text(Carbon(1234)), "1.234 tCO2e");
  EXPECT_EQ(to_text(Litres(2e6)), "2 ML");
}

TEST(WriteShort, KeepsTheSign) {
  EXPECT_EQ(to_text(Seconds(-0.00056756)), "-567.6 us");
  EXPECT_EQ(to_text(Dollars(-12300)), "-$12,300");
  EXPECT_EQ(to_text(Dollars(-0.08)), "-$0.08");
}

TEST(WriteShort, WritesZeroInTheBaseUnit) {
  EXPECT_EQ(to_text(Seconds(0)), "0 s");
  EXPECT_EQ(to_text(Bandwidth(0)), "0 B/s");
  EXPECT_EQ(to_text(CarbonIntensity(0)), "0 gCO2e/kWh");
  EXPECT_EQ(to_text(Ratio(0)), "0");
  EXPECT_EQ(to_text(Dollars(0)), "$0");
}

TEST(WriteShort, RoundsBeforeItPicksThePrefix) {
  EXPECT_EQ(to_text(Seconds(999.96e-6)), "1 ms");
  EXPECT_EQ(to_text(Seconds(999.94e-6)), "999.9 us");
  EXPECT_EQ(to_text(Seconds(119.996)), "2 min");
}

TEST(WriteShort, CountsLongTimesInMinutesHoursDaysAndYears) {
  EXPECT_EQ(to_text(Seconds(119)), "119 s");
  EXPECT_EQ(to_text(Seconds(600)), "10 min");
  EXPECT_EQ(to_text(Seconds(2.5 * 3600)), "2.5 h");
  EXPECT_EQ(to_text(Seconds(30 * 86400)), "30 d");
  EXPECT_EQ(to_text(Seconds(4.0 * 365 * 86400)), "4 yr");
}

TEST(WriteShort, CountsEnergyInKilowattHoursFromOneOn) {
  EXPECT_EQ(to_text(Joules(0.004)), "4 mJ");
  EXPECT_EQ(to_text(Joules(5e5)), "500 kJ");
  EXPECT_EQ(to_text(Joules(3.6e6)), "1 kWh");
  EXPECT_EQ(to_text(Joules(4.32e9)), "1.2 MWh");
}

TEST(WriteShort, WritesMoneyAsPeopleDo) {
  EXPECT_EQ(to_text(Dollars(12300)), "$12,300");
  EXPECT_EQ(to_text(Dollars(999999)), "$999,999");
  EXPECT_EQ(to_text(Dollars(1.23e6)), "$1.23M");
  EXPECT_EQ(to_text(Dollars(4.5e9)), "$4.5B");
  EXPECT_EQ(to_text(Dollars(12.5)), "$12.50");
  EXPECT_EQ(to_text(Dollars(12)), "$12");
  EXPECT_EQ(to_text(EnergyPrice(0.08 / 3.6e6)), "$0.08/kWh");
  EXPECT_EQ(write_short(2.5 / 3600, cost_rate), "$2.50/h");
  EXPECT_EQ(write_short(0.6e-6, token_price), "$0.60/Mtoken");
}

TEST(WriteShort, ShowsCountsInFull) {
  EXPECT_EQ(write_short(24576, device), "24576 devices");
  EXPECT_EQ(to_text(Tokens(131072)), "131072 tokens");
  EXPECT_EQ(write_short(1, device), "1 device");
  EXPECT_EQ(to_text(Requests(0)), "0 requests");
  EXPECT_EQ(to_text(Tokens(2.5e6)), "2.5 Mtokens");
  EXPECT_EQ(to_text(Ratio(1234567)), "1234567");
  EXPECT_EQ(to_text(TokenRate(12345.6)), "12346 token/s");
  EXPECT_EQ(to_text(Ratio(12345678)), "1.235e+07");
}

TEST(WriteShort, WritesARateOfPlainCountsPerSecond) {
  EXPECT_EQ(to_text(Frequency(1234.5)), "1234 /s");
  EXPECT_EQ(to_text(Frequency(1.41e9)), "1.41 GHz");
}

TEST(WriteShort, WritesOtherDimensionsAsProducts) {
  EXPECT_EQ(to_text(Intensity(295.2)), "295.2 FLOP/B");
  EXPECT_EQ(write_short(0.0032, Joules::dimension - Tokens::dimension), "3.2 mJ/token");
  EXPECT_EQ(write_short(5e9, Bandwidth::dimension - device), "5 GB/s/device");
  EXPECT_EQ(write_short(5, Seconds::dimension.scaled(2)), "5 s^2");
  EXPECT_EQ(write_short(5, Seconds::dimension + Bytes::dimension), "5 B*s");
}

TEST(WriteShort, TakesTheNumberOfDigits) {
  EXPECT_EQ(write_short(0.00056756, Seconds::dimension, 2), "568 us");
  EXPECT_EQ(write_short(0.00056756, Seconds::dimension, 5), "567.56 us");
}

TEST(WriteShort, SaysWhatIsNotANumber) {
  EXPECT_EQ(to_text(Seconds(std::numeric_limits<double>::infinity())), "inf s");
  EXPECT_EQ(to_text(Seconds(std::nan(""))), "nan s");
}

TEST(WriteExact, WritesWhatPeopleWrote) {
  for (const std::string text :
       {"3.35 TB/s", "989 TFLOP/s", "390 gCO2e/kWh", "$0.08/kWh",     "700 W",    "2 us",   "1.2 MWh",   "1.8 L/kWh",
        "0.45",      "567.56 us",   "24 h",          "365 d",         "814 mm^2", "$30000", "8.2 GFLOP", "295 FLOP/B",
        "15 Ttokens", "1 device", "$0.6/Mtoken", "64 MHz",        "5 GB/s/device", "-5 ms",    "0 s"}) {
    const auto measure = parse_measure(text);
    ASSERT_TRUE(measure) << measure.error;
    EXPECT_EQ(write_exact(measure.value->base, measure.value->dimension), text);
  }
}

TEST(WriteExact, PrefersTheUnitItIsGiven) {
  EXPECT_EQ(write_exact(85899345920, Bytes::dimension, "GiB"), "80 GiB");
  EXPECT_EQ(write_exact(0.25, Seconds::dimension, "us"), "250000 us");
  EXPECT_EQ(write_exact(0.45, dimensionless, "%"), "45 %");
  EXPECT_EQ(write_exact(0.45, dimensionless, "1"), "0.45");
  EXPECT_EQ(write_exact(50e9, Bandwidth::dimension, "Gbit/s"), "400 Gbit/s");
  EXPECT_EQ(write_exact(0.08 / 3.6e6, EnergyPrice::dimension, "$/kWh"), "$0.08/kWh");
  EXPECT_EQ(write_exact(0.08 / 3.6e6, EnergyPrice::dimension, "USD/kWh"), "0.08 USD/kWh");
  EXPECT_EQ(write_exact(1e9, Frequency::dimension, "1/s"), "1000000000 /s");
  EXPECT_EQ(write_exact(1.5e20, FlopRate::dimension, "TFLOP/s"), "150000000 TFLOP/s");
}

TEST(WriteExact, IgnoresAPreferredUnitOfAnotherDimension) {
  EXPECT_EQ(write_exact(3.35e12, Bandwidth::dimension, "GiB"), "3.35 TB/s");
  EXPECT_EQ(write_exact(3.35e12, Bandwidth::dimension, "furlong"), "3.35 TB/s");
}

TEST(WriteExact, WritesLongTimesInSecondsWhenThatIsShorter) {
  EXPECT_EQ(write_exact(86400, Seconds::dimension), "24 h");
  EXPECT_EQ(write_exact(90061, Seconds::dimension), "90061 s");
}

TEST(BaseUnit, IsAUnitThatReadsBackAsOne) {
  EXPECT_EQ(base_unit(dimensionless), "1");
  EXPECT_EQ(base_unit(Bandwidth::dimension), "B/s");
  EXPECT_EQ(base_unit(Frequency::dimension), "1/s");
  EXPECT_EQ(base_unit(Watts::dimension), "W");
  EXPECT_EQ(base_unit(CarbonIntensity::dimension), "kgCO2e/J");
  EXPECT_EQ(base_unit(Intensity::dimension), "FLOP/B");
  EXPECT_EQ(base_unit(Area::dimension.scaled(2)), "m^2*m^2");
  EXPECT_EQ(base_unit(dimensionless - Area::dimension.scaled(2)), "1/m^2/m^2");
}

TEST(NameAndExample, AreOfTheDimensionTheyNameForEveryUnit) {
  for (const UnitWord& word : unit_words()) {
    const auto example = parse_measure(example_of(word.dimension));
    ASSERT_TRUE(example) << example.error;
    EXPECT_EQ(example.value->dimension, word.dimension) << word.text;
    EXPECT_NE(name_of(word.dimension), base_unit(word.dimension)) << word.text << " has no name for people";
  }
}

TEST(NameAndExample, AreWhatPeopleSay) {
  EXPECT_EQ(name_of(Bandwidth::dimension), "bandwidth");
  EXPECT_EQ(example_of(Bandwidth::dimension), "3.35 TB/s");
  EXPECT_EQ(name_of(Seconds::dimension), "time");
  EXPECT_EQ(name_of(Seconds::dimension.scaled(2)), "s^2");
  EXPECT_EQ(example_of(Seconds::dimension.scaled(2)), "1.5 s^2");
}

}  // namespace
}  // namespace fleetline
