#include "fleetline/format.hpp"

#include <array>
#include <charconv>
#include <limits>
#include <map>
#include <mutex>
#include <vector>

#include "fleetline/text.hpp"
#include "in_quotes.hpp"
#include "stable_list.hpp"

namespace fleetline {
namespace {

struct KnownFormat {
  std::string_view name, math;  // math "": itself
  float bits, scale_bits = 0, group = 0;
};

// Block formats multiply on the units of their element format: a device lists its fp4 rate once and
// serves mxfp4 and nvfp4 by it, unless it lists those too.
// OCP Microscaling Formats (MX) v1.0, table 1: one E8M0 scale per 32 elements.
// NVFP4 (NVIDIA, 2025): one E4M3 scale per 16 elements; the fp32 scale of the whole tensor is not counted.
// clang-format off
constexpr std::array known_formats{
    KnownFormat{"fp64", "", 64},          KnownFormat{"fp32", "", 32},
    KnownFormat{"tf32", "", 32},          KnownFormat{"fp16", "", 16},
    KnownFormat{"bf16", "", 16},          KnownFormat{"fp8", "", 8},
    KnownFormat{"fp6", "", 6},            KnownFormat{"fp4", "", 4},
    KnownFormat{"int32", "", 32},         KnownFormat{"int16", "", 16},
    KnownFormat{"int8", "", 8},           KnownFormat{"int4", "", 4},
    KnownFormat{"fp8_e4m3", "fp8", 8},    KnownFormat{"fp8_e5m2", "fp8", 8},
    KnownFormat{"mxfp8", "fp8", 8, 8, 32}, KnownFormat{"mxfp6", "fp6", 6, 8, 32},
    KnownFormat{"mxfp4", "fp4", 4, 8, 32}, KnownFormat{"mxint8", "int8", 8, 8, 32},
    KnownFormat{"nvfp4", "fp4", 4, 8, 16},
};
// clang-format on

// Blocks of GGUF files (llama.cpp, ggml-common.h): bits of a block's scale and minimum, and how many weights share them. q4_K to q6_K are
// super-blocks of 256, whose own 16-bit scales are counted in: 4.5, 5.5 and 6.5625 bits per weight in all.
// clang-format off
constexpr std::array gguf_formats{
    KnownFormat{"q4_0", "int4", 4, 16, 32}, KnownFormat{"q4_1", "int4", 4, 32, 32},
    KnownFormat{"q5_0", "int5", 5, 16, 32}, KnownFormat{"q5_1", "int5", 5, 32, 32},
    KnownFormat{"q8_0", "int8", 8, 16, 32}, KnownFormat{"q3_k", "int3", 3, 7, 16},
    KnownFormat{"q4_k", "int4", 4, 16, 32}, KnownFormat{"q5_k", "int5", 5, 16, 32},
    KnownFormat{"q6_k", "int6", 6, 9, 16},
};
// clang-format on

struct Spelling {
  std::string_view said, meant;
};
// clang-format off
constexpr std::array other_names{
    Spelling{"half", "fp16"},     Spelling{"float16", "fp16"},  Spelling{"f16", "fp16"},
    Spelling{"bfloat16", "bf16"}, Spelling{"float", "fp32"},    Spelling{"float32", "fp32"},
    Spelling{"f32", "fp32"},      Spelling{"single", "fp32"},   Spelling{"double", "fp64"},
    Spelling{"float64", "fp64"},  Spelling{"f64", "fp64"},      Spelling{"float8", "fp8"},
    Spelling{"e4m3", "fp8_e4m3"}, Spelling{"e5m2", "fp8_e5m2"},
};
// clang-format on

constexpr float group_scale_bits = 16;
constexpr int widest = 64, largest_group = 1 << 24;

std::string lower(std::string_view text) {
  std::string out(text);
  for (char& c : out)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return out;
}

std::string_view trimmed(std::string_view text) {
  const auto first = text.find_first_not_of(" \t");
  return first == text.npos ? "" : text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

// A whole positive number without sign or leading zero; 0 when it is not one.
int positive_number(std::string_view text) {
  int value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  const bool whole = error == std::errc{} && end == text.data() + text.size();
  return whole && text.front() >= '1' && text.front() <= '9' ? value : 0;
}

// "int5" -> 5: the families whose width may be any; 0 when `name` is not of one.
int free_width(std::string_view name) {
  for (const std::string_view family : {"uint", "int", "fp"})
    if (name.starts_with(family)) {
      const int width = positive_number(name.substr(family.size()));
      const int narrowest = family == "fp" ? 3 : 1;  // sign, exponent and at least one bit more
      return width >= narrowest && width <= widest ? width : 0;
    }
  return 0;
}

class Formats {
 public:
  Formats() {
    list_.append({});  // id 0: no format
    for (const KnownFormat& known : known_formats)
      add(std::string(known.name), {.bits = known.bits, .scale_bits = known.scale_bits, .group = known.group},
          known.math);
    for (const KnownFormat& known : gguf_formats) {
      if (!find(known.math)) add(std::string(known.math), {.bits = known.bits}, "");
      add(std::string(known.name), {.bits = known.bits, .scale_bits = known.scale_bits, .group = known.group}, known.math);
    }
  }

  /// The format called `name`, made by `make()` when it is new; no format when there is no id left.
  template <class Make>
  Format intern(const std::string& name, std::string_view math, Make make) {
    const std::lock_guard lock(mutex_);
    if (const Format known = find(name)) return known;
    if (list_.size() >= std::numeric_limits<FormatId>::max()) return {};
    return add(name, make(), math);
  }

  Format lookup(const std::string& name) {
    const std::lock_guard lock(mutex_);
    return find(name);
  }

  struct Entry {
    Format format;
    std::string name;
  };
  const Entry* entry(FormatId id) const { return list_.find(id); }
  std::size_t size() const { return list_.size(); }

 private:
  Format find(std::string_view name) const {
    const auto found = ids_.find(name);
    return found == ids_.end() ? Format{} : list_.find(found->second)->format;
  }
  Format add(std::string name, Format format, std::string_view math) {
    format.id = static_cast<FormatId>(list_.size());
    format.math = math.empty() ? format.id : find(math).math;
    const Entry& stored = list_.append({format, std::move(name)});
    ids_.emplace(stored.name, format.id);
    return format;
  }

  std::mutex mutex_;
  std::map<std::string_view, FormatId> ids_;  // keys view into list_
  StableList<Entry> list_;
};

// Never destroyed: formats may be named while other static objects go.
Formats& formats() {
  static Formats& all = *new Formats;
  return all;
}

std::string unknown_format(std::string_view text, const std::string& name) {
  std::vector<std::string_view> names;
  for (const KnownFormat& known : known_formats) names.push_back(known.name);
  std::vector<std::string_view> candidates = names;
  for (const KnownFormat& known : gguf_formats) candidates.push_back(known.name);
  std::string_view meant = nearest(name, candidates);
  for (const Spelling& other : other_names)
    if (name == other.said) meant = other.meant;
  std::string error = cat("unknown number format ", in_quotes(text));
  return meant.empty()
             ? cat(error, "; known are ", one_of(names, names.size()), ", and 'int', 'uint' or 'fp' with a width")
             : cat(error, "; did you mean '", meant, "'?");
}

std::string full(std::string_view text) {
  return cat("number format ", in_quotes(text), " is one too many: no more than 65534 can be in use");
}

}  // namespace

namespace {

/// Mishra et al. 2021 (Accelerating Sparse Deep Neural Networks), section 3: of four values two are kept, each with two bits that say which.
Parsed<Format> two_of_four(const Format& dense, std::string_view text) {
  const Format sparse = formats().intern(cat(name_of(dense), " 2:4"), name_of(format_of(dense.math)), [&dense] {
    return Format{.bits = dense.bits / 2 + 1, .scale_bits = dense.scale_bits, .group = dense.group};
  });
  return sparse ? Parsed<Format>{sparse, {}} : Parsed<Format>{{}, full(text)};
}

}  // namespace

Parsed<Format> parse_format(std::string_view text) {
  const std::string spelled = lower(trimmed(text));
  if (constexpr std::string_view sparse = " 2:4"; spelled.ends_with(sparse)) {
    const std::string_view rest = trimmed(std::string_view(spelled).substr(0, spelled.size() - sparse.size()));
    if (rest.ends_with(sparse)) return {{}, cat(in_quotes(rest), " keeps two of four already; write '2:4' once")};
    const Parsed<Format> dense = parse_format(rest);
    return dense ? two_of_four(*dense.value, text) : dense;
  }
  const std::size_t blank = spelled.find_first_of(" \t");
  const std::string name = spelled.substr(0, blank);
  Format element = formats().lookup(name);
  if (const int width = element ? 0 : free_width(name))
    element = formats().intern(name, "", [width] { return Format{.bits = static_cast<float>(width)}; });
  else if (!element)
    return {{}, unknown_format(text, name)};
  if (!element) return {{}, full(text)};
  if (blank == spelled.npos) return {element, {}};

  const std::string_view group = trimmed(std::string_view(spelled).substr(blank));
  const int size = group.front() == 'g' ? positive_number(group.substr(1)) : 0;
  if (size == 0 || size > largest_group)
    return {{},
            cat("after '", name, "' only a group size can follow, as in '", name, " g128', not ", in_quotes(group))};
  if (element.group > 0)
    return {
        {},
        cat("'", name, "' has groups of its own (", element.group, " elements); write it without ", in_quotes(group))};
  const Format grouped = formats().intern(cat(name, " g", size), name_of(format_of(element.math)), [&] {
    return Format{.bits = element.bits, .scale_bits = group_scale_bits, .group = static_cast<float>(size)};
  });
  return grouped ? Parsed<Format>{grouped, {}} : Parsed<Format>{{}, full(text)};
}

std::string_view name_of(Format format) {
  const auto* entry = formats().entry(format.id);
  return entry == nullptr ? std::string_view{} : std::string_view(entry->name);
}

Format format_of(FormatId id) {
  const auto* entry = formats().entry(id);
  return entry == nullptr ? Format{} : entry->format;
}

FormatId format_count() { return static_cast<FormatId>(formats().size()); }

}  // namespace fleetline
