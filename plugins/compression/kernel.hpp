// Record `weight_only_kernel`: what kernels that widen narrow weights on the way reach on a device. Read from
// registry/kernels.
//
// A weight-only format (W4A16, W8A16) moves few bytes but multiplies in the activations' format, after every weight was
// widened in registers. At small batches it gains by the bytes it saves, at large ones it pays for the widening.
#pragma once

#include <string>

#include "fleetline/schema.hpp"

namespace fleetline::compression {

struct WeightOnlyKernel {
  static constexpr std::string_view record_kind = "weight_only_kernel";
  std::string device, software, weights;
  double arithmetic = 1;         ///< share of the dense kernels' rate that is left when arithmetic is the longer
  double bandwidth = 1;          ///< share of the dense kernels' bandwidth when traffic is
  double memory_efficiency = 1;  ///< share of the data sheet's bandwidth that the same software's dense kernels reach
  bool unstructured = false;     ///< reads weights with their zeros left out, and multiplies them dense
  static const Schema<WeightOnlyKernel>& schema();
};

}  // namespace fleetline::compression
