// The mathematics of sustainability: from what accelerators draw to the plug of the node, the facility, carbon and water.
// Pure functions of quantities; nothing here knows the framework's interfaces.
#pragma once

#include <optional>
#include <string_view>

#include "fleetline/quantity.hpp"
#include "fleetline/sdk/records/fabrication.hpp"
#include "fleetline/sdk/records/node.hpp"
#include "fleetline/sdk/records/site.hpp"

namespace fleetline::sustainability {

/// Affine fall-back where nobody says what the accelerators do (else sdk::running_draw): P = idle + (peak - idle) * u (Fan, Weber, Barroso 2007).
constexpr Watts affine_draw(Watts idle, Watts peak, double utilization) { return idle + (peak - idle) * utilization; }

/// A node, part by part: what flows behind the power supplies, and what they take from the plug.
struct NodeDraw {
  Watts accelerators, cpu, memory, network, switches, storage, fans, other;
  Watts output;  ///< sum of the parts: direct current
  Watts plug;    ///< with the losses of the power supplies
};

/// Fans move air in proportion to heat; their power goes with its cube (fan affinity law):
///   P = idle + (peak - idle) * min(1, heat / heat_at_peak)^3
Watts fan_draw(const HostPower& host, Watts heat, Watts heat_at_peak);

/// What supplies take to hand on `output`: their loss at 20, 50 and 100 % load, a parabola through these three points.
Watts plug_draw(const PowerSupplies& supplies, Watts output);

/// `accelerators`: all of the node together, at work; `most` at peak.
NodeDraw node_draw(const Node& node, Watts accelerators, Watts most, double cpu_utilization);

/// Mean of working and idling: duty * busy + (1 - duty) * idle.
constexpr Watts mean_draw(Watts busy, Watts idle, double duty) { return busy * duty + idle * (1 - duty); }

/// Water, Li et al. 2023, eq. 1: E_IT * (WUE + PUE * EWIF). WUE is per energy of the machines: no PUE on it.
constexpr Litres water_on_site(Joules it, WaterIntensity wue) { return it * wue; }
constexpr Litres water_of_electricity(Joules facility, WaterIntensity ewif) { return facility * ewif; }

/// The share of a machine's making that a run must carry (Green Software Foundation, SCI): time over the useful part of its life.
///   M_run = M * t / (lifetime * utilization): idle hours are paid by useful ones
constexpr Carbon embodied_share(Carbon machine, Seconds time, Seconds lifetime, double utilization) {
  return machine * (time / (lifetime * utilization));
}

/// What an accelerator is made of.
struct Anatomy {
  std::string_view process, memory_type;
  Area die;
  Bytes memory;
};

/// Carbon of making one accelerator where nobody has published it (Gupta et al. 2022, ACT, ISCA, equations 3 to 6, for one package):
///   (area * CPA(process) + memory * per gigabyte + package) * product / silicon of a footprint that tells them apart
/// Nothing when the area, the process or the memory is not known.
std::optional<Carbon> footprint_of(const Fabrication& fabs, const Anatomy& anatomy);

}  // namespace fleetline::sustainability
