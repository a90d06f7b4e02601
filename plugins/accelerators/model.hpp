// The mathematics of a datasheet device: which rate a format runs at, how long an operator keeps the two engines busy.
// Pure functions of quantities; nothing here knows the framework's interfaces.
#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "fleetline/format.hpp"
#include "fleetline/hardware.hpp"
#include "fleetline/quantity.hpp"

namespace fleetline::accelerators {

/// One line of a datasheet: the dense rate of a format.
struct Rate {
  Format format;
  FlopRate rate;
};

/// An explicit fallback of one device: `from` multiplies as `to`.
struct Fallback {
  Format from, to;
};

/// The formats that may stand in for `format` on a device without arithmetic for it, in order of preference:
///   uintN                          intN, then as intN
///   integer or float, below 16 bit fp16, bf16, tf32, fp32, fp64   (dequantised to the widest common 16-bit format)
///   fp16 | bf16                    each other, then tf32, fp32, fp64
///   tf32, integers of 9-24 bit     fp32, fp64
///   wider                          fp64
/// Block formats and variants (mxfp8, fp8_e4m3, int4 g128) follow the format they multiply as (fp8, fp8, int4).
std::vector<Format> ladder(Format format);

/// Per format, the rate in force and the format it belongs to. Immutable; a look-up is one array access. [any thread]
class PeakTable {
 public:
  PeakTable(std::vector<Rate> rates, std::vector<Fallback> fallbacks);

  /// The exact format, or the one it multiplies as; else the device's own fallback; else the first rung of the ladder it lists; else rate 0.
  Peak peak(Format math) const { return math.id < table_.size() ? table_[math.id] : resolve(math); }

 private:
  const Rate* listed(Format format) const;
  /// The rule itself: fills the table, and answers for formats interned after it was built.
  Peak resolve(Format math) const;

  std::vector<Rate> rates_;
  std::vector<Fallback> fallbacks_;
  std::vector<Peak> table_;
};

/// Time that `flops` keep arithmetic of this rate busy; no work takes no time at any rate, work at rate 0 never ends.
constexpr Seconds busy_time(Flops flops, FlopRate rate) {
  return flops > Flops(0) ? flops / rate : Seconds(0);
}

/// Williams, Waterman, Patterson 2009 (Roofline), eq. 1, solved for time: the longer engine decides.
constexpr Seconds roofline_time(Seconds compute, Seconds memory) { return max(compute, memory); }

}  // namespace fleetline::accelerators
