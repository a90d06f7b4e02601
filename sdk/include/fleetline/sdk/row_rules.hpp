// What rules that read rows of measurements share: looking for words in cells that people wrote. See
// fleetline/validation.hpp.
#pragma once

#include <algorithm>
#include <string>
#include <string_view>

namespace fleetline::sdk {

/// ASCII letters folded to lower case; anything else stays.
constexpr char lower_case(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

inline std::string lower_case(std::string_view text) {
  std::string out(text);
  for (char& c : out) c = lower_case(c);
  return out;
}

/// Lower case, letters and digits only: "Qwen3-30B_a3B" and "qwen3 30B A3B" are one name.
inline std::string squeezed(std::string_view text) {
  std::string out;
  for (const char c : text)
    if (const char low = lower_case(c); (low >= 'a' && low <= 'z') || (low >= '0' && low <= '9')) out.push_back(low);
  return out;
}

constexpr bool contains(std::string_view text, std::string_view part) {
  return text.find(part) != std::string_view::npos;
}

/// contains(), whatever the case of the letters.
constexpr bool mentions(std::string_view text, std::string_view part) {
  return std::search(text.begin(), text.end(), part.begin(), part.end(),
                     [](char a, char b) { return lower_case(a) == lower_case(b); }) != text.end() ||
         part.empty();
}

}  // namespace fleetline::sdk
