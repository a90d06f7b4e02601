// What compressed weights weigh. Pure functions.
#pragma once

#include "fleetline/format.hpp"
#include "fleetline/quantity.hpp"

namespace fleetline::compression {

enum class Sparsity : unsigned char { none, unstructured, two_of_four };

/// Two of four values kept, two bits each to say which: Mishra et al. 2021 (Accelerating Sparse Deep Neural Networks), section 3.
inline Bytes two_of_four_bytes(double elements, Format format) {
  const double kept = elements / 2;
  return format.bytes(kept) + Bytes(kept * 2 / 8);
}

/// Values kept, and a bit for every position: the smallest index that needs no search (a bitmask).
inline Bytes bitmask_bytes(double elements, double sparsity, Format format) {
  return format.bytes(elements * (1 - sparsity)) + Bytes(elements / 8);
}

inline Bytes stored(double elements, Format format, Sparsity kind, double sparsity) {
  if (kind == Sparsity::two_of_four) return two_of_four_bytes(elements, format);
  if (kind == Sparsity::unstructured) return bitmask_bytes(elements, sparsity, format);
  return format.bytes(elements);
}

inline double saving(Bytes before, Bytes after) { return 1 - after / before; }

}  // namespace fleetline::compression
