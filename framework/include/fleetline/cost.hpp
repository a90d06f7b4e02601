// What a priced thing costs.
#pragma once

#include "fleetline/quantity.hpp"

namespace fleetline {

/// What decided the time.
enum class Bound : unsigned char { compute, memory, floor, network };

/// `compute` and `memory` are *busy times* of the two engines; they may overlap inside one operator, so `time`
/// is at least their maximum and at most their sum, plus `floor`. `dynamic` is the energy above idle.
struct Cost {
  Seconds time, compute, memory, floor;
  Joules dynamic;
  Bound bound = Bound::compute;

  /// Operators follow one another: everything adds. `bound` stays that of the larger part.
  constexpr Cost& operator+=(const Cost& b) {
    if (b.time > time) bound = b.bound;
    time += b.time; compute += b.compute; memory += b.memory; floor += b.floor; dynamic += b.dynamic;
    return *this;
  }
  friend constexpr Cost operator*(Cost a, double k) {
    a.time *= k; a.compute *= k; a.memory *= k; a.floor *= k; a.dynamic *= k;
    return a;
  }
};

}  // namespace fleetline
