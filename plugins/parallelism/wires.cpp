// What the groups of a layout pay to send: lines fitted through the fleet's prices, and the slowest boundary of a
// pipeline.
#include <algorithm>
#include <cstdint>
#include <vector>

#include "pricing.hpp"

namespace fleetline::parallelism {
namespace {

/// Two sizes give the line: one that is all latency, one that is all bandwidth.
Wire wire(const Fleet& fleet, double efficiency, CollectiveKind kind, Axis axis, const Group& group) {
  if (group.size() <= 1) return {};
  constexpr double small = 1024, large = 256.0 * 1024 * 1024;
  const auto time = [&](double bytes) {
    return fleet.price({.kind = kind, .axis = axis, .payload = Bytes(bytes)}, group).time / efficiency;
  };
  const Seconds low = time(small), high = time(large);
  const double slope = (high - low).base() / (large - small);
  return {.latency = max(Seconds(0), low - Seconds(slope * small)), .seconds_per_byte = slope};
}

/// Boundaries between stages that may be the slowest, by the stage before: in a fleet of several partitions or sites
/// any of them; otherwise the first (inside a node, where stages are small), the first that leaves its node, the one in
/// the middle, where most switches lie between, and the last.
std::vector<std::uint32_t> boundaries(const Fleet& fleet, std::uint32_t stages, std::uint32_t stride) {
  std::vector<std::uint32_t> out;
  if (fleet.partitions().size() > 1) {
    for (std::uint32_t s = 0; s + 1 < stages; ++s) out.push_back(s);
    return out;
  }
  const std::uint32_t node = fleet.partitions().front().devices_per_node,
                      leaves_node = stride < node ? (node - 1) / stride : 0;
  for (const std::uint32_t s : {0u, leaves_node, stages / 2 - 1, stages - 2})
    if (s + 1 < stages && std::find(out.begin(), out.end(), s) == out.end()) out.push_back(s);
  return out;
}

/// Two neighbouring stages: those whose transfer takes longest. A pipeline moves at the pace of its slowest boundary:
/// every micro-batch passes it.
Group neighbouring_stages(const Fleet& fleet, const LayoutChoice& c) {
  const std::uint32_t stride = c.tensor * c.data;
  Group slowest{.start = 0, .counts = {c.pipeline > 1 ? 2u : 1u, 1, 1, 1}, .strides = {stride, 0, 0, 0}};
  if (c.pipeline < 2) return slowest;
  Seconds longest(-1);
  for (const std::uint32_t s : boundaries(fleet, c.pipeline, stride)) {
    Group pair = slowest;
    pair.start = s * stride;
    const Seconds time =
        fleet.price({.kind = CollectiveKind::point_to_point, .axis = Axis::pipeline, .payload = Bytes(1e6)}, pair).time;
    if (time > longest) longest = time, slowest = pair;
  }
  return slowest;
}

}  // namespace

Wires wires_of(const Fleet& fleet, const TrainingStack& stack, const LayoutChoice& c) {
  const double e = stack.network_efficiency;
  Group data{.start = 0, .counts = {c.data, 1, 1, 1}, .strides = {c.tensor, 0, 0, 0}};
  const Group stage = neighbouring_stages(fleet, c);
  const Group replicas{.start = 0, .counts = {c.data / c.expert, 1, 1, 1}, .strides = {c.tensor * c.expert, 0, 0, 0}};
  const auto expert = [&](CollectiveKind kind) {
    return c.expert > 1 ? wire(fleet, e, kind, Axis::data, replicas) : Wire{};
  };
  const std::uint32_t sharing = c.sharing();
  const Group shard{.start = 0, .counts = {sharing, 1, 1, 1}, .strides = {c.tensor, 0, 0, 0}},
      shares{.start = 0, .counts = {c.data / sharing, 1, 1, 1}, .strides = {c.tensor * sharing, 0, 0, 0}};
  return {.stage = wire(fleet, e, CollectiveKind::point_to_point, Axis::pipeline, stage),
          .all_reduce = wire(fleet, e, CollectiveKind::all_reduce, Axis::data, data),
          .reduce_scatter = wire(fleet, e, CollectiveKind::reduce_scatter, Axis::data, shard),
          .all_gather = wire(fleet, e, CollectiveKind::all_gather, Axis::data, shard),
          .shares_all_reduce = wire(fleet, e, CollectiveKind::all_reduce, Axis::data, shares),
          .expert_all_reduce = expert(CollectiveKind::all_reduce),
          .expert_reduce_scatter = expert(CollectiveKind::reduce_scatter),
          .expert_all_gather = expert(CollectiveKind::all_gather)};
}

}  // namespace fleetline::parallelism
