// Communication: what is sent, and among whom.
#pragma once

#include <array>
#include <cstdint>

#include "fleetline/cost.hpp"
#include "fleetline/label.hpp"
#include "fleetline/quantity.hpp"

namespace fleetline {

enum class CollectiveKind : unsigned char {
  all_reduce, all_gather, reduce_scatter, all_to_all, broadcast, point_to_point
};

/// Which dimension of the parallel layout a collective runs over; the solver maps it to devices.
enum class Axis : unsigned char { tensor, context, expert, pipeline, data };

/// Whose kernels carry it out: the communication library's alone, or, beside them, those of a serving engine, which write
/// straight into the other devices' memory (one-shot, two-shot) and run inside a captured graph.
enum class Kernels : unsigned char { library, engine };

/// One collective as a workload emits it. `payload` is the full tensor of one rank before an all-reduce or
/// reduce-scatter, after an all-gather; what each rank sends in all for all-to-all and point-to-point.
struct Collective {
  CollectiveKind kind = CollectiveKind::all_reduce;
  Axis axis = Axis::tensor;
  Bytes payload;
  double repeat = 1;
  Label label;
  Kernels kernels = Kernels::library;
};

/// Devices start, start + stride, ...: nested up to four deep, so a group is never a list of devices.
/// {start 0, counts {8, 4}, strides {1, 64}} is 4 nodes' first eight devices when a node has 64.
struct Group {
  std::uint32_t start = 0;
  std::array<std::uint32_t, 4> counts{1, 1, 1, 1};
  std::array<std::uint32_t, 4> strides{1, 0, 0, 0};

  constexpr std::uint64_t size() const {
    return std::uint64_t{counts[0]} * counts[1] * counts[2] * counts[3];
  }
};

/// One way of carrying out a collective, and what it costs. The cheapest is taken.
struct Offer {
  Label algorithm;
  Cost cost;
};

/// What a group looks like from one tier of the fleet (NVLink domain, rails, data-centre network ...): the
/// kernel reduces a Group to these on the graph, a Fabric prices from them.
struct GroupProfile {
  std::uint64_t ranks = 1;         ///< members below one unit of this tier
  std::uint64_t units = 1;         ///< units of this tier that hold members (nodes, racks, sites)
  Bandwidth per_device;            ///< one direction, of one member into this tier
  Bandwidth bottleneck;            ///< one direction, narrowest cut of the group's traffic, per member
  Seconds latency;                 ///< one way, between the two most distant members
  double hops = 0;                 ///< links on that way
};

}  // namespace fleetline
