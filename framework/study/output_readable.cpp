// Readable numbers: which unit a column is shown in, and how many digits.
#include <algorithm>
#include <array>
#include <cmath>
#include <optional>

#include "fleetline/units.hpp"
#include "output_cells.hpp"

namespace fleetline {
namespace {

constexpr int significant_digits = 4;

/// Median of the magnitudes of what is finite and not zero; 0 when nothing is.
double median_magnitude(std::span<const double> values) {
  std::vector<double> magnitudes;
  magnitudes.reserve(values.size());
  for (double v : values)
    if (std::isfinite(v) && v != 0) magnitudes.push_back(std::abs(v));
  if (magnitudes.empty()) return 0;
  const auto middle = magnitudes.begin() + static_cast<std::ptrdiff_t>(magnitudes.size() / 2);
  std::nth_element(magnitudes.begin(), middle, magnitudes.end());
  return *middle;
}

/// Seconds, bytes, FLOP, joules, carbon and litres take prefixes; counts, their rates, money and area do not.
bool takes_prefix(Dimension d) {
  const bool counts = d.token != 0 || d.request != 0 || d.device != 0 || d.dollar != 0 || d.area != 0;
  return !counts && d != dimensionless && d != Dimension{.second = -1};
}

/// The unit that write_short puts behind the number: "567.6 us" -> "us".
std::string unit_behind(std::string_view measure) {
  const auto space = measure.find(' ');
  return space == std::string_view::npos ? std::string() : std::string(measure.substr(space + 1));
}

/// "GiB" -> "MiB" when that fits: binary prefixes have no automatic form.
std::optional<ShownUnit> binary_sibling(double median, std::string_view declared) {
  const auto i = declared.find("iB");
  if (i == std::string_view::npos || i == 0) return std::nullopt;
  std::optional<ShownUnit> best;
  for (char prefix : std::array{'K', 'M', 'G', 'T', 'P'}) {
    std::string unit(declared);
    unit[i - 1] = prefix;
    const auto parsed = parse_unit(unit);
    if (parsed && (!best || median >= parsed.value->factor)) best = ShownUnit{unit, parsed.value->factor};
  }
  return best;
}

bool is_power_of_thousand(double ratio) {
  const double k = std::log10(ratio) / 3;
  return std::abs(k - std::round(k)) < 1e-9;
}

/// Digits before the decimal point of |x|; 0 and below for numbers under 1 (0.05 -> -1).
int integer_digits(double x) { return x == 0 ? 1 : static_cast<int>(std::floor(std::log10(std::abs(x)))) + 1; }

bool plain(double x) { return x == 0 || (std::abs(x) >= 1e-4 && std::abs(x) < 1e15); }

int wanted_decimals(double x) { return std::max(0, significant_digits - integer_digits(x)); }

/// Decimals left after dropping trailing zeros.
int needed_decimals(double x) {
  const std::string text = fmt::format("{:.{}f}", x, wanted_decimals(x));
  const auto point = text.find('.');
  if (point == std::string::npos) return 0;
  const auto last = text.find_last_not_of('0');
  return static_cast<int>(last - point);
}

std::string group_thousands(std::string text) {
  const std::size_t start = text.starts_with('-') ? 1 : 0;
  auto at = std::min(text.find('.'), text.size());
  while (at > start + 3) text.insert(at -= 3, 1, ',');
  return text;
}

std::string readable_number(double x, int column_decimals) {
  if (std::isnan(x)) return "-";
  if (std::isinf(x)) return x > 0 ? "inf" : "-inf";
  if (!plain(x)) return fmt::format("{:.{}e}", x, significant_digits - 1);
  return group_thousands(fmt::format("{:.{}f}", x, std::min(wanted_decimals(x), column_decimals)));
}

/// "567.6 us", "$0.08/kWh", "12".
std::string with_unit(const std::string& number, std::string_view unit) {
  if (unit.starts_with('$')) return fmt::format("${}{}", number, unit.substr(1));
  return unit.empty() ? number : fmt::format("{} {}", number, unit);
}

}  // namespace

ShownUnit choose_unit(std::span<const double> base_values, Dimension dimension, std::string_view declared) {
  const auto parsed = parse_unit(declared);
  const ShownUnit own{declared == "1" ? std::string() : std::string(declared), parsed ? parsed.value->factor : 1.0};
  const double median = median_magnitude(base_values);
  const double shown = median / own.factor;
  if (median == 0 || !takes_prefix(dimension) || (shown >= 1 && shown < 1000)) return own;
  if (const auto binary = binary_sibling(median, declared)) return *binary;

  const std::string unit = unit_behind(write_short(median, dimension));
  const auto automatic = parse_unit(unit);
  // Only a sibling of the declared unit: Gbit/s does not become GB/s, nor years megaseconds, nor kg/GB the same in ug/B.
  const double ratio = automatic ? automatic.value->factor / own.factor : 0;
  if (!automatic || std::abs(ratio - 1) < 1e-9 || !is_power_of_thousand(ratio)) return own;
  return {unit, automatic.value->factor};
}

std::vector<std::string> readable_numbers(std::span<const double> base_values, const ShownUnit& shown) {
  int decimals = 0;
  for (double v : base_values)
    if (const double x = v / shown.factor; std::isfinite(x) && plain(x)) decimals = std::max(decimals, needed_decimals(x));
  std::vector<std::string> cells;
  cells.reserve(base_values.size());
  for (double v : base_values) cells.push_back(readable_number(v / shown.factor, decimals));
  return cells;
}

std::string readable_cell(const ResultColumn& column, std::size_t row) {
  const double value = column.values[row];
  if (std::isnan(value)) return "-";
  if (coded(column)) return label_of(column, value);
  if (column.type == FieldType::boolean) return value != 0 ? "yes" : "no";
  const std::span<const double> one(&value, 1);
  const ShownUnit shown = choose_unit(one, column.dimension, column.unit);
  return with_unit(readable_numbers(one, shown).front(), shown.name);
}

std::string grouped(std::uint64_t count) { return group_thousands(fmt::format("{}", count)); }

std::string counted(std::uint64_t count, std::string_view noun) {
  return fmt::format("{} {}{}", grouped(count), noun, count == 1 ? "" : "s");
}

}  // namespace fleetline
