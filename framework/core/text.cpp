#include "fleetline/text.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

namespace fleetline {
namespace {

constexpr bool is_lower(char c) { return c >= 'a' && c <= 'z'; }
constexpr bool is_digit(char c) { return c >= '0' && c <= '9'; }

// ASCII only, whatever the locale of the process is.
constexpr char folded(char c) {
  if (c >= 'A' && c <= 'Z') return static_cast<char>(c - 'A' + 'a');
  return c == '-' ? '_' : c;
}

constexpr bool same(char a, char b) { return folded(a) == folded(b); }

// Optimal string alignment: insert, delete, replace, swap neighbours, each at cost 1.
std::size_t edit_distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> before_last(b.size() + 1), last(b.size() + 1), row(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) row[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    before_last.swap(last);
    last.swap(row);
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t replaced = last[j - 1] + (same(a[i - 1], b[j - 1]) ? 0 : 1);
      row[j] = std::min({last[j] + 1, row[j - 1] + 1, replaced});
      const bool swapped = i > 1 && j > 1 && same(a[i - 1], b[j - 2]) && same(a[i - 2], b[j - 1]);
      if (swapped) row[j] = std::min(row[j], before_last[j - 2] + 1);
    }
  }
  return row[b.size()];
}

// A slip leaves most of the word standing; for one letter that means the letter itself in another case.
bool plausible(std::size_t distance, std::size_t longer) {
  return distance < longer && distance <= std::max<std::size_t>(1, longer / 3);
}

template <class... Options>
std::string digits_of(double value, Options... options) {
  std::array<char, 64> buffer;
  const auto end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value, options...).ptr;
  return {buffer.data(), end};
}

}  // namespace

std::string_view nearest(std::string_view word, std::span<const std::string_view> candidates) {
  constexpr std::size_t longest = 100;  // nobody slips into a longer word, and the distance is quadratic
  std::string_view best;
  std::size_t best_distance = longest;
  for (const std::string_view candidate : candidates) {
    const std::size_t longer = std::max(word.size(), candidate.size());
    const std::size_t gap = longer - std::min(word.size(), candidate.size());
    if (longer > longest || gap >= best_distance || !plausible(gap, longer)) continue;
    const std::size_t distance = edit_distance(word, candidate);
    if (distance >= best_distance || !plausible(distance, longer)) continue;
    best = candidate;
    best_distance = distance;
  }
  return best;
}

std::string one_of(std::span<const std::string_view> names, std::size_t limit) {
  std::string out;
  const std::size_t shown = std::min(names.size(), limit);
  for (std::size_t i = 0; i < shown; ++i) {
    const bool last = i + 1 == names.size();
    if (i > 0) out += last ? " or " : ", ";
    out += names[i];
  }
  if (names.size() > shown) out += cat(shown > 0 ? ", " : "", "... (", names.size(), " in all)");
  return out;
}

std::string with_article(std::string_view noun) {
  const bool vowel = !noun.empty() && std::string_view("aeio").find(noun.front()) != std::string_view::npos;
  return std::string(vowel ? "an " : "a ").append(noun);
}

bool is_name(std::string_view text) {
  return !text.empty() && is_lower(text.front()) &&
         std::ranges::all_of(text, [](char c) { return is_lower(c) || is_digit(c) || c == '-' || c == '_'; });
}

std::string number_text(double value, int digits) {
  return digits_of(value, std::chars_format::general, std::clamp(digits, 1, 17));
}

std::string exact_text(double value) {
  const bool plain_integer = std::fabs(value) < 1e15 && value == std::trunc(value);  // 100000, not 1e+05
  return plain_integer ? digits_of(value, std::chars_format::fixed) : digits_of(value);
}

}  // namespace fleetline
