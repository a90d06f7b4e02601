// What a device draws by what it does: one model for every solver, from the facts of the hardware.
//
//   P = idle + (peak - idle) * min(1, running_activity + compute_activity * u_compute + memory_activity * u_memory)
//
// u: shares of the data sheet's arithmetic and bandwidth. Affine in utilisation (Fan, Weber, Barroso 2007) with two
// bends that accelerators need: a floor as soon as any kernel runs, whatever it does, and the power limit. How well it
// holds: plugins/accelerators/README.md.
#pragma once

#include "fleetline/hardware.hpp"

namespace fleetline::sdk {

/// Energy above idle over `time` in which a kernel runs that keeps arithmetic and memory busy for these times at data
/// sheet rates.
constexpr Joules dynamic_energy(const HardwareFacts& h, Seconds compute, Seconds memory, Seconds time) {
  return (h.peak_power - h.idle_power) *
         min(time, h.running_activity * time + h.compute_activity * compute + h.memory_activity * memory);
}

/// Mean draw, idle included, of a device that runs kernels all the time and uses these shares of its data sheet's
/// rates.
constexpr Watts running_draw(const HardwareFacts& h, double compute, double memory) {
  const double share = h.running_activity + h.compute_activity * compute + h.memory_activity * memory;
  return h.idle_power + (h.peak_power - h.idle_power) * (share < 1 ? share : 1.0);
}

}  // namespace fleetline::sdk
