#include "unit_table.hpp"

#include <array>
#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <vector>

namespace fleetline {
namespace {

struct Prefix {
  std::string_view text;
  int ten;
  double times = 1;
};

// clang-format off
constexpr std::array decimal_prefixes{
    Prefix{"f", -15}, Prefix{"p", -12}, Prefix{"n", -9}, Prefix{"u", -6}, Prefix{"m", -3}, Prefix{"k", 3},
    Prefix{"M", 6},   Prefix{"G", 9},   Prefix{"T", 12}, Prefix{"P", 15}, Prefix{"E", 18}, Prefix{"Z", 21},
    Prefix{"Y", 24}};
constexpr std::array binary_prefixes{
    Prefix{"Ki", 0, 0x1p10}, Prefix{"Mi", 0, 0x1p20}, Prefix{"Gi", 0, 0x1p30},
    Prefix{"Ti", 0, 0x1p40}, Prefix{"Pi", 0, 0x1p50}, Prefix{"Ei", 0, 0x1p60}};
// U+00B5 (micro sign, on keyboards) and U+03BC (the Greek letter, from copied text).
constexpr std::array micro_signs{"\u00b5", "\u03bc"};

constexpr Dimension time = Seconds::dimension, data = Bytes::dimension, work = Flops::dimension;
constexpr Dimension rate = FlopRate::dimension, energy = Joules::dimension, carbon = Carbon::dimension;
constexpr Dimension request = Requests::dimension, token = Tokens::dimension, device{.device = 1};

constexpr std::array symbols{
    UnitSymbol{"s", {}, time, "numpf", false, "second"},
    UnitSymbol{"min", {.times = 6, .ten = 1}, time, "", false, "minute"},
    UnitSymbol{"h", {.times = 36, .ten = 2}, time, "", false, "hour"},
    UnitSymbol{"d", {.times = 864, .ten = 2}, time, "", false, "day of 24 hours"},
    UnitSymbol{"yr", {.times = 31536, .ten = 3}, time, "", false, "year of 365 days"},
    UnitSymbol{"Hz", {}, Frequency::dimension, "kMGT", false, "per second"},
    UnitSymbol{"B", {}, data, "kMGTPE", true, "byte"},
    UnitSymbol{"bit", {.over = 8}, data, "kMGTPE", true, "eighth of a byte"},
    UnitSymbol{"FLOP", {}, work, "kMGTPEZY", false, "floating-point operation; a multiply-add is two"},
    UnitSymbol{"FLOPS", {}, rate, "kMGTPEZY", false, "FLOP/s"},
    UnitSymbol{"OP", {}, work, "kMGTPEZY", false, "integer operation, counted as FLOP"},
    UnitSymbol{"OPS", {}, rate, "kMGTPEZY", false, "OP/s"},
    UnitSymbol{"J", {}, energy, "fpnumkMGT", false, "joule"},
    UnitSymbol{"Wh", {.times = 36, .ten = 2}, energy, "mkMGT", false, "watt-hour: 3600 J"},
    UnitSymbol{"W", {}, Watts::dimension, "pnumkMGT", false, "watt: J/s"},
    UnitSymbol{"gCO2e", {.ten = -3}, carbon, "umkM", false, "gram of carbon dioxide equivalent"},
    UnitSymbol{"gCO2", {.ten = -3}, carbon, "umkM", false, "the same as gCO2e"},
    UnitSymbol{"tCO2e", {.ten = 3}, carbon, "kMG", false, "tonne of carbon dioxide equivalent"},
    UnitSymbol{"tCO2", {.ten = 3}, carbon, "kMG", false, "the same as tCO2e"},
    UnitSymbol{"USD", {}, Dollars::dimension, "kMG", false, "US dollar; before a number, $: \"$0.08/kWh\", \"$5M\""},
    UnitSymbol{"$", {}, Dollars::dimension, "", false, "US dollar"},
    UnitSymbol{"L", {}, Litres::dimension, "umkM", false, "litre"},
    UnitSymbol{"token", {}, token, "kMGT", false, "token"},
    UnitSymbol{"tokens", {}, token, "kMGT", false, "token"},
    UnitSymbol{"request", {}, request, "kM", false, "request"},
    UnitSymbol{"requests", {}, request, "kM", false, "request"},
    UnitSymbol{"req", {}, request, "kM", false, "request"},
    UnitSymbol{"QPS", {}, RequestRate::dimension, "kM", false, "request/s"},
    UnitSymbol{"device", {}, device, "kM", false, "device"},
    UnitSymbol{"devices", {}, device, "kM", false, "device"},
    UnitSymbol{"m2", {}, Area::dimension, "", false, "square metre, also m^2"},
    UnitSymbol{"cm2", {.ten = -4}, Area::dimension, "", false, "square centimetre, also cm^2"},
    UnitSymbol{"mm2", {.ten = -6}, Area::dimension, "", false, "square millimetre, also mm^2"},
    UnitSymbol{"um2", {.ten = -12}, Area::dimension, "", false, "square micrometre, also um^2"},
    UnitSymbol{"km2", {.ten = 6}, Area::dimension, "", false, "square kilometre, also km^2"},
    UnitSymbol{"%", {.ten = -2}, dimensionless, "", false, "hundredth"},
};
// clang-format on

/// All words, and a hash table over them: a unit is looked up several times for every quantity that is read.
class Words {
 public:
  Words() {
    for (const UnitSymbol& symbol : symbols) append(symbol);
    std::size_t slots = 1;
    while (slots < 4 * words_.size()) slots *= 2;
    slots_.resize(slots);
    for (std::size_t i = 0; i < words_.size(); ++i) {
      std::size_t at = hash(words_[i].text);
      while (slots_[at & (slots - 1)] != 0) ++at;
      slots_[at & (slots - 1)] = static_cast<std::uint16_t>(i + 1);
    }
  }

  const UnitWord* find(std::string_view text) const {
    for (std::size_t at = hash(text);; ++at) {
      const std::size_t slot = slots_[at & (slots_.size() - 1)];
      if (slot == 0) return nullptr;
      if (words_[slot - 1].text == text) return &words_[slot - 1];
    }
  }

  std::span<const UnitWord> all() const { return words_; }

 private:
  void append(const UnitSymbol& symbol) {
    const auto add = [&](std::string_view before, const Scale& prefix) {
      words_.push_back({std::string(before).append(symbol.text), symbol.scale.multiplied(prefix, 1), symbol.dimension});
    };
    add("", {});
    for (const Prefix& prefix : decimal_prefixes) {
      if (symbol.prefixes.find(prefix.text) == std::string_view::npos) continue;
      add(prefix.text, {.ten = prefix.ten});
      if (prefix.text == "u")
        for (const std::string_view sign : micro_signs) add(sign, {.ten = prefix.ten});
    }
    if (symbol.binary)
      for (const Prefix& prefix : binary_prefixes) add(prefix.text, {.times = prefix.times});
  }

  // FNV-1a.
  static std::size_t hash(std::string_view text) {
    std::uint64_t h = 14695981039346656037u;
    for (const char c : text) h = (h ^ static_cast<unsigned char>(c)) * 1099511628211u;
    return h ^ h >> 32;
  }

  std::vector<UnitWord> words_;
  std::vector<std::uint16_t> slots_;  // index into words_ plus one; 0: free
};

// Never destroyed: quantities may be written while other static objects go.
const Words& words() {
  static const Words& all = *new Words;
  return all;
}

// 1 for negative exponents. Powers of ten are exact up to 10^22, further ones are beyond any real unit.
double power(double base, int exponent) {
  double result = 1;
  for (; exponent > 0; --exponent) result *= base;
  return result;
}

}  // namespace

Scale Scale::multiplied(const Scale& unit, int exponent) const {
  const int n = std::abs(exponent);
  const double up = power(unit.times, n), down = power(unit.over, n);
  Scale product = exponent >= 0 ? Scale{times * up, over * down, ten + n * unit.ten}
                                : Scale{times * down, over * up, ten - n * unit.ten};
  if (product.times == product.over) product.times = product.over = 1;  // kWh/h is exactly 1000 W
  return product;
}

bool Scale::shifts() const {
  int ignored = 0;
  return std::frexp(times, &ignored) == 0.5 && std::frexp(over, &ignored) == 0.5;
}

double Scale::up() const { return times * power(10, ten); }
double Scale::down() const { return over * power(10, -ten); }

std::span<const UnitSymbol> unit_symbols() { return symbols; }
std::span<const UnitWord> unit_words() { return words().all(); }
const UnitWord* find_unit_word(std::string_view text) { return words().find(text); }

}  // namespace fleetline
