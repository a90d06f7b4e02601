#include "collective.hpp"

#include <algorithm>

#include "fleetline/text.hpp"
#include "model.hpp"

namespace fleetline::fabrics {
namespace {

void check(const CollectiveSolver::Params& p, std::uint32_t devices) {
  Problems problems;
  const std::int64_t reach = p.devices > 0 ? (p.devices - 1) * p.stride + 1 : 1;
  if (reach > devices)
    problems.add({}, "devices", cat(p.devices, " devices, every ", p.stride, ", reach to the ", reach, "th, and the fleet has ", devices),
                 cat("at most ", (devices - 1) / p.stride + 1));
  problems.raise();
}

/// The outermost tier that the group spreads over.
const GroupProfile* outermost(const Profiles& profiles) {
  for (std::uint32_t t = profiles.count; t-- > 0;)
    if (profiles[t].units > 1) return &profiles[t];
  return nullptr;
}

}  // namespace

std::unique_ptr<CollectiveSolver::State> CollectiveSolver::setup(const Subjects& subjects, const Params& params) const {
  auto state = std::make_unique<State>();
  state->fleet = subjects.fleet;
  const std::uint32_t devices = subjects.fleet->device_count();
  check(params, devices);
  const auto stride = static_cast<std::uint32_t>(params.stride);
  const std::uint32_t members = params.devices > 0 ? static_cast<std::uint32_t>(params.devices) : (devices - 1) / stride + 1;
  state->group = {.start = 0, .counts = {members, 1, 1, 1}, .strides = {stride, 0, 0, 0}};
  state->profiles = subjects.fleet->profiles(state->group);
  return state;
}

Status CollectiveSolver::evaluate(const State& state, const Params& params, Outputs& out, Detail* detail) const {
  const auto n = static_cast<double>(state.group.size());
  out.members = static_cast<std::int64_t>(state.group.size());
  if (out.members == 1) return Status::infeasible(alone_);
  if (!state.profiles.connected) return Status::infeasible(apart_);
  Collective c;
  c.kind = params.kind;
  c.payload = params.payload;
  out.time = state.fleet->price(c, state.group).time;
  out.algorithm_bandwidth = params.payload / out.time;
  out.bus_bandwidth = out.algorithm_bandwidth * ring_volume(params.kind, n);
  const GroupProfile* outer = outermost(state.profiles);
  out.nodes = outer != nullptr && outer->ranks > 1 ? static_cast<std::int64_t>(outer->units) : 1;
  if (outer != nullptr) out.bottleneck = outer->bottleneck, out.latency = outer->latency;
  if (detail) detail->verdict = cat(to_text(params.payload), " among ", out.members, " devices take ", to_text(out.time), ": ", to_text(out.bus_bandwidth), " on the bus.");
  return Status::ok();
}

const Schema<CollectiveSolver::Params>& CollectiveSolver::Params::schema() {
  using P = Params;
  static const auto schema =
      Schema<P>("Which collective, how much, among whom")
          .add("kind", &P::kind,
               {{CollectiveKind::all_reduce, {"all_reduce", 0, "everybody ends with the sum"}},
                {CollectiveKind::all_gather, {"all_gather", 0, "everybody ends with all parts"}},
                {CollectiveKind::reduce_scatter, {"reduce_scatter", 0, "everybody ends with a part of the sum"}},
                {CollectiveKind::all_to_all, {"all_to_all", 0, "everybody sends everybody a part"}},
                {CollectiveKind::broadcast, {"broadcast", 0, "one sends to all"}},
                {CollectiveKind::point_to_point, {"point_to_point", 0, "one sends to one"}}},
               "What is done")
          .add("payload", &P::payload, "MB", "The full tensor of one rank; of all-gather, after it", {.range = positive})
          .add("devices", &P::devices, "", "Members, from the first device on; 0: all", {.range = {.low = 0, .high = 2147483648.0}, .shapes = true})
          .add("stride", &P::stride, "", "Every how manyth device is one", {.range = {.low = 1, .high = 2147483648.0}, .shapes = true});
  return schema;
}

const Schema<CollectiveSolver::Outputs>& CollectiveSolver::Outputs::schema() {
  using O = Outputs;
  static const auto schema =
      Schema<O>("How one collective goes")
          .add("time", &O::time, "us", "From the first to the last device's end",
               {.direction = Direction::lower, .headline = true,
                .equation = "time = min over algorithms of launch + (sqrt(W / B) + sqrt(steps * step))^2", .uses = "payload, bottleneck, members, latency"})
          .add("algorithm_bandwidth", &O::algorithm_bandwidth, "GB/s", "Payload over time",
               {.direction = Direction::higher, .equation = "algorithm_bandwidth = payload / time", .uses = "payload, time"})
          .add("bus_bandwidth", &O::bus_bandwidth, "GB/s", "What each device would send in a ring, over time: comparable with link rates",
               {.direction = Direction::higher, .headline = true, .equation = "bus_bandwidth = algorithm_bandwidth * ring volume(kind, members)",
                .uses = "algorithm_bandwidth, members"})
          .add("members", &O::members, "", "Devices that take part", {})
          .add("nodes", &O::nodes, "", "Nodes they sit in", {})
          .add("bottleneck", &O::bottleneck, "GB/s", "Of one member, one direction, on the outermost tier the group spreads over", {.direction = Direction::higher})
          .add("latency", &O::latency, "us", "Of the links between the two most distant members, one way", {.direction = Direction::lower});
  return schema;
}

Component collective_component() {
  return sdk::solver<CollectiveSolver>(
      {.name = "collective",
       .summary = "Time and bandwidth of one collective over a group of the fleet",
       .description = "Asks the fleet's fabrics for one collective, tiers composed. What nccl-tests measure.",
       .assumptions = {"nothing else runs on the devices: in training collectives are slower"},
       .references = {"nccl-tests, doc/PERFORMANCE.md (bus bandwidth)"},
       .needs_hardware = true,
       .promises = {{"time", "payload", Direction::higher}}});
}

}  // namespace fleetline::fabrics
