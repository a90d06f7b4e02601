#include "output_cells.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>

#include "fleetline/units.hpp"
#include "output.hpp"

namespace fleetline {
namespace {

/// 10^k as the nearest double, without libm.
double power_of_ten(int k) {
  double value = 0;
  const std::string text = fmt::format("1e{}", k);
  std::from_chars(text.data(), text.data() + text.size(), value);
  return value;
}

void append(fmt::memory_buffer& out, std::string_view text) { out.append(text.data(), text.data() + text.size()); }

void append_zeros(fmt::memory_buffer& out, int count) {
  for (int i = 0; i < count; ++i) out.push_back('0');
}

/// Digits d1 d2 ... dn with the point after d1, times 10^exponent: plainly where that is not long, else scientifically.
void append_decimal(fmt::memory_buffer& out, std::string_view digits, int exponent) {
  const int n = static_cast<int>(digits.size());
  if (exponent < -5 || exponent > 16) {
    append(out, digits.substr(0, 1));
    if (n > 1) out.push_back('.');
    append(out, digits.substr(1));
    fmt::format_to(std::back_inserter(out), "e{:+03d}", exponent);
  } else if (exponent < 0) {
    append(out, "0.");
    append_zeros(out, -exponent - 1);
    append(out, digits);
  } else if (n <= exponent + 1) {
    append(out, digits);
    append_zeros(out, exponent + 1 - n);
  } else {
    append(out, digits.substr(0, static_cast<std::size_t>(exponent) + 1));
    out.push_back('.');
    append(out, digits.substr(static_cast<std::size_t>(exponent) + 1));
  }
}

/// The shortest digits of `value`, and the exponent of the first. std::to_chars finds them.
void append_shortest(fmt::memory_buffer& out, double value, int shift) {
  char text[32];
  const char* end = std::to_chars(text, text + sizeof text, value, std::chars_format::scientific).ptr;
  const char* at = text;
  if (*at == '-') out.push_back(*at++);
  char digits[24];
  std::size_t n = 0;
  for (; at != end && *at != 'e'; ++at)
    if (*at != '.') digits[n++] = *at;
  int exponent = 0;
  if (at != end) {
    ++at;
    if (*at == '+') ++at;
    std::from_chars(at, end, exponent);
  }
  append_decimal(out, {digits, n}, exponent + shift);
}

}  // namespace

ExactUnit exact_unit(std::string_view declared) {
  ExactUnit unit;
  if (const auto parsed = parse_unit(declared)) unit.factor = parsed.value->factor;
  const int k = static_cast<int>(std::lround(std::log10(unit.factor)));
  unit.decimal = std::abs(unit.factor / power_of_ten(k) - 1) < 1e-14;
  unit.shift = -k;
  return unit;
}

void append_exact(fmt::memory_buffer& out, double base, const ExactUnit& unit) {
  constexpr double exact_integers = 9007199254740992.0;  // 2^53
  if (base == 0) return out.push_back('0');
  if (unit.factor == 1 && std::abs(base) < exact_integers && base == std::trunc(base)) {
    const fmt::format_int integer(static_cast<std::int64_t>(base));
    return append(out, {integer.data(), integer.size()});
  }
  if (!unit.decimal) return append_shortest(out, base / unit.factor, 0);
  append_shortest(out, base, unit.shift);
}

bool coded(const ResultColumn& column) {
  using enum FieldType;
  return column.type != number && column.type != integer && column.type != boolean;
}

std::string label_of(const ResultColumn& column, double code) {
  const auto found = column.labels.find(static_cast<int>(code));
  return found != column.labels.end() ? found->second : fmt::format("{}", code);
}

std::string exact_cell(const ResultColumn& column, std::size_t row) {
  const double value = column.values[row];
  if (std::isnan(value)) return {};
  if (coded(column)) return label_of(column, value);
  if (column.type == FieldType::boolean) return value != 0 ? "true" : "false";
  if (std::isinf(value)) return value > 0 ? "inf" : "-inf";
  fmt::memory_buffer text;
  append_exact(text, value, exact_unit(column.unit));
  return fmt::to_string(text);
}

std::string_view status_text(Status::Code code) {
  switch (code) {
    case Status::Code::ok: return "ok";
    case Status::Code::infeasible: return "infeasible";
    case Status::Code::failed: return "failed";
  }
  return "failed";
}

std::size_t display_width(std::string_view utf8) {
  std::size_t width = 0;
  for (std::size_t i = 0; i < utf8.size(); ++i) {
    const auto byte = static_cast<unsigned char>(utf8[i]);
    if ((byte & 0xC0) == 0x80) continue;                             // a later byte of the same code point
    const auto next = i + 1 < utf8.size() ? static_cast<unsigned char>(utf8[i + 1]) : 0u;
    const bool combining = byte == 0xCC || (byte == 0xCD && next < 0xB0);  // U+0300 ... U+036F
    if (!combining) ++width;
  }
  return width;
}

}  // namespace fleetline
