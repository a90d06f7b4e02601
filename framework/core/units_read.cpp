#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstdlib>
#include <utility>

#include "currency.hpp"
#include "fleetline/text.hpp"
#include "fleetline/units.hpp"
#include "in_quotes.hpp"
#include "scan.hpp"
#include "unit_product.hpp"

namespace fleetline {
namespace {

constexpr std::size_t longest_number = 64;  // characters; 17 digits tell all doubles apart

std::size_t digits_at(std::string_view text, std::size_t at) {
  const std::size_t start = at;
  while (at < text.size() && is_digit(text[at])) ++at;
  return at - start;
}

/// A decimal number as it stands in a text: mantissa, then 'e' and an exponent if it has one.
struct DecimalText {
  std::string_view whole, mantissa, exponent;
};

// Length 0: no number. An 'e' without digits is left for the unit.
DecimalText number_at_start_of(std::string_view text) {
  std::size_t end = digits_at(text, 0);
  std::size_t digits = end;
  if (end < text.size() && text[end] == '.') {
    const std::size_t fraction = digits_at(text, end + 1);
    digits += fraction;
    end += 1 + fraction;
  }
  if (digits == 0) return {};
  const std::string_view mantissa = text.substr(0, end);
  if (end + 1 < text.size() && (text[end] | 0x20) == 'e') {
    const std::size_t sign = text[end + 1] == '+' || text[end + 1] == '-' ? 1 : 0;
    const std::size_t begin = end + 1 + (text[end + 1] == '+' ? 1 : 0);
    if (const std::size_t more = digits_at(text, end + 1 + sign)) {
      end += 1 + sign + more;
      return {text.substr(0, end), mantissa, text.substr(begin, end - begin)};
    }
  }
  return {mantissa, mantissa, {}};
}

// The number times 10^ten, rounded once: "3.35" and 12 is the double nearest to 3.35e12. False when it is too large
// or too small for a double. At most `longest_number` characters.
bool read_decimal(const DecimalText& number, int ten, double& value) {
  std::array<char, longest_number + 16> buffer;
  const char *begin = number.whole.data(), *end = begin + number.whole.size();
  int exponent = 0;
  const std::string_view written = number.exponent;
  const auto read = std::from_chars(written.data(), written.data() + written.size(), exponent).ec;
  const bool huge = read == std::errc::result_out_of_range || std::abs(exponent) > 100'000;
  if (ten != 0 && !huge) {
    char* out = std::copy(number.mantissa.begin(), number.mantissa.end(), buffer.data());
    *out++ = 'e';
    begin = buffer.data();
    end = std::to_chars(out, buffer.data() + buffer.size(), exponent + ten).ptr;
  }
  return std::from_chars(begin, end, value).ec == std::errc{};
}

/// Reads "3.35 TB/s" from left to right; stops at the first thing wrong with it.
class MeasureReader {
 public:
  explicit MeasureReader(std::string_view text) : whole_(text), rest_(text) {}

  bool read(Measure& out) {
    if (rest_.empty()) return fail("nothing is written where a number with its unit should be");
    if (!read_number()) return false;
    Product unit;
    if (!(money_ ? read_money_unit(unit) : read_unit(unit))) return false;
    const Scale& scale = unit.scale;
    double value = 0;
    if (!read_decimal(number_, scale.shifts() ? scale.ten : 0, value)) return fail(out_of_range());
    const double magnitude = scale.shifts() ? value * scale.times / scale.over : value * scale.up() / scale.down();
    if (!std::isfinite(magnitude) || (magnitude == 0) != (value == 0)) return fail(out_of_range());
    out = {negative_ ? -magnitude : magnitude, unit.dimension};
    return true;
  }

  std::string& error() { return error_; }

 private:
  bool fail(std::string error) {
    error_ = std::move(error);
    return false;
  }
  std::string out_of_range() const { return cat(in_quotes(whole_), " is beyond what a number can hold"); }

  // ['+' | '-'] ['$'] ['+' | '-'] digits
  bool read_number() {
    const bool has_sign = read_sign();
    money_ = take(rest_, "$");
    skip_blanks(rest_);
    if (money_ && !has_sign) read_sign();
    number_ = number_at_start_of(rest_);
    if (number_.whole.empty()) return fail(no_number());
    rest_.remove_prefix(number_.whole.size());
    if (number_.whole.size() > longest_number)
      return fail(cat("the number in ", in_quotes(whole_), " has more than 64 characters"));
    if (has_grouped_digits(rest_))
      return fail(cat("the number in ", in_quotes(whole_), " has a '", rest_[0], "'; write its digits without"));
    skip_blanks(rest_);
    return true;
  }

  // "1,000" or "1_000": what follows the number that was read is another digit behind a separator.
  static bool has_grouped_digits(std::string_view rest) {
    return rest.size() > 1 && std::string_view(",_'").find(rest[0]) != std::string_view::npos && is_digit(rest[1]);
  }

  bool read_sign() {
    negative_ = take(rest_, "-");
    return negative_ || take(rest_, "+");
  }

  std::string no_number() const {
    for (const std::string_view word : {"inf", "nan", "Inf", "NaN", "INF", "NAN"})
      if (rest_.starts_with(word)) return cat(in_quotes(whole_), " is not a finite number");
    return cat(in_quotes(whole_), " does not begin with a number");
  }

  bool read_unit(Product& unit) { return rest_.empty() || read_product(rest_, unit, error_); }

  // "$5", "$5M", "$0.08/kWh", "$1.2 M/MW": thousands, millions, billions, then what it is paid for.
  bool read_money_unit(Product& unit) {
    int ten = 0;
    if (!rest_.empty()) ten = rest_[0] == 'k' ? 3 : rest_[0] == 'M' ? 6 : rest_[0] == 'B' ? 9 : 0;
    if (ten != 0) rest_.remove_prefix(1);
    skip_blanks(rest_);
    if (!rest_.empty() && rest_[0] != '/' && rest_[0] != '*')
      return fail(
          cat("after the dollars in ", in_quotes(whole_), " only 'k', 'M', 'B' and '/' with a unit can follow"));
    take(rest_, "*");
    if (!read_unit(unit)) return false;
    unit.scale.ten += ten;
    unit.dimension = unit.dimension + Dollars::dimension;
    return true;
  }

  std::string_view whole_, rest_;
  DecimalText number_;
  bool negative_ = false, money_ = false;
  std::string error_;
};

}  // namespace

Parsed<Unit> parse_unit(std::string_view text) {
  const std::string_view unit = trimmed(text);
  if (unit.empty()) return {Unit{}, {}};
  Product product;
  std::string error;
  if (!read_product(unit, product, error)) return {{}, std::move(error)};
  const double factor = product.scale.factor();
  if (!std::isnormal(factor)) return {{}, cat("unit ", in_quotes(unit), " is beyond what a number can hold")};
  return {Unit{factor, product.dimension}, {}};
}

Parsed<Measure> parse_measure(std::string_view text) {
  MeasureReader reader(trimmed(text));
  Measure measure;
  if (reader.read(measure)) return {measure, {}};
  std::string money = refusal_of_money(trimmed(text));
  return {{}, money.empty() ? std::move(reader.error()) : std::move(money)};
}

}  // namespace fleetline
