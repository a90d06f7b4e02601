// Small text tools that messages need everywhere.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

namespace fleetline {

/// The candidate nearest to `word` by edit distance (letters case-folded, '-' equals '_'), or "" when
/// none is near enough to be a plausible slip (distance at most a third of the longer word, at least 1, but not
/// the whole word). The first of equally near ones.
std::string_view nearest(std::string_view word, std::span<const std::string_view> candidates);

/// "a", "a or b", "a, b or c"; with more than `limit`: "a, b, ... (17 in all)".
std::string one_of(std::span<const std::string_view> names, std::size_t limit = 12);

/// "a bandwidth", "an arithmetic rate".
std::string with_article(std::string_view noun);

/// True for names that plugins, components, stages and parameters may have: a lower-case letter, then
/// lower-case letters, digits, '-' and '_'.
bool is_name(std::string_view text);

/// Text of a double with `digits` significant digits, no trailing zeros: 0.5, 1.23e-06.
std::string number_text(double value, int digits = 6);
/// The shortest text that reads back as the same double.
std::string exact_text(double value);

/// Joins anything a std::string can be made from or appended.
template <class... Parts>
std::string cat(const Parts&... parts) {
  std::string out;
  auto one = [&out](const auto& part) {
    using T = std::decay_t<decltype(part)>;
    if constexpr (std::is_same_v<T, char>) out.push_back(part);
    else if constexpr (std::is_integral_v<T>) out.append(std::to_string(part));
    else if constexpr (std::is_floating_point_v<T>) out.append(number_text(part));
    else out.append(part);
  };
  (one(parts), ...);
  return out;
}

/// "1 node", "2 nodes", "0 nodes".
template <class Count>
std::string counted_as(const Count& count, std::string_view noun) {
  return cat(count, " ", noun, count == 1 ? "" : "s");
}

}  // namespace fleetline
