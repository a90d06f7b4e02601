// Which accelerators of a fleet are at work: all of them, so many, or so many of each partition, as a stage that places
// work says it (serving). Solvers that bill, power or break machines ask this one question the same way.
//
// An input `accelerators` is the number of all; `accelerators_by_partition`, a list that `refines` it, has one number
// for each partition, in the fleet's order, and stands instead of it. Of the number alone each partition has a part by
// its size: that holds for machines that are alike, and is refused where they are not.
#pragma once

#include <cmath>
#include <cstddef>
#include <optional>
#include <span>
#include <vector>

#include "fleetline/fleet.hpp"
#include "fleetline/problem.hpp"
#include "fleetline/sdk/records/node.hpp"
#include "fleetline/solver.hpp"
#include "fleetline/text.hpp"

namespace fleetline::sdk {

/// The accelerators that a fleet has.
struct FleetSize {
  std::vector<double> partitions;
  double all = 0;
  bool unlike = false;  ///< machines of several kinds

  explicit FleetSize(const Fleet& fleet) {
    for (const Partition& p : fleet.partitions()) {
      const Partition& first = fleet.partitions().front();
      unlike = unlike || p.node.name != first.node.name || p.hardware_name != first.hardware_name;
      partitions.push_back(p.devices);
      all += p.devices;
    }
  }
  FleetSize() = default;

  double share(std::size_t partition) const { return partitions[partition] / all; }
};

/// Accelerators at work. Views the list it was made from.
struct FleetUse {
  const FleetSize* size = nullptr;
  double all = 0;
  std::span<const double> listed;  ///< partition by partition; empty: each has its share

  double of(std::size_t partition) const { return listed.empty() ? all * size->share(partition) : listed[partition]; }
  double share(std::size_t partition) const { return of(partition) / all; }
};

/// Throws InputError where a list is there and has not one value for each partition.
inline void check_listed(const char* name, std::size_t values, const FleetSize& size) {
  if (values == 0 || values == size.partitions.size()) return;
  throw InputError({Problem{{},
                            name,
                            cat(counted_as(values, "value"), " for ", counted_as(size.partitions.size(), "partition")),
                            cat("one for each: ", size.partitions.size()),
                            {}}});
}

/// Why so many cannot work; a member of the solver that asks, so that labels are made once.
struct UseReasons {
  Label too_many{"more accelerators are asked for than the fleet has"};
  Label too_many_of_one{"more accelerators of one partition are asked for than it has"};
  Label which{
      "some of unlike partitions' accelerators work, and which ones is not said: a stage that gives "
      "accelerators_by_partition, or inputs.accelerators_by_partition = [8, 0], says it"};
};

/// Fills in `use`; infeasible where the fleet has not so many, or nobody says which of unlike ones work.
inline Status use_of(const FleetSize& size, const std::optional<double>& accelerators,
                     const std::vector<double>& by_partition, const UseReasons& reasons, FleetUse& use) {
  use = {&size, accelerators.value_or(size.all), {}};
  if (by_partition.empty()) {
    if (use.all > size.all * (1 + 1e-9)) return Status::infeasible(reasons.too_many, Ratio(use.all), Ratio(size.all));
    return size.unlike && use.all < size.all ? Status::infeasible(reasons.which) : Status::ok();
  }
  check_listed("accelerators_by_partition", by_partition.size(), size);
  use.listed = by_partition;
  use.all = 0;
  for (std::size_t i = 0; i < by_partition.size(); ++i) {
    if (by_partition[i] > size.partitions[i] * (1 + 1e-9))
      return Status::infeasible(size.partitions.size() > 1 ? reasons.too_many_of_one : reasons.too_many,
                                Ratio(by_partition[i]), Ratio(size.partitions[i]));
    use.all += by_partition[i];
  }
  if (!(use.all > 0))
    throw InputError({Problem{
        {}, "accelerators_by_partition", "no accelerator of any partition is at work", "at least one above 0", {}}});
  return Status::ok();
}

}  // namespace fleetline::sdk
