// How one value becomes text: exactly for programs, readably for people. Private to the writers.
#pragma once

#include <fmt/format.h>

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "results.hpp"

namespace fleetline {

// ---- exact: CSV and JSON

/// Base units to a declared unit. Powers of ten are kept as a decimal shift: 0.00056756 s is then exactly 0.56756 ms,
/// where a division would write 0.5675600000000001.
struct ExactUnit {
  double factor = 1;
  int shift = 0;  ///< factor == 10^-shift when `decimal`
  bool decimal = true;
};
ExactUnit exact_unit(std::string_view declared);

/// The shortest text of `base` in `unit` that loses nothing. Finite values only.
void append_exact(fmt::memory_buffer& out, double base, const ExactUnit& unit);

/// True for columns whose values are codes of labels.
bool coded(const ResultColumn& column);
/// The text of a code; its number when it has none.
std::string label_of(const ResultColumn& column, double code);

// ---- readable: table and Markdown

/// What a column is shown in: values divided by `factor`, under the heading [name].
struct ShownUnit {
  std::string name;
  double factor = 1;
};

/// The declared unit, or its sibling with the prefix that fits the median magnitude of `base_values`. Counts, rates of
/// counts and money keep the declared unit: "12,346 1/s" reads better than "12.35 k/s".
ShownUnit choose_unit(std::span<const double> base_values, Dimension dimension, std::string_view declared);

/// Four significant digits, never rounding away integer digits; thousands grouped; as many decimals in every cell as any
/// of them needs. "-" for NaN.
std::vector<std::string> readable_numbers(std::span<const double> base_values, const ShownUnit& shown);

/// One value with its unit: "567.6 us", "1,024", "memory".
std::string readable_cell(const ResultColumn& column, std::size_t row);

/// "1234567" -> "1,234,567".
std::string grouped(std::uint64_t count);
/// "1 case", "1,024 cases".
std::string counted(std::uint64_t count, std::string_view noun);

/// Columns a terminal needs for UTF-8 text: code points without combining marks.
std::size_t display_width(std::string_view utf8);

std::string_view status_text(Status::Code code);

}  // namespace fleetline
