#include "placement.hpp"

#include <algorithm>
#include <array>
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

/// Replicas of the one cost what those of the other do.
bool alike(const Partition& a, const Partition& b, const PrecisionPolicy& precision) {
  return a.devices_per_node == b.devices_per_node && a.node_fabric == b.node_fabric && a.fabric == b.fabric &&
         (a.hardware == b.hardware || alike(*a.hardware, *b.hardware, precision));
}

void check_stages(const Workload& workload, std::int64_t stages, const PrecisionPolicy& precision, Problems& problems) {
  const double layers = stages > 1 ? layers_of(workload, precision) : 0;
  if (layers > 0 && static_cast<double>(stages) > layers)
    problems.add({}, "pipeline_parallel", cat(stages, " stages, but the model has ", number_text(layers, 6), " layers"),
                 cat("at most ", number_text(layers, 6)));
}

/// What is wrong with a replica of that many devices from the first of `place` on.
void check_connected(const Fleet& fleet, const Place& place, std::uint32_t group, const char* degree,
                     Problems& problems) {
  const Profiles all = fleet.profiles({.start = place.first_device, .counts = {group, 1, 1, 1}});
  if (!all.connected)
    problems.add({}, degree, cat("one replica takes ", group, " devices: ", all.gap.text()),
                 std::string(all.remedy.text()));
}

}  // namespace

std::vector<Place> places_of(const Fleet& fleet, const Hardware& usual, const PrecisionPolicy& precision) {
  std::vector<Place> places;
  const Partition* last = nullptr;
  for (const Partition& p : fleet.partitions()) {
    if (last != nullptr && alike(*last, p, precision))
      places.back().devices += p.devices;
    else
      places.push_back({p.name, p.hardware, p.first_device, p.devices, {}});
    places.back().partitions.push_back(p.devices);
    last = &p;
  }
  if (places.empty()) places.push_back({{}, &usual, 0, fleet.device_count(), {}});
  return places;
}

void check_placement(const Subjects& subjects, const std::vector<Place>& places, const ServingParams& p,
                     const PrecisionPolicy& precision) {
  const Fleet& fleet = *subjects.fleet;
  Problems problems;
  check_stages(*subjects.workload, p.pipeline_parallel, precision, problems);
  if (places.size() > most_places)
    problems.add({}, "", cat("the fleet's partitions hold ", places.size(), " kinds of hardware or nodes in turn"),
                 cat("at most ", most_places, ": like partitions beside one another count once"));
  const auto group = static_cast<std::uint64_t>(devices_of_replica(p));
  const char* degree = p.tensor_parallel > 1     ? "tensor_parallel"
                       : p.pipeline_parallel > 1 ? "pipeline_parallel"
                                                 : "expert_parallel";
  const Place& largest = *std::max_element(places.begin(), places.end(),
                                           [](const Place& a, const Place& b) { return a.devices < b.devices; });
  if (group > largest.devices) {
    const bool mixed = places.size() > 1;
    problems.add({}, degree,
                 cat("one replica takes ", p.tensor_parallel, " x ", p.pipeline_parallel,
                     p.expert_parallel > 1 ? cat(" x ", p.expert_parallel) : std::string(), " = ", group, " devices, ",
                     mixed ? cat("the largest partition of one kind, '", largest.name.text(), "',") : "the fleet",
                     " has ", largest.devices),
                 cat("at most ", largest.devices, mixed ? ", or a larger partition" : ", or a larger [fleet]"));
  } else if (group > 1 && fleet.topology() == nullptr) {
    problems.add({}, degree, cat("the ", group, " devices of a replica are not connected"),
                 "a fleet with a node_fabric: [fleet] node = \"DGX_H100\", or "
                 "node_fabric = \"NVLink4\"");
  } else if (group > 1) {
    for (const Place& place : places)
      if (group <= place.devices) check_connected(fleet, place, static_cast<std::uint32_t>(group), degree, problems);
  }
  problems.raise();
}

Division division_of(const Fleet& fleet, std::uint32_t first, const ServingParams& p) {
  Division d{.tensor = static_cast<std::uint32_t>(p.tensor_parallel),
             .pipeline = static_cast<std::uint32_t>(p.pipeline_parallel),
             .expert = static_cast<std::uint32_t>(p.expert_parallel)};
  const Group neighbours{.start = first, .counts = {d.tensor, 1, 1, 1}};
  const Group sharing{.start = first, .counts = {d.expert, 1, 1, 1}, .strides = {d.tensor, 0, 0, 0}};
  d.collective = [&fleet, neighbours, sharing](Collective c) {
    c.kernels = Kernels::engine;
    return fleet.price(c, c.axis == Axis::expert ? sharing : neighbours).time;
  };
  // Two sizes give the line of each boundary: some are inside a node, some between nodes, some between sites.
  constexpr double large = 64e6;
  const std::uint32_t stage = d.tensor * d.expert;
  for (std::uint32_t s = 0; s + 1 < d.pipeline; ++s) {
    const Group pair{.start = first + s * stage, .counts = {2, 1, 1, 1}, .strides = {stage, 0, 0, 0}};
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
