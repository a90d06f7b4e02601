// Record `failures`: how often parts fail. And what that means for a fleet.
#pragma once

#include <array>
#include <optional>
#include <string_view>
#include <vector>

#include "fleetline/fleet.hpp"
#include "fleetline/schema.hpp"

namespace fleetline::reliability {

enum class Part : unsigned char {
  accelerator,
  host,
  nic,
  node_switch,
  leaf_switch,
  spine_switch,
  other_switch,
  rack,
  software
};
inline constexpr std::size_t part_count = 9;
std::string_view name_of(Part part);  ///< "leaf switches"

/// What somebody counted: so many failures of so many parts in that time.
struct Count {
  Part part = Part::accelerator;
  double failures = 0, parts = 0;
  Seconds period{0};
  static const Schema<Count>& schema();
};

/// Mean times between failures that stop a job, of one part each, as they are stated or from what was counted. What is not given is never counted.
struct Failures {
  static constexpr std::string_view record_kind = "failures";
  std::optional<Seconds> accelerator, host, nic, node_switch, leaf_switch, spine_switch, switch_, rack, software;
  std::vector<Count> counted;
  double low = 1, high = 1;  ///< of the rates, where sources differ
  static const Schema<Failures>& schema();
};

/// One number per part.
struct PerPart {
  std::array<double, part_count> values{};
  double& operator[](Part p) { return values[static_cast<std::size_t>(p)]; }
  double operator[](Part p) const { return values[static_cast<std::size_t>(p)]; }
  /// Adds `share` of `other`.
  void add(const PerPart& other, double share) {
    for (std::size_t i = 0; i < part_count; ++i) values[i] += other.values[i] * share;
  }
};

/// What the fleet has of each part: nodes and accelerators by its partitions, the rest by its graph. Software counts
/// per host.
PerPart parts_of(const Fleet& fleet);

/// The same for each partition. What hangs on its hosts is its own; what partitions share (leaf and spine switches, racks)
/// is divided by their accelerators.
std::vector<PerPart> parts_by_partition(const Fleet& fleet);

/// Mean time of one part, stated or counted: sum of parts * period over sum of failures. Nothing: the record does not say.
std::optional<Seconds> mean_time(const Failures& failures, Part part);

/// Failures per second of all parts of a kind. Parts in series: the job's rate is their sum.
PerPart rates_of(const PerPart& parts, const Failures& failures);

/// Mean times of all parts, looked up once.
using MeanTimes = std::array<std::optional<Seconds>, part_count>;
MeanTimes mean_times(const Failures& failures);
inline const std::optional<Seconds>& of(const MeanTimes& times, Part part) { return times[static_cast<std::size_t>(part)]; }
double total(const PerPart& rates);

/// Of a rate, what takes a node out of service until it is repaired: its accelerators, adapters, switches and itself.
double node_rate(const PerPart& rates);

/// Accelerators lost with the part that takes most with it, and how many such parts there are.
struct Blast {
  std::uint32_t size = 1;
  std::uint64_t parts = 0;
};
Blast largest_blast(const Fleet& fleet);

/// Nodes that one cause takes along, the commonest number: a rack those that fail with it, a leaf switch those that it alone connects (in
/// a fat tree; of rails, none hangs on one leaf). 0: there are no such causes.
struct CommonCauses {
  double nodes_per_rack = 0, nodes_per_leaf = 0;
};
CommonCauses common_causes(const Fleet& fleet);

}  // namespace fleetline::reliability
