// Which columns of the results a plan fills, and how its labels are numbered there: variants share columns where they mean the same.
#pragma once

#include <map>
#include <string>

#include "results.hpp"
#include "scenario/plan.hpp"

namespace fleetline {

/// The results' columns that one plan fills, by slot.
struct Sink {
  std::uint32_t slot = 0;
  std::size_t column = 0;
};

/// The column a slot fills, shared with the other variants' slots of that name. One name may mean different things in two variants (a
/// [derive] of another dimension, a number against a text): then it gets a column of its own, named after its variant.
std::size_t column_of(Results& results, const Slot& slot, const std::string& variant);

/// Codes of `slot` -> codes of the column, where other variants may have numbered labels differently.
std::map<int, int> merge_labels(ResultColumn& column, const Slot& slot);

}  // namespace fleetline
