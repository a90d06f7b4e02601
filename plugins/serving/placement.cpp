#include "placement.hpp"

#include <array>
#include <span>
#include <string>

#include "fleetline/text.hpp"
#include "solver.hpp"

namespace fleetline::serving {
namespace {

/// All that a replica's prices and memory depend on. Partitions that name the same device hold objects of their own.
bool alike(const Hardware& a, const Hardware& b, const PrecisionPolicy& precision) {
  const auto figures = [](const HardwareFacts& f) {
    return std::array{f.memory_capacity.base(), f.memory_bandwidth.base(), f.idle_power.base(),
                      f.peak_power.base(),      f.running_activity,        f.compute_activity,
                      f.memory_activity,        f.has_power ? 1.0 : 0.0};
  };
  return figures(a.facts()) == figures(b.facts()) &&
         a.peak(precision.math).rate.base() == b.peak(precision.math).rate.base() &&
         a.peak(precision.activations).rate.base() == b.peak(precision.activations).rate.base();
}

std::string described(const Partition& p) {
  const HardwareFacts& f = p.hardware->facts();
  return cat("'", p.name.text(), "'", p.node.name ? cat(" of ", p.node.name.text()) : std::string(), " (",
             to_text(f.memory_capacity, 4), " at ", to_text(f.memory_bandwidth, 4), ")");
}

/// A replica is priced on one device, and all replicas as that one.
void check_one_kind(const Fleet& fleet, const PrecisionPolicy& precision, Problems& problems) {
  const std::span<const Partition> parts = fleet.partitions();
  for (const Partition& other : parts)
    if (other.hardware != parts.front().hardware && !alike(*other.hardware, *parts.front().hardware, precision))
      return problems.add(
          {}, "",
          cat("the fleet's partitions hold different hardware: ", described(parts.front()), " and ", described(other)),
          "one kind of hardware: fleet.partition of one kind, or a scenario for each");
}

}  // namespace

void check_placement(const Subjects& subjects, const ServingParams& p, const PrecisionPolicy& precision) {
  const Fleet& fleet = *subjects.fleet;
  Problems problems;
  check_one_kind(fleet, precision, problems);
  if (const double layers = p.pipeline_parallel > 1 ? layers_of(*subjects.workload, precision) : 0;
      layers > 0 && static_cast<double>(p.pipeline_parallel) > layers)
    problems.add({}, "pipeline_parallel",
                 cat(p.pipeline_parallel, " stages, but the model has ", number_text(layers, 6), " layers"),
                 cat("at most ", number_text(layers, 6)));
  const auto group = static_cast<std::uint64_t>(p.tensor_parallel * p.pipeline_parallel);
  const char* degree = p.tensor_parallel > 1 ? "tensor_parallel" : "pipeline_parallel";
  const std::uint32_t devices = fleet.device_count();
  if (group > devices)
    problems.add({}, degree,
                 cat("one replica takes ", p.tensor_parallel, " x ", p.pipeline_parallel, " = ", group,
                     " devices, the fleet has ", devices),
                 cat("at most ", devices, ", or a larger [fleet]"));
  else if (group > 1 && fleet.topology() == nullptr)
    problems.add({}, degree, cat("the ", group, " devices of a replica are not connected"),
                 "a fleet with a node_fabric: [fleet] node = \"DGX_H100\", or node_fabric = \"NVLink4\"");
  else if (const Profiles all =
               group > 1 ? fleet.profiles({.counts = {static_cast<std::uint32_t>(group), 1, 1, 1}}) : Profiles{};
           !all.connected)
    problems.add({}, degree, cat("one replica takes ", group, " devices: ", all.gap.text()),
                 std::string(all.remedy.text()));
  problems.raise();
}

Division division_of(const Fleet& fleet, std::uint32_t tensor, std::uint32_t pipeline) {
  Division d{.tensor = tensor, .pipeline = pipeline};
  const Group neighbours{.counts = {tensor, 1, 1, 1}};
  d.collective = [&fleet, neighbours](Collective c) {
    c.kernels = Kernels::engine;
    return fleet.price(c, neighbours).time;
  };
  // Two sizes give the line of each boundary: some are inside a node, some between nodes, some between sites.
  constexpr double large = 64e6;
  for (std::uint32_t s = 0; s + 1 < pipeline; ++s) {
    const Group pair{.start = s * tensor, .counts = {2, 1, 1, 1}, .strides = {tensor, 0, 0, 0}};
    const auto send = [&](double bytes) {
      return fleet
          .price({.kind = CollectiveKind::point_to_point, .axis = Axis::pipeline, .payload = Bytes(bytes)}, pair)
          .time;
    };
    const Seconds latency = send(1);
    d.hand_overs += latency;
    d.hand_overs_s_per_byte += (send(large) - latency).base() / large;
  }
  return d;
}

}  // namespace fleetline::serving
