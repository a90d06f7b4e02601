// Keys that no family asked for: some never matter here, some change the architecture, the rest is unknown.
#pragma once

#include "import/draft.hpp"

namespace fleetline::workloads::import {

/// Refuses what changes the architecture and was not read; names what is unknown in a remark.
void settle_leftovers(Work& w);

}  // namespace fleetline::workloads::import
