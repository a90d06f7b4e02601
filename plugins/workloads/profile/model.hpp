// A workload known by its totals only. Pure arithmetic.
#pragma once

#include "fleetline/quantity.hpp"

namespace fleetline::workloads::profile {

struct Totals {
  double parameters = 0;
  Flops flops;        ///< forward, one sample
  Bytes activations;  ///< read and written by the forward pass of one sample
  double layers = 1;
};

// Each layer's output is written once and read once by the next: half of the traffic is what backward must find again.
constexpr Bytes kept_for_backward(const Totals& t, double samples) { return t.activations * (samples / 2.0); }

// Nothing is known about single layers, so they share the traffic equally.
constexpr Bytes working_set(const Totals& t, double samples) { return t.activations * (samples / t.layers); }

}  // namespace fleetline::workloads::profile
