// What compressed weights weigh. Pure functions.
#pragma once

#include "fleetline/format.hpp"
#include "fleetline/quantity.hpp"

namespace fleetline::compression {

enum class Sparsity : unsigned char { none, unstructured, two_of_four };

/// A zero point beside each group's scale: GPTQ and AWQ checkpoints pack them at the weights' width (qzeros), HQQ and
/// torchao's tinygemm keep 16 bits. Same name, same arithmetic; more to store.
constexpr Format with_zero_points(Format format, double zero_bits) {
  format.scale_bits += static_cast<float>(zero_bits);
  return format;
}

/// Two of four values kept, two bits each to say which: Mishra et al. 2021 (Accelerating Sparse Deep Neural Networks),
/// section 3. Scales stay one per group of positions.
constexpr Format two_of_four(Format format) {
  format.bits = format.bits / 2 + 1;
  return format;
}

/// Values kept, and a bit for every position: the smallest index that needs no search (a bitmask). Scales as before.
constexpr Format bitmask(Format format, double sparsity) {
  format.bits = static_cast<float>(format.bits * (1 - sparsity) + 1);
  return format;
}

/// As written to a file: zeros left out where saying which they are takes less than they do, of b bits a share of more than 1 / b; else dense.
constexpr Format stored(Format format, Sparsity kind, double sparsity) {
  if (kind == Sparsity::none) return format;
  const Format sparse = kind == Sparsity::two_of_four ? two_of_four(format) : bitmask(format, sparsity);
  return sparse.bits < format.bits ? sparse : format;
}

/// Share of the weights that are not zero.
constexpr double kept_share(Sparsity kind, double sparsity) {
  if (kind == Sparsity::two_of_four) return 0.5;
  return kind == Sparsity::unstructured ? 1 - sparsity : 1.0;
}

inline double saving(Bytes before, Bytes after) { return 1 - after / before; }

}  // namespace fleetline::compression
