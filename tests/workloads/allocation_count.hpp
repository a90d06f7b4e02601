// How often this program has called operator new.
#pragma once

namespace fleetline::workloads {

long allocations();

}  // namespace fleetline::workloads
