#include "currency.hpp"

#include <algorithm>
#include <array>
#include <charconv>

#include "fleetline/text.hpp"
#include "fleetline/units.hpp"
#include "in_quotes.hpp"
#include "scan.hpp"

namespace fleetline {
namespace {

struct Currency {
  std::string_view word, name;
};

// Codes of ISO 4217 in lower case, signs, and the words people write; the currencies in which machines, rent and electricity are sold.
// clang-format off
constexpr std::array currencies{
    Currency{"eur", "euros"}, Currency{"€", "euros"}, Currency{"euro", "euros"}, Currency{"euros", "euros"},
    Currency{"gbp", "pounds sterling"}, Currency{"£", "pounds sterling"}, Currency{"pound", "pounds sterling"}, Currency{"pounds", "pounds sterling"},
    Currency{"cny", "yuan"}, Currency{"rmb", "yuan"}, Currency{"yuan", "yuan"}, Currency{"cn¥", "yuan"}, Currency{"元", "yuan"},
    Currency{"jpy", "yen"}, Currency{"yen", "yen"}, Currency{"jp¥", "yen"}, Currency{"円", "yen"}, Currency{"¥", "yen or yuan"}, Currency{"￥", "yen or yuan"},
    Currency{"inr", "Indian rupees"}, Currency{"₹", "Indian rupees"}, Currency{"rs", "rupees"}, Currency{"rupees", "rupees"},
    Currency{"krw", "won"}, Currency{"₩", "won"}, Currency{"won", "won"}, Currency{"chf", "Swiss francs"}, Currency{"fr", "francs"}, Currency{"francs", "francs"},
    Currency{"sek", "Swedish kronor"}, Currency{"nok", "Norwegian kroner"}, Currency{"dkk", "Danish kroner"}, Currency{"isk", "Icelandic kronur"}, Currency{"kr", "kroner"},
    Currency{"pln", "zloty"}, Currency{"zł", "zloty"}, Currency{"czk", "Czech korunas"}, Currency{"kč", "Czech korunas"}, Currency{"huf", "forint"}, Currency{"ron", "lei"},
    Currency{"try", "Turkish lira"}, Currency{"₺", "Turkish lira"}, Currency{"rub", "roubles"}, Currency{"₽", "roubles"}, Currency{"uah", "hryvnia"}, Currency{"₴", "hryvnia"},
    Currency{"cad", "Canadian dollars"}, Currency{"c$", "Canadian dollars"}, Currency{"ca$", "Canadian dollars"}, Currency{"aud", "Australian dollars"},
    Currency{"a$", "Australian dollars"}, Currency{"au$", "Australian dollars"}, Currency{"nzd", "New Zealand dollars"}, Currency{"nz$", "New Zealand dollars"},
    Currency{"sgd", "Singapore dollars"}, Currency{"s$", "Singapore dollars"}, Currency{"hkd", "Hong Kong dollars"}, Currency{"hk$", "Hong Kong dollars"},
    Currency{"twd", "New Taiwan dollars"}, Currency{"nt$", "New Taiwan dollars"}, Currency{"brl", "Brazilian reais"}, Currency{"r$", "Brazilian reais"},
    Currency{"mxn", "Mexican pesos"}, Currency{"mx$", "Mexican pesos"}, Currency{"clp", "Chilean pesos"}, Currency{"ars", "Argentine pesos"}, Currency{"cop", "Colombian pesos"},
    Currency{"thb", "baht"}, Currency{"฿", "baht"}, Currency{"idr", "rupiah"}, Currency{"myr", "ringgit"}, Currency{"php", "Philippine pesos"}, Currency{"₱", "Philippine pesos"},
    Currency{"vnd", "dong"}, Currency{"₫", "dong"}, Currency{"zar", "rand"}, Currency{"aed", "dirhams"}, Currency{"sar", "riyals"}, Currency{"qar", "riyals"},
    Currency{"ils", "shekels"}, Currency{"₪", "shekels"}, Currency{"btc", "bitcoin"}, Currency{"₿", "bitcoin"},
};
constexpr std::string_view dollars = "US dollars";
constexpr std::array cents{"ct", "cts", "cent", "cents", "¢"};
constexpr std::array<std::pair<std::string_view, std::string_view>, 11> multiples{{
    {"k", "k"}, {"thousand", "k"}, {"m", "M"}, {"mn", "M"}, {"mio", "M"}, {"million", "M"}, {"mln", "M"}, {"b", "B"}, {"bn", "B"}, {"billion", "B"}, {"mrd", "B"},
}};
// clang-format on

std::string lower(std::string_view text) {
  std::string out(text);
  for (char& c : out)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return out;
}

bool in_word(char c) { return c == '$' || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (static_cast<unsigned char>(c) & 0x80) != 0; }

/// An amount taken apart: the words between digits and signs, of which one is a currency.
struct Amount {
  std::string_view name;      ///< of the currency; "cents"
  std::string_view multiple;  ///< "k", "M", "B"
  std::string number, per;    ///< "-0.10", "/kWh"
  bool doubtful = false;      ///< a decimal comma, digits in groups, two numbers: what was meant is not known
  bool other = false;         ///< there are words that belong to no amount
};

std::string_view multiple_named(const std::string& word) {
  const auto known = std::find_if(multiples.begin(), multiples.end(), [&](const auto& m) { return m.first == word; });
  return known == multiples.end() ? std::string_view{} : known->second;
}

/// One word before any '/': a currency, cents, a multiple, or both in one ("5k€", "5 MEUR").
bool read_word(std::string_view written, Amount& amount) {
  const std::string word = lower(written);
  if (const std::string_view multiple = multiple_named(word); !multiple.empty()) return amount.multiple = multiple, true;
  if (std::find(cents.begin(), cents.end(), word) != cents.end()) return amount.name = "cents", true;
  if (std::string_view name = currency_named(word); !name.empty()) return amount.name = name, true;
  if (word == "$") return true;  // "$5 CAD"
  if ((word == "us$" || word == "usd") && amount.number.empty()) return amount.name = dollars, true;  // elsewhere "USD" is read
  if (word.size() < 2) return false;
  amount.multiple = multiple_named(word.substr(0, 1));
  amount.name = amount.multiple.empty() ? std::string_view{} : currency_named(std::string_view(word).substr(1));
  return !amount.name.empty();
}

Amount take_apart(std::string_view text) {
  Amount out;
  std::string sign;
  while (!text.empty() && text.front() != '/' && text.front() != '*') {
    const char c = text.front();
    std::size_t n = 1;
    if (in_word(c)) {
      while (n < text.size() && in_word(text[n])) ++n;
      out.other |= !read_word(text.substr(0, n), out);
    } else if (is_digit(c) || c == '.') {
      while (n < text.size() && (is_digit(text[n]) || text[n] == '.')) ++n;
      out.doubtful |= !out.number.empty();
      out.number = cat(sign, text.substr(0, n));
    } else if (c == '-') {
      sign = "-";
    } else if (!is_blank(c) && c != '+') {
      out.doubtful = true;
    }
    text.remove_prefix(n);
  }
  out.per = text;
  return out;
}

/// The amount as it is written in dollars; "" where that is not known, or would not be read.
std::string in_dollars(const Amount& a) {
  if (a.doubtful || a.number.empty()) return {};
  std::string_view digits = a.number;
  const bool negative = take(digits, "-");
  std::string number(digits);
  if (a.name == "cents") {
    double value = 0;
    std::from_chars(digits.data(), digits.data() + digits.size(), value);
    number = number_text(value / 100);
  }
  std::string text = cat(negative ? "-$" : "$", number, a.multiple, a.per);
  return parse_measure(text) ? text : std::string();
}

}  // namespace

std::string_view currency_named(std::string_view word) {
  const std::string folded = lower(word);
  const auto known = std::find_if(currencies.begin(), currencies.end(), [&](const Currency& c) { return c.word == folded; });
  return known == currencies.end() ? std::string_view{} : known->name;
}

std::string refusal_of_money(std::string_view text) {
  const Amount amount = take_apart(text);
  if (amount.name.empty() || amount.other || text.find_first_of("0123456789") == text.npos) return {};
  const std::string right = in_dollars(amount), like = right.empty() ? "" : cat(" like \"", right, "\"");
  if (amount.name == dollars) return cat(in_quotes(text), " is not read: US dollars are written", right.empty() ? " with '$' before the number, or 'USD' behind it" : like);
  if (amount.name == "cents") return cat(in_quotes(text), " is in cents, amounts of money are in US dollars: write it", right.empty() ? " in dollars" : like);
  return cat(in_quotes(text), " is in ", amount.name, ", amounts of money are in US dollars: convert it with the day's rate and write it",
             right.empty() ? " in dollars" : like);
}

}  // namespace fleetline
