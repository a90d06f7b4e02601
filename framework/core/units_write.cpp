#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <optional>

#include "dimension_names.hpp"
#include "fleetline/text.hpp"
#include "fleetline/units.hpp"
#include "scan.hpp"
#include "unit_product.hpp"

namespace fleetline {
namespace {

/// A unit to write in. Money goes before the number, what it is paid for behind it: "$5/h".
struct WrittenUnit {
  std::string text;
  Scale scale;
  bool money = false;
  bool alternative = false;  ///< there are prefixes of the base unit to write in as well
};

std::string joined(const std::string& number, const WrittenUnit& unit) {
  // Things that are counted stand in the plural, except one of them: "336 devices", "1 device".
  const std::string_view word = unit.text;
  const bool counted = word.find('/') == word.npos && (word.ends_with("token") || word.ends_with("request") || word.ends_with("device"));
  const std::string_view plural = counted && number != "1" && number != "-1" ? "s" : "";
  if (!unit.money) return unit.text.empty() ? number : cat(number, " ", unit.text, plural);
  const bool negative = number.front() == '-';
  return cat(negative ? "-$" : "$", number.substr(negative ? 1 : 0), unit.text);
}

Scale scale_of(std::string_view unit) {
  Product product;
  std::string ignored;
  if (!unit.empty()) read_product(unit, product, ignored);
  return product.scale;
}

std::string plain_base(Dimension dimension) { return dimension == dimensionless ? "" : base_unit(dimension); }

// The unit in which a value of about `base` is easiest to read. Zero is as large as one base unit.
WrittenUnit readable_unit(double base, Dimension dimension) {
  std::string below;
  const DimensionStyle* style = style_of(dimension);
  if (style == nullptr) style = numerator_of(dimension, below);
  if (style == nullptr) return {plain_base(dimension), {}};
  const double size = base == 0 ? 1 : std::fabs(base);
  const Rung* rung = &style->rungs.front();
  for (const Rung& higher : style->rungs)
    if (higher.from <= size) rung = &higher;
  WrittenUnit unit{cat(rung->unit, below), {}, style->money, style->rungs.size() > 1};
  unit.scale = scale_of(unit.text);
  return unit;
}

// "1.2345e+06" and a shift by powers of ten -> plain digits where that is short, else with an exponent.
std::string shifted_text(double value, int shift) {
  std::array<char, 32> buffer;
  const auto end =
      std::to_chars(buffer.data(), buffer.data() + buffer.size(), value, std::chars_format::scientific).ptr;
  std::string_view text(buffer.data(), static_cast<std::size_t>(end - buffer.data()));
  const bool negative = take(text, "-");
  const std::size_t mark = text.find('e');
  std::string digits(text.substr(0, mark));
  std::erase(digits, '.');
  int exponent = 0;
  const std::size_t plus = text[mark + 1] == '+' ? 1 : 0;
  std::from_chars(text.data() + mark + 1 + plus, text.data() + text.size(), exponent);
  exponent = value == 0 ? 0 : exponent + shift;

  const int count = static_cast<int>(digits.size());
  if (exponent < -5 || exponent > 15) {
    if (count > 1) digits.insert(1, 1, '.');
    digits += cat("e", exponent);
  } else if (exponent < 0) {
    digits.insert(0, cat("0.", std::string(static_cast<std::size_t>(-exponent - 1), '0')));
  } else if (exponent + 1 >= count) {
    digits.append(static_cast<std::size_t>(exponent + 1 - count), '0');
  } else {
    digits.insert(static_cast<std::size_t>(exponent + 1), 1, '.');
  }
  return negative ? "-" + digits : digits;
}

double rounded(double value, int digits) {
  std::array<char, 40> buffer;
  const auto end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value, std::chars_format::scientific,
                                 std::clamp(digits, 1, 17) - 1)
                       .ptr;
  std::from_chars(buffer.data(), end, value);
  return value;
}

// Text in `unit` that reads back as exactly `base`, the shorter ones first: what a person wrote has few digits. There
// is none when the unit is not a power of ten or two and no double in it meets this one.
std::optional<std::string> exact_in(const WrittenUnit& unit, double base) {
  const Scale& scale = unit.scale;
  const bool shifts = scale.shifts();
  const double value = shifts ? base * scale.over / scale.times : base * scale.down() / scale.up();
  if (!std::isfinite(value)) return {};
  for (const double candidate : {rounded(value, 15), rounded(value, 16), value, std::nextafter(value, -HUGE_VAL),
                                 std::nextafter(value, HUGE_VAL)}) {
    if (shifts && candidate != value) continue;  // `value` is exact already
    std::string text = joined(shifted_text(candidate, shifts ? -scale.ten : 0), unit);
    if (const auto back = parse_measure(text); back && back.value->base == base) return text;
  }
  return {};
}

std::optional<WrittenUnit> preferred_unit(std::string_view text, Dimension dimension) {
  std::string_view unit = trimmed(text);
  Product product;
  std::string ignored;
  if (unit.empty() || !read_product(unit, product, ignored) || product.dimension != dimension) return {};
  const bool money = unit == "$" || unit.starts_with("$/");
  if (money || unit == "1" || unit.starts_with("1/")) unit.remove_prefix(1);  // "5 /s", not "5 1/s"
  return WrittenUnit{std::string(unit), product.scale, money};
}

std::string whole_text(double value) {
  std::array<char, 40> buffer;
  return {buffer.data(),
          std::to_chars(buffer.data(), buffer.data() + buffer.size(), value, std::chars_format::fixed, 0).ptr};
}

// Counts are shown in full, long numbers without an exponent: 24576, 123457, 0.5, 1.235e+07.
std::string short_number(double value, int digits) {
  const double size = std::fabs(value);
  const bool whole = value == std::trunc(value) || size >= std::pow(10, digits);
  return whole && size < 1e7 ? whole_text(value) : number_text(value, digits);
}

std::string with_thousands_commas(std::string whole) {
  for (std::size_t i = whole.size(); i > 3; i -= 3) whole.insert(i - 3, 1, ',');
  return whole;
}

// "$0.08", "$12.50", "$12,300", "$1.23M", "$4.5B".
std::string short_money(double value, int digits) {
  const double size = std::fabs(value);
  const std::string sign = value < 0 ? "-" : "";
  if (std::round(size) >= 1e9) return cat(sign, number_text(size / 1e9, digits), "B");
  if (std::round(size) >= 1e6) return cat(sign, number_text(size / 1e6, digits), "M");
  if (size >= 1000) return cat(sign, with_thousands_commas(whole_text(size)));
  const std::string text = number_text(size, digits);
  return cat(sign, text, text.size() > 1 && text[text.size() - 2] == '.' ? "0" : "");
}

}  // namespace

std::string write_exact(double base, Dimension dimension, std::string_view preferred) {
  const std::string plain = joined(exact_text(base), {plain_base(dimension), {}});
  if (!std::isfinite(base)) return plain;
  if (const auto unit = preferred_unit(preferred, dimension))
    if (const auto text = exact_in(*unit, base)) return *text;
  const WrittenUnit unit = readable_unit(base, dimension);
  const auto text = exact_in(unit, base);
  if (!text) return plain;
  // "24 h" is better than "86400 s", "25.016944444444444 h" is not.
  const bool longer = text->size() - unit.text.size() > plain.size() - plain_base(dimension).size();
  return unit.alternative && !unit.scale.shifts() && longer ? plain : *text;
}

std::string write_short(double base, Dimension dimension, int digits) {
  if (!std::isfinite(base)) return joined(number_text(base), {plain_base(dimension), {}});
  const WrittenUnit unit = readable_unit(rounded(base, digits), dimension);
  const double value = base * unit.scale.down() / unit.scale.up();
  return joined(unit.money ? short_money(value, digits) : short_number(value, digits), unit);
}

}  // namespace fleetline
