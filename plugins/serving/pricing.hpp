// What one operator takes on a device under a serving stack. Pure functions of quantities.
#pragma once

#include <algorithm>
#include <cmath>

#include "fleetline/hardware.hpp"
#include "fleetline/operator.hpp"
#include "stack.hpp"

namespace fleetline::serving {

/// Arithmetic and traffic overlap, without a kink: (x^q + y^q)^(1/q). Measured kernel tables show none.
inline double overlap(double x, double y, double q) {
  const double longer = std::max(x, y), shorter = std::min(x, y);
  if (!(shorter > 0)) return longer;
  return longer * std::pow(1 + std::pow(shorter / longer, q), 1 / q);
}

/// Bits of a value: "fp8 2:4" takes five a position, and runs on kernels for eight.
inline double width(Format f) { return format_of(f.math).bits; }

/// Shares of peak by width of the format.
inline double compute_share(const ServingStack& s, Format math) {
  return width(math) > 8 ? s.compute_16 : width(math) > 6 ? s.compute_8 : s.compute_4;
}
inline double weight_share(const ServingStack& s, Format weights) {
  return width(weights) > 8 ? s.weights_16 : width(weights) > 6 ? s.weights_8 : s.weights_4;
}
/// What is left of that when groups stream weights of their own.
inline double grouped_share(const ServingStack& s, Format weights) {
  return width(weights) > 8 ? s.grouped_16 : width(weights) > 6 ? s.grouped_8 : s.grouped_4;
}
inline double kv_share(const ServingStack& s, Format kv) { return kv.bits > 8 ? s.kv_16 : s.kv_8; }

/// Attention over a prompt gets better with its length n: e(n) = e n / (n + half).
inline double prefill_share(const ServingStack& s, double n) { return s.prefill_attention * n / (n + s.prefill_half); }

/// What an operator takes, and how long it would keep each engine busy at the datasheet rates (for power).
struct Price {
  double time_s = 0, compute_s = 0, memory_s = 0;
  friend Price operator+(Price a, const Price& b) {
    return {a.time_s + b.time_s, a.compute_s + b.compute_s, a.memory_s + b.memory_s};
  }
  friend Price operator*(Price a, double k) { return {a.time_s * k, a.compute_s * k, a.memory_s * k}; }
};

/// Rows that a group's m tokens occupy: whole tiles, of which the last is half empty on average.
inline double rows_in_tiles(double m, double tile) { return tile > 1 ? std::max(tile, m + tile / 2) : m; }

/// Any operator but attention: floor + overlap(arithmetic, traffic), each at its share of the datasheet rate.
Price price(const Operator& op, const ServingStack& stack, const Hardware& hardware);

}  // namespace fleetline::serving
