// Hardware prices one operator.
//
// Life: built once per distinct parameters by the plugin's factory (may throw InputError), then shared by
// all cases and threads and never changed. Every member function is const and pure. [any thread] [no throw]
#pragma once

#include <span>

#include "fleetline/cost.hpp"
#include "fleetline/format.hpp"
#include "fleetline/label.hpp"
#include "fleetline/operator.hpp"
#include "fleetline/quantity.hpp"

namespace fleetline {

/// The rate a device reaches for a format, and which of its formats that rate belongs to. `used` differs from
/// what was asked when the device has no such arithmetic and falls back (int4 weights on an H100 multiply
/// as bf16): solvers report it. An unsupported format has rate 0.
struct Peak {
  FlopRate rate;
  Format used;
};

/// One level of the memory hierarchy.
struct MemoryLevel {
  Label name;  ///< "hbm", "sram", "flash"
  Bytes capacity;
  Bandwidth bandwidth;
  bool read_only = false;  ///< holds weights only (flash)
};

/// Facts a solver may ask for, in one plain struct. Rates are dense datasheet peaks.
struct HardwareFacts {
  Bytes memory_capacity;
  Bandwidth memory_bandwidth;
  Seconds dispatch_overhead;  ///< once per step: host work before the device starts
  Seconds layer_overhead;     ///< once per layer and pass: launches and framework
  Watts idle_power, peak_power;
  double running_activity = 0;  ///< share of (peak - idle) power while any kernel runs: clocks and voltage are up, schedulers spin
  double compute_activity = 1;  ///< further share when arithmetic is saturated; all three together never exceed 1
  double memory_activity = 1;   ///< further share when the memory interface is saturated
  bool has_power = false;       ///< false: no power figure is known, energy cannot be given
  // What it is made of, as its data sheet says it; empty and 0: not known.
  Label process, memory_type;  ///< "TSMC 4N", "HBM3"
  Area die_area;               ///< of the compute dies
};

class Hardware {
 public:
  virtual ~Hardware();

  /// Time and dynamic energy of one run of `op` (not times `repeat`) on one device at datasheet rates or at
  /// the device's own calibrated efficiencies.
  virtual Cost price(const Operator& op) const = 0;

  /// The arithmetic rate for `math`, with the fallback that was used.
  virtual Peak peak(Format math) const = 0;

  virtual const HardwareFacts& facts() const = 0;
  /// The first is device memory, where everything must fit, except weights when there is a read-only level: then all of
  /// them must fit that one (flash of a microcontroller).
  virtual std::span<const MemoryLevel> levels() const = 0;
};

}  // namespace fleetline
