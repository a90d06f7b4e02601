// The mathematics of a torus: which of its sides a group fills, and what collectives over them take. Pure functions.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

#include "model.hpp"

namespace fleetline::fabrics {

/// "4x4x8": how many devices along each side. Up to four sides; those of 1 are left out.
struct TorusShape {
  std::array<std::uint32_t, 4> sides{};
  std::uint32_t count = 0;

  std::uint64_t devices() const;
  /// Nothing where it is no list of positive numbers with an x between them.
  static TorusShape read(std::string_view text, bool& good);
};

/// The part of a torus that a group fills: its extent along each side it spreads over, every how many there is a member, and whether the way
/// there closes to a ring.
struct TorusPart {
  struct Side {
    std::uint32_t extent = 1, stride = 1;
    bool ring = false;
    std::uint32_t farthest() const { return stride * (ring ? extent / 2 : extent - 1); }  ///< links between the two most distant
  };
  std::array<Side, 4> sides{};
  std::uint32_t count = 0;

  std::uint32_t farthest() const;
  double members() const;
};

/// A group of `members`, the two most distant `hops` links apart: the sides whose extents multiply to the one and whose ways add up to the
/// other: members beside each other before strides, whole sides before parts, few sides before many. A line where no such part exists.
TorusPart part_of(const TorusShape& shape, std::uint64_t members, double hops);

/// Of one link, one direction, after losses; and what a message takes from a device to its neighbour.
struct TorusLink {
  Bandwidth bandwidth;
  Seconds hop;
};

Time torus_gather(const TorusPart& part, Bytes payload, const TorusLink& link);
Time torus_all_to_all(const TorusPart& part, Bytes payload, const TorusLink& link);
Time torus_broadcast(const TorusPart& part, Bytes payload, const TorusLink& link);
Time torus_send(const TorusPart& part, Bytes payload, const TorusLink& link);

}  // namespace fleetline::fabrics
