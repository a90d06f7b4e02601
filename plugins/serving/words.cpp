#include "words.hpp"

#include <cctype>
#include <cstdlib>
#include <string>

namespace fleetline::serving {

std::vector<Number> numbers_in(std::string_view text) {
  std::vector<Number> out;
  for (std::size_t i = 0; i < text.size();) {
    if (!std::isdigit(static_cast<unsigned char>(text[i]))) {
      ++i;
      continue;
    }
    std::size_t end = i;
    while (end < text.size() && (std::isdigit(static_cast<unsigned char>(text[end])) || text[end] == '.')) ++end;
    const std::string digits(text.substr(i, end - i));
    const bool b = end < text.size() && text[end] == 'b' &&
                   (end + 1 == text.size() || !std::isalpha(static_cast<unsigned char>(text[end + 1])));
    out.push_back({std::strtod(digits.c_str(), nullptr), b});
    i = end;
  }
  return out;
}

}  // namespace fleetline::serving
