#include "model.hpp"

#include <array>
#include <string>
#include <utility>

namespace fleetline::accelerators {
namespace {

bool starts_with(std::string_view text, std::string_view prefix) { return text.substr(0, prefix.size()) == prefix; }
bool is_integer(std::string_view name) { return starts_with(name, "int") || starts_with(name, "uint"); }

constexpr std::array<std::string_view, 5> from_narrow = {"fp16", "bf16", "tf32", "fp32", "fp64"};
constexpr std::array<std::string_view, 4> from_fp16 = {"bf16", "tf32", "fp32", "fp64"};
constexpr std::array<std::string_view, 4> from_bf16 = {"fp16", "tf32", "fp32", "fp64"};
constexpr std::array<std::string_view, 2> from_middle = {"fp32", "fp64"};
constexpr std::array<std::string_view, 1> from_wide = {"fp64"};

std::span<const std::string_view> wider(std::string_view name, float bits) {
  if (name == "fp16") return from_fp16;
  if (name == "bf16") return from_bf16;
  if (name == "tf32") return from_middle;
  if (name == "fp64") return {};
  if (bits <= 8 || (bits < 16 && !is_integer(name))) return from_narrow;
  return bits <= 24 ? std::span<const std::string_view>(from_middle) : from_wide;
}

Format named(std::string_view name) { return parse_format(name).value.value_or(Format{}); }

}  // namespace

std::vector<Format> ladder(Format format) {
  const Format math = format_of(format.math);
  const std::string_view name = name_of(math);
  std::vector<Format> rungs;
  if (!math) return rungs;
  if (starts_with(name, "uint")) rungs.push_back(named(name.substr(1)));
  for (const std::string_view rung : wider(name, math.bits)) rungs.push_back(named(rung));
  return rungs;
}

PeakTable::PeakTable(std::vector<Rate> rates, std::vector<Fallback> fallbacks)
    : rates_(std::move(rates)), fallbacks_(std::move(fallbacks)) {
  const FormatId count = format_count();
  table_.reserve(count);
  for (FormatId id = 0; id < count; ++id) table_.push_back(resolve(format_of(id)));
}

/// The line for this very format, else the one for what it multiplies as: nvfp4 is served by fp4.
const Rate* PeakTable::listed(Format format) const {
  for (const FormatId wanted : {format.id, format.math})
    for (const Rate& line : rates_)
      if (line.format.id == wanted) return &line;
  return nullptr;
}

Peak PeakTable::resolve(Format math) const {
  if (!math) return {};
  if (const Rate* exact = listed(math)) return {exact->rate, exact->format};
  for (const Fallback& own : fallbacks_)
    if (own.from.math == math.math)
      if (const Rate* other = listed(own.to)) return {other->rate, other->format};
  for (const Format rung : ladder(math))
    if (const Rate* other = listed(rung)) return {other->rate, other->format};
  return {};
}

}  // namespace fleetline::accelerators
