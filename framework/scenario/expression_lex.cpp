// Text -> tokens. The delicate part is where a number's unit ends.
#include "expression_tree.hpp"

#include <algorithm>
#include <array>

#include "core/currency.hpp"
#include "fleetline/text.hpp"
#include "fleetline/units.hpp"

namespace fleetline::expression {

namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }  // std::isalpha asks the locale
bool is_alnum(char c) { return is_letter(c) || is_digit(c); }
bool is_space(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }
bool is_beyond_ascii(char c) { return static_cast<unsigned char>(c) >= 0x80; }  // the micro sign of "µs"

char at(std::string_view text, std::size_t i) { return i < text.size() ? text[i] : '\0'; }

std::size_t skip_digits(std::string_view text, std::size_t i) {
  while (is_digit(at(text, i))) ++i;
  return i;
}

/// End of "12.5e-3" from `i`.
std::size_t end_of_digits(std::string_view text, std::size_t i) {
  i = skip_digits(text, i);
  if (at(text, i) == '.') i = skip_digits(text, i + 1);
  if (at(text, i) != 'e' && at(text, i) != 'E') return i;
  const std::size_t sign = at(text, i + 1) == '+' || at(text, i + 1) == '-' ? 1 : 0;
  return is_digit(at(text, i + 1 + sign)) ? skip_digits(text, i + 1 + sign) : i;
}

bool starts_unit(char c) { return is_letter(c) || c == '%' || c == '$' || is_beyond_ascii(c); }

/// End of the run of characters that units are made of.
std::size_t end_of_unit_run(std::string_view text, std::size_t i) {
  for (;; ++i) {
    const char c = at(text, i);
    const bool exponent_sign = c == '-' && i > 0 && text[i - 1] == '^';
    if (!is_digit(c) && !starts_unit(c) && c != '/' && c != '*' && c != '^' && !exponent_sign) return i;
  }
}

/// False inside a word, before the rest of a dotted name, and before the '(' of a function.
bool may_end_unit(std::string_view text, std::size_t end) {
  const char last = text[end - 1], next = at(text, end);
  if (last == '/' || last == '*' || last == '^' || last == '-') return false;
  if (is_word(next) || is_beyond_ascii(next) || next == '(') return false;
  return !(next == '.' && is_word_start(at(text, end + 1)));
}

/// The longest end in (`from`, `to`] that makes text[begin, end) a measure, or 0.
std::size_t longest_measure(std::string_view text, std::size_t begin, std::size_t from, std::size_t to, Measure& out) {
  for (std::size_t end = to; end > from; --end) {
    if (!may_end_unit(text, end)) continue;
    if (auto measure = parse_measure(text.substr(begin, end - begin)); measure) {
      out = *measure.value;
      return end;
    }
  }
  return 0;
}

std::size_t end_of_word(std::string_view text, std::size_t i) {
  for (;; ++i) {
    const char c = at(text, i), next = at(text, i + 1);
    if (is_word(c) || (c == '-' && is_alnum(next)) || (c == '.' && is_word_start(next))) continue;
    return i;
  }
}

/// A word right after a number that is no unit: say why, unless it is an operator or a name the parser will stumble over.
void refuse_unknown_unit(std::string_view text, std::size_t begin, std::size_t unit, const Report& report) {
  const std::string_view word = text.substr(unit, end_of_word(text, unit) - unit);
  if (word == "and" || word == "or" || word == "contains" || word.find('.') != word.npos || at(text, unit + word.size()) == '(') return;
  const std::size_t end = std::max(end_of_unit_run(text, unit), unit + word.size());
  report.add(unit, parse_measure(text.substr(begin, end - begin)).error);
  throw Stop{};
}

/// "€5M", "EUR 5", "1M CNY": up to three pieces between blanks, before the next operator.
void refuse_other_currency(std::string_view text, std::size_t begin, const Report& report) {
  std::size_t end = begin;
  for (int piece = 0; piece < 3; ++piece) {
    std::size_t from = end;
    while (is_space(at(text, from))) ++from;
    if (!is_digit(at(text, from)) && !starts_unit(at(text, from))) return;
    end = from;
    while (is_digit(at(text, end)) || at(text, end) == '.' || at(text, end) == ',' || starts_unit(at(text, end)) || (at(text, end) == '/' && starts_unit(at(text, end + 1)))) ++end;
    const std::string refusal = refusal_of_money(text.substr(begin, end - begin));
    if (refusal.empty()) continue;
    report.add(begin, refusal);
    throw Stop{};
  }
}

/// Spellings of other languages, and ours.
constexpr std::array<std::array<std::string_view, 2>, 7> foreign{{
    {"&&", "and"}, {"||", "or"}, {"**", "^"}, {"&", "and"}, {"|", "or"}, {"!", "not"}, {"=", "=="}}};

Token read_text(std::string_view text, std::size_t begin, const Report& report) {
  const std::size_t end = text.find(text[begin], begin + 1);
  if (end == text.npos) {
    report.add(begin, cat("the text that starts here has no closing ", text[begin]));
    throw Stop{};
  }
  return {Token::Kind::text, begin, text.substr(begin + 1, end - begin - 1), {}};
}

Token read_symbol(std::string_view text, std::size_t begin, const Report& report) {
  for (std::string_view two : {"<=", ">=", "==", "!="})
    if (text.substr(begin, 2) == two) return {Token::Kind::symbol, begin, text.substr(begin, 2), {}};
  for (const auto& [theirs, ours] : foreign)
    if (text.substr(begin, theirs.size()) == theirs) {
      report.add(begin, cat("'", theirs, "' is no operator here"), {}, std::string(ours));
      throw Stop{};
    }
  if (std::string_view("<>+-*/^(),").find(text[begin]) != std::string_view::npos)
    return {Token::Kind::symbol, begin, text.substr(begin, 1), {}};
  std::size_t end = begin + 1;  // the whole of a character beyond ASCII
  while (end < text.size() && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) ++end;
  report.add(begin, cat("'", text.substr(begin, end - begin), "' has no meaning in an expression"));
  throw Stop{};
}

Token next_token(std::string_view text, std::size_t i, const Report& report) {
  const char c = at(text, i);
  if (i >= text.size()) return {Token::Kind::end, text.size(), {}, {}};
  if (is_digit(c) || starts_unit(c)) refuse_other_currency(text, i, report);
  if (is_digit(c) || ((c == '.' || c == '$') && (is_digit(at(text, i + 1)) || at(text, i + 1) == '.')))
    return read_number(text, i, report);
  if (is_word_start(c)) return {Token::Kind::word, i, text.substr(i, end_of_word(text, i) - i), {}};
  if (c == '\'' || c == '"') return read_text(text, i, report);
  return read_symbol(text, i, report);
}

}  // namespace

bool is_word_start(char c) { return is_letter(c) || c == '_'; }
bool is_word(char c) { return is_alnum(c) || c == '_'; }

Token read_number(std::string_view text, std::size_t begin, const Report& report) {
  const std::size_t digits = end_of_digits(text, begin + (text[begin] == '$' ? 1 : 0));
  const std::size_t unit = std::min(text.find_first_not_of(' ', digits), text.size());
  // "$0.08/kWh": after a leading '$' the rest of the unit may start with '/'.
  const bool has_unit = starts_unit(at(text, unit)) || (text[begin] == '$' && at(text, digits) == '/');

  Token token{Token::Kind::number, begin, {}, {}};
  std::size_t end = has_unit ? longest_measure(text, begin, digits, end_of_unit_run(text, unit), token.measure) : 0;
  if (end == 0 && starts_unit(at(text, unit))) refuse_unknown_unit(text, begin, unit, report);
  if (end == 0) {
    end = digits;
    const Parsed<Measure> bare = parse_measure(text.substr(begin, end - begin));
    if (!bare) {
      report.add(begin, bare.error);
      throw Stop{};
    }
    token.measure = *bare.value;
  }
  token.text = text.substr(begin, end - begin);
  return token;
}

std::vector<Token> tokenize(std::string_view text, const Report& report) {
  std::vector<Token> tokens;
  std::size_t i = 0;
  do {
    while (is_space(at(text, i))) ++i;
    tokens.push_back(next_token(text, i, report));
    const Token& token = tokens.back();
    i = token.begin + token.text.size() + (token.kind == Token::Kind::text ? 2 : 0);
  } while (tokens.back().kind != Token::Kind::end);
  return tokens;
}

}  // namespace fleetline::expression
