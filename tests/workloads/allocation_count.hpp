// How often this program has called operator new.
#pragma once

namespace fleetline::workloads {

long allocations();
bool counts_allocations();

}  // namespace fleetline::workloads
