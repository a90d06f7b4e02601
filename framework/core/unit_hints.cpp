#include "unit_hints.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <vector>

#include "currency.hpp"
#include "fleetline/text.hpp"
#include "in_quotes.hpp"
#include "unit_table.hpp"

namespace fleetline {
namespace {

using Refusal = std::optional<std::string>;

std::string lower(std::string_view text) {
  std::string out(text);
  for (char& c : out)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return out;
}

char upper(char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; }

// The prefix letter as it is written: k below a million, capitals from there on.
char decimal_letter(char letter) { return upper(letter) == 'K' ? 'k' : upper(letter); }

std::string written(std::string_view word, std::string_view right) {
  return cat("unit ", in_quotes(word), " is written '", right, "'");
}

struct Advice {
  std::string_view said, text;
};

// Words people do write, and what to tell them. "=s": the word is written 's'.
// clang-format off
constexpr std::array advices{
    Advice{"sec", "=s"},         Advice{"secs", "=s"},        Advice{"second", "=s"},      Advice{"seconds", "=s"},
    Advice{"msec", "=ms"},       Advice{"usec", "=us"},       Advice{"nsec", "=ns"},       Advice{"mins", "=min"},
    Advice{"minute", "=min"},    Advice{"minutes", "=min"},   Advice{"hr", "=h"},          Advice{"hrs", "=h"},
    Advice{"hour", "=h"},        Advice{"hours", "=h"},       Advice{"day", "=d"},         Advice{"days", "=d"},
    Advice{"year", "=yr"},       Advice{"years", "=yr"},      Advice{"y", "=yr"},          Advice{"watt", "=W"},
    Advice{"watts", "=W"},       Advice{"joule", "=J"},       Advice{"joules", "=J"},      Advice{"hertz", "=Hz"},
    Advice{"liter", "=L"},       Advice{"litre", "=L"},       Advice{"liters", "=L"},      Advice{"litres", "=L"},
    Advice{"tok", "=token"},     Advice{"toks", "=tokens"},   Advice{"tps", "=token/s"},   Advice{"rps", "=request/s"},
    Advice{"gpu", "=device"},    Advice{"gpus", "=devices"},  Advice{"percent", "=%"},     Advice{"dollar", "=USD"},
    Advice{"dollars", "=USD"},   Advice{"t", "=tCO2e"},
    Advice{"week", "is not read: write days, one week is '7 d'"},
    Advice{"weeks", "is not read: write days, one week is '7 d'"},
    Advice{"month", "has no fixed length: write days, 'd'"},
    Advice{"months", "has no fixed length: write days, 'd'"},
    Advice{"sample", "is not needed: a plain count has no unit, its rate is '1/s'"},
    Advice{"samples", "is not needed: a plain count has no unit, its rate is '1/s'"},
    Advice{"image", "is not needed: a plain count has no unit, its rate is '1/s'"},
    Advice{"images", "is not needed: a plain count has no unit, its rate is '1/s'"},
    Advice{"inference", "is not needed: a plain count has no unit, its rate is '1/s'"},
    Advice{"inferences", "is not needed: a plain count has no unit, its rate is '1/s'"},
    Advice{"fps", "is not needed: a plain count has no unit, its rate is '1/s'"},
};
// clang-format on

Refusal known_word(std::string_view word) {
  const std::string folded = lower(word);
  for (const Advice& advice : advices)
    if (advice.said == folded)
      return advice.text.front() == '=' ? written(word, advice.text.substr(1))
                                        : cat("unit ", in_quotes(word), " ", advice.text);
  return {};
}

Refusal other_currency(std::string_view word) {
  const std::string_view name = currency_named(word);
  if (name.empty()) return {};
  return cat("unit ", in_quotes(word), " is not read: ", name, " are another currency, money is in US dollars, 'USD' or '$'; convert it with the day's rate");
}

// "g", "kg", "Mt": mass has no dimension of its own here, so that carbon cannot be mixed up with other mass.
Refusal mass(std::string_view word) {
  const bool gram_or_tonne = !word.empty() && (word.back() == 'g' || word.back() == 't');
  const std::string carbon = cat(word, "CO2e");
  if (!gram_or_tonne || find_unit_word(carbon) == nullptr) return {};
  return cat("unit ", in_quotes(word), " is not read: mass is only that of carbon, written '", carbon, "'");
}

Refusal length(std::string_view word) {
  if (word == "m") return "unit 'm' is not read: minutes are written 'min', areas 'm^2'";
  if (word.size() > 2 || find_unit_word(cat(word, "2")) == nullptr) return {};
  return cat("unit ", in_quotes(word), " is not read: a length has no use here; an area is written '", word, "^2'");
}

Refusal multiply_accumulate(std::string_view word) {
  const std::size_t at = lower(word).find("mac");
  const std::string_view rest = at > 1 ? std::string_view{} : word.substr(at + 3);
  if (at > 1 || (rest != "" && rest != "s" && rest != "S")) return {};
  const std::string flop = at == 0 ? "FLOP" : cat(decimal_letter(word[0]), "FLOP");
  if (find_unit_word(flop) == nullptr) return {};
  return cat("unit ", in_quotes(word), " is not read: one MAC is two FLOP; write twice the number in '", flop, "'");
}

// "GFLOPs", "tflops", "gop": a plural and a rate look alike.
Refusal operations(std::string_view word) {
  const std::string folded = lower(word);
  for (const std::string_view symbol : {"FLOP", "OP"})
    for (const std::size_t at : {0, 1}) {
      if (folded.size() <= at) continue;
      const std::string_view rest = std::string_view(folded).substr(at);
      const std::string count = at == 0 ? std::string(symbol) : cat(decimal_letter(word[0]), symbol);
      if (find_unit_word(count) == nullptr) continue;
      if (rest == lower(symbol)) return written(word, count);
      if (rest == lower(symbol) + "s")
        return cat("unit ", in_quotes(word), " is ambiguous: write '", count, "' (a count) or '", count,
                   "/s' (a rate)");
    }
  return {};
}

/// The parts of a word that looks like bytes or bits: [prefix letter][i]core[ps].
struct DataWord {
  char prefix = 0;  ///< as written; 0: none
  bool binary = false, rate = false;
  std::string core;  ///< "B" when that was written, else lower case: "b", "bit", "bits", "byte", "bytes"
};

std::optional<DataWord> data_word(std::string_view word) {
  const auto is_core = [](const std::string& text) {
    return text == "B" || text == "b" || text == "bit" || text == "bits" || text == "byte" || text == "bytes";
  };
  DataWord parts;
  const std::string folded = lower(word);
  if (folded.size() > 2 && folded.ends_with("ps")) {
    parts.rate = true;
    word.remove_suffix(2);
  }
  for (int skipped = 0; skipped < 3 && !word.empty(); ++skipped, word.remove_prefix(1)) {
    parts.core = word == "B" ? "B" : lower(word);
    if (is_core(parts.core)) return parts;
    const char letter = lower(word.substr(0, 1))[0];
    if (skipped == 0 && std::string_view("kmgtpe").find(letter) != std::string_view::npos)
      parts.prefix = word[0];
    else if (parts.prefix != 0 && !parts.binary && letter == 'i')
      parts.binary = true;
    else
      return {};
  }
  return {};
}

Refusal bytes_or_bits(std::string_view word) {
  const auto parts = data_word(word);
  if (!parts) return {};
  const std::string binary = parts->prefix == 0 ? "" : cat(upper(parts->prefix), 'i');
  const std::string decimal = parts->prefix == 0 ? "" : std::string(1, decimal_letter(parts->prefix));
  const std::string& prefix = parts->binary ? binary : decimal;
  const std::string per = parts->rate ? "/s" : "";
  if (!parts->rate && parts->core.starts_with("bit")) return written(word, cat(prefix, "bit"));
  if (!parts->rate && parts->core.starts_with("byte")) return written(word, cat(prefix, "B"));

  // "gb" and "KB" leave open even which thousand is meant; "Gb" does not.
  const bool careless = !parts->rate && !parts->binary && parts->prefix != 0 &&
                        (parts->prefix != upper(parts->prefix) || parts->prefix == 'K');
  std::vector<std::string> choices{cat("'", prefix, "B", per, "' (bytes)")};
  if (careless) choices.push_back(cat("'", binary, "B' (times 1024)"));
  if (parts->rate || parts->core == "b") choices.push_back(cat("'", prefix, "bit", per, "' (bits)"));
  if (choices.size() == 1) return written(word, cat(prefix, "B"));
  const std::vector<std::string_view> views(choices.begin(), choices.end());
  return cat("unit ", in_quotes(word), " is ambiguous: write ", one_of(views));
}

Refusal wrong_prefix(std::string_view word) {
  constexpr std::string_view decimal = "fpnumkMGTPEZY", binary = "KMGTPE";
  if (word.size() > 2 && word[1] == 'i' && binary.find(word[0]) != binary.npos) {
    const std::string right = cat(decimal_letter(word[0]), word.substr(2));
    if (find_unit_word(right) != nullptr)
      return cat("unit ", in_quotes(word), " is not read: 1024-fold prefixes go with 'B' and 'bit' only; write '",
                 right, "'");
  }
  if (word.size() < 2 || decimal.find(word[0]) == decimal.npos) return {};
  const auto all = unit_symbols();
  const auto symbol = std::ranges::find(all, word.substr(1), &UnitSymbol::text);
  if (symbol == all.end()) return {};
  const std::string other_case = cat(decimal_letter(word[0]), symbol->text);
  return cat("unit ", in_quotes(word), " is not read: '", symbol->text, "' takes no prefix '", word[0], "'",
             find_unit_word(other_case) != nullptr ? cat("; did you mean '", other_case, "'?") : "");
}

std::string unknown(std::string_view word) {
  // So many words are one or two letters long that only another case of the same letters is a plausible slip.
  std::vector<std::string_view> candidates;
  for (const UnitWord& known : unit_words())
    if (word.size() > 2 || lower(known.text) == lower(word)) candidates.push_back(known.text);
  const std::string_view meant = nearest(word, candidates);
  return cat("unknown unit ", in_quotes(word), meant.empty() ? "" : cat("; did you mean '", meant, "'?"));
}

}  // namespace

std::string refusal_of(std::string_view word) {
  for (const auto explain : {multiply_accumulate, operations, bytes_or_bits, length, mass, known_word, other_currency, wrong_prefix})
    if (Refusal refusal = explain(word)) return *refusal;
  return unknown(word);
}

}  // namespace fleetline
