// Record `failures`: how often parts fail. And what that means for a fleet.
#pragma once

#include <optional>
#include <string>

#include "fleetline/fleet.hpp"
#include "fleetline/schema.hpp"

namespace fleetline::reliability {

/// Mean times between failures that stop a job, per part.
struct Failures {
  static constexpr std::string_view record_kind = "failures";
  Seconds accelerator, host;
  std::optional<Seconds> nic, switch_, software;  ///< `software`: per host
  double low = 1, high = 1;                       ///< of the rates, where sources differ
  static const Schema<Failures>& schema();
};

/// What the fleet has of each part.
struct Parts { double accelerators = 0, hosts = 0, nics = 0, switches = 0; };
Parts parts_of(const Fleet& fleet);

/// Parts in series: rates add.
struct Rates {
  Frequency accelerators, hosts, nics, switches, software;
  Frequency total() const { return accelerators + hosts + nics + switches + software; }
};
Rates rates_of(const Parts& parts, const Failures& failures);

/// Accelerators lost with the part that takes most with it, and how many such parts there are.
struct Blast { std::uint32_t size = 1; std::uint64_t parts = 0; };
Blast largest_blast(const Fleet& fleet);

}  // namespace fleetline::reliability
