// The exact answer to every quantity that is refused.
#include <gtest/gtest.h>

#include <string>

#include "fleetline/units.hpp"

namespace fleetline {
namespace {

struct Refused {
  std::string text, error;
};
void PrintTo(const Refused& refused, std::ostream* out) { *out << '"' << refused.text << '"'; }

class UnitRefusals : public testing::TestWithParam<Refused> {};

TEST_P(UnitRefusals, SayWhatToWrite) {
  const auto measure = parse_measure(GetParam().text);
  EXPECT_FALSE(measure);
  EXPECT_EQ(measure.error, GetParam().error);
}

// clang-format off
INSTANTIATE_TEST_SUITE_P(BytesAndBits, UnitRefusals, testing::Values(
  Refused{"80 gb", "unit 'gb' is ambiguous: write 'GB' (bytes), 'GiB' (times 1024) or 'Gbit' (bits)"},
  Refused{"80 mb", "unit 'mb' is ambiguous: write 'MB' (bytes), 'MiB' (times 1024) or 'Mbit' (bits)"},
  Refused{"80 Gb", "unit 'Gb' is ambiguous: write 'GB' (bytes) or 'Gbit' (bits)"},
  Refused{"80 b", "unit 'b' is ambiguous: write 'B' (bytes) or 'bit' (bits)"},
  Refused{"80 KB", "unit 'KB' is ambiguous: write 'kB' (bytes) or 'KiB' (times 1024)"},
  Refused{"80 mB", "unit 'mB' is ambiguous: write 'MB' (bytes) or 'MiB' (times 1024)"},
  Refused{"80 gib", "unit 'gib' is ambiguous: write 'GiB' (bytes) or 'Gibit' (bits)"},
  Refused{"80 GBps", "unit 'GBps' is ambiguous: write 'GB/s' (bytes) or 'Gbit/s' (bits)"},
  Refused{"80 Gbps", "unit 'Gbps' is ambiguous: write 'GB/s' (bytes) or 'Gbit/s' (bits)"},
  Refused{"80 gbps", "unit 'gbps' is ambiguous: write 'GB/s' (bytes) or 'Gbit/s' (bits)"},
  Refused{"80 bps", "unit 'bps' is ambiguous: write 'B/s' (bytes) or 'bit/s' (bits)"},
  Refused{"80 Gbits", "unit 'Gbits' is written 'Gbit'"},
  Refused{"80 kiB", "unit 'kiB' is written 'KiB'"},
  Refused{"80 bytes", "unit 'bytes' is written 'B'"},
  Refused{"80 GByte", "unit 'GByte' is written 'GB'"},
  Refused{"80 GB/sec", "unit 'sec' is written 's'"}));

INSTANTIATE_TEST_SUITE_P(Arithmetic, UnitRefusals, testing::Values(
  Refused{"5 MAC", "unit 'MAC' is not read: one MAC is two FLOP; write twice the number in 'FLOP'"},
  Refused{"5 GMACs", "unit 'GMACs' is not read: one MAC is two FLOP; write twice the number in 'GFLOP'"},
  Refused{"5 TMAC/s", "unit 'TMAC' is not read: one MAC is two FLOP; write twice the number in 'TFLOP'"},
  Refused{"4 TFLOPs", "unit 'TFLOPs' is ambiguous: write 'TFLOP' (a count) or 'TFLOP/s' (a rate)"},
  Refused{"4 tops", "unit 'tops' is ambiguous: write 'TOP' (a count) or 'TOP/s' (a rate)"},
  Refused{"4 gflop", "unit 'gflop' is written 'GFLOP'"},
  Refused{"4 MiFLOP", "unit 'MiFLOP' is not read: 1024-fold prefixes go with 'B' and 'bit' only; write 'MFLOP'"},
  Refused{"4 KiW", "unit 'KiW' is not read: 1024-fold prefixes go with 'B' and 'bit' only; write 'kW'"}));

INSTANTIATE_TEST_SUITE_P(OtherUnits, UnitRefusals, testing::Values(
  Refused{"30 g/kWh", "unit 'g' is not read: mass is only that of carbon, written 'gCO2e'"},
  Refused{"30 kg", "unit 'kg' is not read: mass is only that of carbon, written 'kgCO2e'"},
  Refused{"30 t", "unit 't' is not read: mass is only that of carbon, written 'tCO2e'"},
  Refused{"5 m", "unit 'm' is not read: minutes are written 'min', areas 'm^2'"},
  Refused{"5 mm", "unit 'mm' is not read: a length has no use here; an area is written 'mm^2'"},
  Refused{"5 ks", "unit 'ks' is not read: 's' takes no prefix 'k'"},
  Refused{"5 mHz", "unit 'mHz' is not read: 'Hz' takes no prefix 'm'; did you mean 'MHz'?"},
  Refused{"5 hours", "unit 'hours' is written 'h'"},
  Refused{"5 months", "unit 'months' has no fixed length: write days, 'd'"},
  Refused{"5 weeks", "unit 'weeks' is not read: write days, one week is '7 d'"},
  Refused{"5 image/s", "unit 'image' is not needed: a plain count has no unit, its rate is '1/s'"},
  Refused{"8 GPUs", "unit 'GPUs' is written 'devices'"},
  Refused{"$5 USD", "after the dollars in '$5 USD' only 'k', 'M', 'B' and '/' with a unit can follow"},
  Refused{"$5 MW", "after the dollars in '$5 MW' only 'k', 'M', 'B' and '/' with a unit can follow"}));

INSTANTIATE_TEST_SUITE_P(OtherCurrencies, UnitRefusals, testing::Values(
  Refused{"€0.10/kWh", "'€0.10/kWh' is in euros, amounts of money are in US dollars: convert it with the day's rate and write it like \"$0.10/kWh\""},
  Refused{"£5", "'£5' is in pounds sterling, amounts of money are in US dollars: convert it with the day's rate and write it like \"$5\""},
  Refused{"1M CNY", "'1M CNY' is in yuan, amounts of money are in US dollars: convert it with the day's rate and write it like \"$1M\""},
  Refused{"EUR 5", "'EUR 5' is in euros, amounts of money are in US dollars: convert it with the day's rate and write it like \"$5\""},
  Refused{"-5 €", "'-5 €' is in euros, amounts of money are in US dollars: convert it with the day's rate and write it like \"-$5\""},
  Refused{"5 MEUR/MW", "'5 MEUR/MW' is in euros, amounts of money are in US dollars: convert it with the day's rate and write it like \"$5M/MW\""},
  Refused{"2 million pounds", "'2 million pounds' is in pounds sterling, amounts of money are in US dollars: convert it with the day's rate and write it like \"$2M\""},
  Refused{"C$30000", "'C$30000' is in Canadian dollars, amounts of money are in US dollars: convert it with the day's rate and write it like \"$30000\""},
  Refused{"$5 AUD", "'$5 AUD' is in Australian dollars, amounts of money are in US dollars: convert it with the day's rate and write it like \"$5\""},
  Refused{"¥1000/h", "'¥1000/h' is in yen or yuan, amounts of money are in US dollars: convert it with the day's rate and write it like \"$1000/h\""},
  Refused{"0,10 €/kWh", "'0,10 €/kWh' is in euros, amounts of money are in US dollars: convert it with the day's rate and write it in dollars"},
  Refused{"5 EUR per kWh", "unit 'EUR' is not read: euros are another currency, money is in US dollars, 'USD' or '$'; convert it with the day's rate"},
  Refused{"10 ct/kWh", "'10 ct/kWh' is in cents, amounts of money are in US dollars: write it like \"$0.1/kWh\""},
  Refused{"US$5M", "'US$5M' is not read: US dollars are written like \"$5M\""},
  Refused{"USD 0.08/kWh", "'USD 0.08/kWh' is not read: US dollars are written like \"$0.08/kWh\""}));

INSTANTIATE_TEST_SUITE_P(UnknownUnits, UnitRefusals, testing::Values(
  Refused{"10 furlong", "unknown unit 'furlong'"},
  Refused{"10 imac", "unknown unit 'imac'"},
  Refused{"10 V", "unknown unit 'V'"},
  Refused{"10 A", "unknown unit 'A'"},
  Refused{"10 kw", "unknown unit 'kw'; did you mean 'kW'?"},
  Refused{"10 KWH", "unknown unit 'KWH'; did you mean 'kWh'?"},
  Refused{"10 tokns/s", "unknown unit 'tokns'; did you mean 'tokens'?"},
  Refused{"10 kgCO2eq", "unknown unit 'kgCO2eq'; did you mean 'kgCO2e'?"},
  Refused{"0x10", "unknown unit 'x10'"},
  Refused{"5 2 s", "unknown unit '2'"}));

INSTANTIATE_TEST_SUITE_P(Spelling, UnitRefusals, testing::Values(
  Refused{"4 (s)", "unexpected '(s)' in unit '(s)'"},
  Refused{"4 s s", "unexpected 's' in unit 's s'; units are joined by '*' and '/'"},
  Refused{"4 s,", "unexpected ',' in unit 's,'; units are joined by '*' and '/'"},
  Refused{"4 GHz/", "unit 'GHz/' ends where another unit should follow"},
  Refused{"4 s^10", "an exponent in unit 's^10' is not a whole number from -9 to 9"},
  Refused{"4 s^x", "an exponent in unit 's^x' is not a whole number from -9 to 9"},
  Refused{"4 B^9*B", "unit 'B^9*B' has an exponent beyond 9"},
  Refused{"4 B\x01\xff", "unexpected '\?\?' in unit 'B\?\?'; units are joined by '*' and '/'"}));

INSTANTIATE_TEST_SUITE_P(Numbers, UnitRefusals, testing::Values(
  Refused{"", "nothing is written where a number with its unit should be"},
  Refused{"  ", "nothing is written where a number with its unit should be"},
  Refused{"TB/s", "'TB/s' does not begin with a number"},
  Refused{".", "'.' does not begin with a number"},
  Refused{"--5", "'--5' does not begin with a number"},
  Refused{"nan", "'nan' is not a finite number"},
  Refused{"-inf s", "'-inf s' is not a finite number"},
  Refused{"1e999", "'1e999' is beyond what a number can hold"},
  Refused{"1e-400 s", "'1e-400 s' is beyond what a number can hold"},
  Refused{"1e300 YFLOP", "'1e300 YFLOP' is beyond what a number can hold"},
  Refused{"1e308 EiB", "'1e308 EiB' is beyond what a number can hold"},
  Refused{"1e999999999999 s", "'1e999999999999 s' is beyond what a number can hold"},
  Refused{"1,000 W", "the number in '1,000 W' has a ','; write its digits without"},
  Refused{"1_000 W", "the number in '1_000 W' has a '_'; write its digits without"},
  Refused{std::string(65, '1'), "the number in '" + std::string(48, '1') + "...' has more than 64 characters"}));
// clang-format on

TEST(ParseUnitRefusals, SayTheSame) {
  EXPECT_EQ(parse_unit("Gb/s").error, "unit 'Gb' is ambiguous: write 'GB' (bytes) or 'Gbit' (bits)");
  EXPECT_EQ(parse_unit("s/").error, "unit 's/' ends where another unit should follow");
}

}  // namespace
}  // namespace fleetline
