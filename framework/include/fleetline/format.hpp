// Number formats: bf16, fp8, int4 g128, nvfp4 ... an open set, named by small ids.
//
// A format says how many bits one element takes, and, for block formats, how many bits of scale
// every group of elements adds. What a device can do with it is the device's business.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "fleetline/quantity.hpp"
#include "fleetline/units.hpp"

namespace fleetline {

/// Dense, small: index straight into a per-format table.
using FormatId = std::uint16_t;

struct Format {
  FormatId id = 0;         ///< 0: no format
  std::uint16_t math = 0;  ///< id of the format without its group: what `int4 g128` multiplies as
  float bits = 0;          ///< per element, as stored
  float scale_bits = 0;    ///< per group
  float group = 0;         ///< elements that share a scale; 0: none

  /// Bytes of `elements` elements, scales included (a last partial group counts as its share).
  constexpr Bytes bytes(double elements) const {
    const double per_element = bits + (group > 0 ? scale_bits / static_cast<double>(group) : 0.0);
    return Bytes(elements * per_element / 8.0);
  }
  explicit operator bool() const { return id != 0; }
  friend bool operator==(const Format& a, const Format& b) { return a.id == b.id; }
};

/// Reads "bf16", "fp8", "int4", "int4 g128", "mxfp4", "nvfp4" ...: a known name, or `int`, `uint` or
/// `fp` with a width, then optionally ` gN` for one 16-bit scale per N elements. Interned. [any thread]
Parsed<Format> parse_format(std::string_view text);

/// The text a format was interned under: "int4 g128"; "" for no format. [any thread]
std::string_view name_of(Format format);
Format format_of(FormatId id);
/// How many ids exist: the size for per-format tables.
FormatId format_count();

}  // namespace fleetline
