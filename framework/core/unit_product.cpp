#include "unit_product.hpp"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <utility>

#include "fleetline/text.hpp"
#include "in_quotes.hpp"
#include "scan.hpp"
#include "unit_hints.hpp"

namespace fleetline {
namespace {

constexpr int largest_exponent = 9;  // of one word, and of one base unit in the whole

// Letters, digits and everything outside ASCII (µ, €) but the operators '·' and '²'; or one '$' or '%'.
std::string_view take_word(std::string_view& text) {
  const auto belongs = [&](std::size_t i) {
    const char c = text[i], folded = static_cast<char>(c | 0x20);
    if (static_cast<unsigned char>(c) >= 0x80)
      return !text.substr(i).starts_with("·") && !text.substr(i).starts_with("²");
    return (folded >= 'a' && folded <= 'z') || is_digit(c) || c == '_';
  };
  std::size_t length = 0;
  while (length < text.size() && belongs(length)) ++length;
  if (length == 0 && (text.starts_with('$') || text.starts_with('%'))) length = 1;
  const std::string_view word = text.substr(0, length);
  text.remove_prefix(length);
  return word;
}

/// Reads a unit word by word; stops at the first thing wrong with it.
class UnitReader {
 public:
  explicit UnitReader(std::string_view text) : whole_(text), rest_(text) {}

  /// word {('*' | '/') word}; a '/' may come first ("/s").
  bool read() {
    int sign = take(rest_, "/") ? -1 : 1;
    while (read_power(sign)) {
      skip_blanks(rest_);
      if (rest_.empty()) return true;
      if (take(rest_, "/"))
        sign = -1;
      else if (take(rest_, "*") || take(rest_, "·"))
        sign = 1;
      else
        return fail(
            cat("unexpected ", in_quotes(rest_), " in unit ", in_quotes(whole_), "; units are joined by '*' and '/'"));
    }
    return false;
  }

  const Product& product() const { return product_; }
  std::string& error() { return error_; }

 private:
  bool fail(std::string error) {
    error_ = std::move(error);
    return false;
  }

  // word ['^' ['-'] digit]
  bool read_power(int sign) {
    skip_blanks(rest_);
    const std::string_view word = take_word(rest_);
    if (word.empty() && rest_.empty())
      return fail(cat("unit ", in_quotes(whole_), " ends where another unit should follow"));
    if (word.empty()) return fail(cat("unexpected ", in_quotes(rest_), " in unit ", in_quotes(whole_)));
    int exponent = 1;
    if (!read_exponent(exponent)) return false;
    if (word == "1") return true;
    if (const UnitWord* known = find_unit_word(word)) return multiply(*known, sign * exponent);
    if (const UnitWord* area = exponent == 2 ? squared(word) : nullptr) return multiply(*area, sign);
    return fail(refusal_of(word));
  }

  bool read_exponent(int& exponent) {
    if (take(rest_, "²")) exponent = 2;
    if (!take(rest_, "^")) return true;
    const int sign = take(rest_, "-") ? -1 : 1;
    const bool one_digit = !rest_.empty() && is_digit(rest_[0]) && (rest_.size() == 1 || !is_digit(rest_[1]));
    if (!one_digit) return fail(cat("an exponent in unit ", in_quotes(whole_), " is not a whole number from -9 to 9"));
    exponent = sign * (rest_[0] - '0');
    rest_.remove_prefix(1);
    return true;
  }

  // mm^2 is one word: there is no unit of length.
  static const UnitWord* squared(std::string_view word) {
    std::array<char, 3> area{};
    if (word.size() >= area.size()) return nullptr;
    *std::copy(word.begin(), word.end(), area.begin()) = '2';
    return find_unit_word({area.data(), word.size() + 1});
  }

  bool multiply(const UnitWord& word, int exponent) {
    if (!in_range(word.dimension, exponent)) return fail(cat("unit ", in_quotes(whole_), " has an exponent beyond 9"));
    product_.scale = product_.scale.multiplied(word.scale, exponent);
    product_.dimension = product_.dimension + word.dimension.scaled(exponent);
    return true;
  }

  // Dimensions are bytes: stay far from where they overflow.
  bool in_range(const Dimension& d, int n) const {
    const auto ok = [n](int have, int more) { return std::abs(have + n * more) <= largest_exponent; };
    const Dimension& p = product_.dimension;
    return ok(p.second, d.second) && ok(p.byte, d.byte) && ok(p.flop, d.flop) && ok(p.joule, d.joule) &&
           ok(p.carbon, d.carbon) && ok(p.dollar, d.dollar) && ok(p.litre, d.litre) && ok(p.token, d.token) &&
           ok(p.request, d.request) && ok(p.device, d.device) && ok(p.area, d.area);
  }

  std::string_view whole_, rest_;
  Product product_;
  std::string error_;
};

}  // namespace

bool read_product(std::string_view unit, Product& out, std::string& error) {
  UnitReader reader(unit);
  if (!reader.read()) {
    error = std::move(reader.error());
    return false;
  }
  out = reader.product();
  return true;
}

}  // namespace fleetline
