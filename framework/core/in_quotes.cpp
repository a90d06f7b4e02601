#include "in_quotes.hpp"

#include <algorithm>

namespace fleetline {
namespace {

constexpr std::size_t longest = 48;

// Length of the well-formed UTF-8 sequence of printable meaning that `text` begins with; 0: none.
std::size_t printable_prefix(std::string_view text) {
  const auto first = static_cast<unsigned char>(text.front());
  if (first < 0x80) return first >= 0x20 && first != 0x7f ? 1 : 0;
  const std::size_t length = first >= 0xf0 && first <= 0xf4 ? 4 : first >= 0xe0 ? 3 : first >= 0xc2 ? 2 : 0;
  if (first > 0xf4 || length == 0 || text.size() < length) return 0;
  const auto continues = [](char c) { return (static_cast<unsigned char>(c) & 0xc0) == 0x80; };
  const bool whole = std::ranges::all_of(text.substr(1, length - 1), continues);
  const bool control = first == 0xc2 && static_cast<unsigned char>(text[1]) < 0xa0;  // U+0080..U+009F
  return whole && !control ? length : 0;
}

}  // namespace

std::string in_quotes(std::string_view text) {
  std::string out = "'";
  while (!text.empty() && out.size() <= longest) {
    const std::size_t length = printable_prefix(text);
    if (length == 0)
      out += '?';
    else
      out += text.substr(0, length);
    text.remove_prefix(std::max<std::size_t>(1, length));
  }
  return out + (text.empty() ? "'" : "...'");
}

}  // namespace fleetline
