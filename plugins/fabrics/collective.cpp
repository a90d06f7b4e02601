#include "collective.hpp"

#include <algorithm>
#include <cmath>

#include "fleetline/text.hpp"
#include "model.hpp"

namespace fleetline::fabrics {
namespace {

Collective asked(const CollectiveParams& p) {
  Collective c;
  c.kind = p.kind;
  c.payload = p.payload;
  c.kernels = p.kernels;
  return c;
}

// The host issues the next one while the device works on the last: the slower of the two sets the pace, with a soft corner.
Seconds paced(Seconds device, Seconds host) {
  if (!(host > Seconds(0))) return device;
  return Seconds(std::cbrt(std::pow(device.base(), 3) + std::pow(host.base(), 3)));
}

}  // namespace

std::unique_ptr<CollectiveState> CollectiveSolver::setup(const Subjects& subjects, const Params& params) const {
  auto state = std::make_unique<State>();
  const Fleet& fleet = *subjects.fleet;
  const std::int64_t all = fleet.device_count(), most = (all - 1) / params.stride + 1, n = params.devices > 0 ? params.devices : most;
  if (n > most) {
    Problems problems;
    problems.add({}, "devices", cat(n, " devices, each ", params.stride, " after the last, do not fit a fleet of ", all), cat("at most ", most));
    problems.raise();
  }
  state->fleet = &fleet;
  state->group.counts[0] = static_cast<std::uint32_t>(n);
  state->group.strides[0] = static_cast<std::uint32_t>(params.stride);
  state->ranks = static_cast<double>(n);
  const Profiles profiles = fleet.profiles(state->group);
  if (n == 1) state->trouble = Label("a collective of one device: nothing to send");
  else if (!profiles.connected) state->trouble = Label(cat("the ", n, " devices that take part are not connected: ", profiles.gap.text(), "; expected ", profiles.remedy.text()));
  for (std::uint32_t tier = 0; tier < profiles.count; ++tier)
    if (profiles[tier].units > 1) state->nodes = tier + 1 == profiles.count && profiles.count > 1 ? double(profiles[tier].units) : 1;
  return state;
}

Status CollectiveSolver::evaluate(const State& state, const Params& params, Outputs& out, Detail* detail) const {
  out.ranks = state.ranks;
  out.nodes = state.nodes;
  if (state.trouble) return Status::infeasible(state.trouble);
  const Cost cost = state.fleet->price(asked(params), state.group);
  out.time = paced(cost.time, params.issue);
  out.fixed_time = cost.floor;
  out.algorithm_bandwidth = params.payload / out.time;
  out.bus_bandwidth = bus_factor(params.kind, state.ranks) * out.algorithm_bandwidth;
  if (detail != nullptr) describe(state, params, out, *detail);
  return Status::ok();
}

}  // namespace fleetline::fabrics
