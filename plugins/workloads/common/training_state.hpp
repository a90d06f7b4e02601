// What training keeps beside the weights, and what the optimizer step moves.
#pragma once

#include "fleetline/lowering.hpp"
#include "fleetline/step.hpp"

namespace fleetline::workloads {

/// Moments an optimizer keeps per parameter: Kingma & Ba 2015 (Adam) two, momentum one, plain SGD none.
constexpr double moments(Optimizer optimizer) {
  return optimizer == Optimizer::adam ? 2.0 : optimizer == Optimizer::momentum ? 1.0 : 0.0;
}

/// Rajbhandari et al. 2020 (ZeRO), section 3.1: weights, gradients, and master copy plus moments. Mixed-precision Adam is
/// 2 + 2 + (4 + 8) = 16 bytes per parameter, 18 with gradients in fp32.
inline Footprint training_state(double parameters, const PrecisionPolicy& p, Optimizer optimizer) {
  return {.weights = p.weights.bytes(parameters),
          .gradients = p.gradients.bytes(parameters),
          .optimizer = p.master.bytes(parameters) + moments(optimizer) * p.moments.bytes(parameters)};
}

/// One optimizer step streams everything once: gradients in; master copy and moments in and out; weights out. Without a
/// master copy the weights themselves are read too. Mixed-precision Adam moves 2 + 8 + 16 + 2 = 28 bytes per parameter.
inline Traffic update_traffic(double parameters, const PrecisionPolicy& p, Optimizer optimizer) {
  const Bytes state = 2.0 * p.master.bytes(parameters) + 2.0 * moments(optimizer) * p.moments.bytes(parameters);
  return {.weights = (p.master ? 1.0 : 2.0) * p.weights.bytes(parameters),
          .state = p.gradients.bytes(parameters) + state};
}

}  // namespace fleetline::workloads
