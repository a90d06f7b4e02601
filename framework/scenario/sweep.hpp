// Sweeps, written where the value is:
//
//   batch = { sweep = [1, 8, 64] }
//   batch = { sweep = { from = 1, to = 512, factor = 2 } }             # also: step = 4
//   batch = { sweep = { from = 1, to = 500, powers_of = 2 } }          # 1, 2, 4 ... 256
//   link  = { sweep = { from = "1 GB/s", to = "1 TB/s", count = 7, spacing = "log" } }
//   batch = { sweep = [1, 2], zip = "size" }                           # advances with the others of that group
#pragma once

#include <string>
#include <vector>

#include "fleetline/problem.hpp"
#include "fleetline/value.hpp"

namespace fleetline {

struct SweepAxis {
  std::string path;           ///< dotted, from the root: "solve.roofline.batch"
  Where where;
  std::vector<Value> values;  ///< at least one
  std::string zip;            ///< group that advances together; empty: an axis of its own
};

/// More values than this on one axis are refused before they are made.
inline constexpr std::size_t sweep_value_limit = 10'000'000;

/// True for what a malformed sweep leaves behind: its problem is known, and nothing more is to be said about the value.
inline bool was_reported(const Value& value) { return value.data.index() == 0; }

/// Takes every sweep at or below `value` out of the tree, leaving its first value in place, or nothing. In the order they
/// are written. Adds problems for empty or malformed sweeps.
void take_sweeps(Value& value, const std::string& path, std::vector<SweepAxis>& axes, Problems& problems);

}  // namespace fleetline
