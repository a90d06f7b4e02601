// For any number, any dimension, any text: quantities read back as they were written, and reading never fails badly.
#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <bit>
#include <cmath>
#include <string>
#include <vector>

#include "core/unit_table.hpp"
#include "fleetline/text.hpp"
#include "fleetline/units.hpp"

namespace fleetline {
namespace {

// Every finite double is as likely as any other: all magnitudes, subnormal ones too.
rc::Gen<double> any_double() {
  const auto bits = rc::gen::arbitrary<std::uint64_t>();
  const auto number = rc::gen::map(bits, [](std::uint64_t b) { return std::bit_cast<double>(b); });
  return rc::gen::suchThat(number, [](double value) { return std::isfinite(value); });
}

// What people meet: up to 1e15 and down to 1e-15, full mantissa.
rc::Gen<double> everyday_double() {
  return rc::gen::apply([](int mantissa, int more, int ten) { return (mantissa + more * 0x1p-31) * std::pow(10, ten); },
                        rc::gen::inRange(-100'000, 100'000), rc::gen::arbitrary<int>(), rc::gen::inRange(-15, 11));
}

rc::Gen<Dimension> any_dimension() {
  const auto exponent = rc::gen::map(rc::gen::inRange(-2, 3), [](int e) { return static_cast<signed char>(e); });
  using rc::gen::set;
  return rc::gen::build<Dimension>(
      set(&Dimension::second, exponent), set(&Dimension::byte, exponent), set(&Dimension::flop, exponent),
      set(&Dimension::joule, exponent), set(&Dimension::carbon, exponent), set(&Dimension::dollar, exponent),
      set(&Dimension::litre, exponent), set(&Dimension::token, exponent), set(&Dimension::request, exponent),
      set(&Dimension::device, exponent), set(&Dimension::area, exponent));
}

rc::Gen<Dimension> named_dimension() {
  return rc::gen::element(dimensionless, Seconds::dimension, Frequency::dimension, Bytes::dimension,
                          Bandwidth::dimension, Flops::dimension, FlopRate::dimension, Intensity::dimension,
                          Joules::dimension, Watts::dimension, Carbon::dimension, CarbonIntensity::dimension,
                          Dollars::dimension, EnergyPrice::dimension, Litres::dimension, Area::dimension,
                          Tokens::dimension, TokenRate::dimension, Requests::dimension, RequestRate::dimension,
                          Litres::dimension - Joules::dimension, Dollars::dimension - Seconds::dimension,
                          Dollars::dimension - Tokens::dimension, Joules::dimension - Tokens::dimension,
                          Dollars::dimension - Watts::dimension);
}

constexpr std::size_t many = 100;  // numbers for each dimension that a check draws

void reads_back(double base, Dimension dimension, std::string_view preferred = {}) {
  const std::string text = write_exact(base, dimension, preferred);
  const auto back = parse_measure(text);
  RC_LOG() << text << " " << back.error << "\n";
  RC_ASSERT(bool(back));
  RC_ASSERT(back.value->base == base);
  RC_ASSERT(std::signbit(back.value->base) == std::signbit(base));
  RC_ASSERT((back.value->dimension == dimension));
}

void all_read_back(const rc::Gen<double>& number, Dimension dimension, std::string_view preferred = {}) {
  for (const double base : *rc::gen::container<std::vector<double>>(many, number))
    reads_back(base, dimension, preferred);
}

TEST(UnitsProperty, EveryDoubleOfANamedDimensionReadsBack) {
  EXPECT_TRUE(rc::check([] { all_read_back(any_double(), *named_dimension()); }));
  EXPECT_TRUE(rc::check([] { all_read_back(everyday_double(), *named_dimension()); }));
}

TEST(UnitsProperty, EveryDoubleOfAnyDimensionReadsBack) {
  EXPECT_TRUE(rc::check([] { all_read_back(everyday_double(), *any_dimension()); }));
}

TEST(UnitsProperty, EveryDoubleReadsBackFromAnyPreferredUnit) {
  const auto words = unit_words();
  EXPECT_TRUE(rc::check([words] {
    const UnitWord& word = words[*rc::gen::inRange<std::size_t>(0, words.size())];
    all_read_back(rc::gen::oneOf(any_double(), everyday_double()), word.dimension, word.text);
  }));
}

// Six digits and a unit are what people write: they get back their own text.
TEST(UnitsProperty, WhatPeopleWroteIsWrittenAsTheyDid) {
  const auto words = unit_words();
  EXPECT_TRUE(rc::check([words] {
    const UnitWord& word = words[*rc::gen::inRange<std::size_t>(0, words.size())];
    for (const int digits : *rc::gen::container<std::vector<int>>(many, rc::gen::inRange(1, 1'000'000))) {
      const std::string text = cat(exact_text(digits / 1000.0), " ", word.text);
      const auto measure = parse_measure(text);
      RC_ASSERT(bool(measure));
      const std::string again = write_exact(measure.value->base, measure.value->dimension, word.text);
      const std::string wrote = word.text == "$" ? cat("$", exact_text(digits / 1000.0)) : text;
      RC_ASSERT(again == wrote || again == wrote + "s");  // "0.5 tokens" of what was "0.5 token"
    }
  }));
}

// The oracle is a conversion by hand, so it may differ by roundings.
TEST(UnitsProperty, ReadingIsLinearInTheNumber) {
  const auto words = unit_words();
  EXPECT_TRUE(rc::check([words] {
    const double number = *everyday_double();
    const auto any_word = rc::gen::inRange<std::size_t>(0, words.size());
    const UnitWord &above = words[*any_word], &below = words[*any_word];
    const auto measure = parse_measure(cat(exact_text(number), " ", above.text, "/", below.text));
    RC_ASSERT(bool(measure));
    const double expected = number * above.scale.factor() / below.scale.factor();
    RC_ASSERT(std::fabs(measure.value->base - expected) <= 1e-14 * std::fabs(expected));
    RC_ASSERT((measure.value->dimension == above.dimension - below.dimension));
  }));
}

TEST(UnitsProperty, ShortTextIsWithinItsDigits) {
  EXPECT_TRUE(rc::check([] {
    const double base = *everyday_double();
    const Dimension dimension = *rc::gen::suchThat(named_dimension(), [](Dimension d) { return d.dollar == 0; });
    const auto back = parse_measure(write_short(base, dimension));
    RC_ASSERT(bool(back));
    RC_ASSERT((back.value->dimension == dimension));
    RC_ASSERT(std::fabs(back.value->base - base) <= 0.5001e-3 * std::fabs(base));
  }));
}

TEST(UnitsProperty, AnyTextIsReadOrRefusedWithAReason) {
  const auto letters = rc::gen::container<std::string>(
      rc::gen::oneOf(rc::gen::elementOf(std::string("0123456789.eE+-$%*/^ kMGTPiBbitsFLOPWhJgCO2eUSDmund_,")),
                     rc::gen::arbitrary<char>()));
  EXPECT_TRUE(rc::check([letters] {
    const auto measure = parse_measure(*letters);
    RC_ASSERT(bool(measure) == measure.error.empty());
    RC_ASSERT(!measure || std::isfinite(measure.value->base));
    const auto unit = parse_unit(*letters);
    RC_ASSERT(bool(unit) == unit.error.empty());
  }));
}

}  // namespace
}  // namespace fleetline
