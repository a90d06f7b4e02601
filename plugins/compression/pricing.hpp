// One step of a workload, priced operator by operator: the original's, and the compressed one's.
#pragma once

#include <vector>

#include "fleetline/hardware.hpp"
#include "fleetline/workload.hpp"

namespace fleetline::compression {

/// An operator, all its runs, at the data sheet's rates.
struct PricedOperator {
  Seconds compute, weights, rest;  ///< arithmetic; traffic of weights; other traffic
  bool widened = false;            ///< a kernel fills in weights before they multiply
};

/// Shares of the data sheet's rates: of all kernels, and of those that widen weights beside them.
struct Efficiency {
  double arithmetic = 1, bandwidth = 1;
  double widening_arithmetic = 1, widening_bandwidth = 1;
};

struct Priced {
  std::vector<PricedOperator> operators;
  Seconds fixed, memory;  ///< overheads; all traffic at peak
  Flops flops;

  /// Williams, Waterman, Patterson 2009 (Roofline), eq. 1, per operator: the longer of arithmetic and traffic.
  Seconds latency(const Efficiency& e) const {
    Seconds sum = fixed;
    for (const PricedOperator& op : operators) {
      const Seconds compute = op.compute / (op.widened ? e.arithmetic * e.widening_arithmetic : e.arithmetic);
      const Seconds weights = op.widened ? op.weights / e.widening_bandwidth : op.weights;
      sum += max(compute, (weights + op.rest) / e.bandwidth);
    }
    return sum;
  }
  /// Traffic alone.
  Seconds memory_time(const Efficiency& e) const {
    Seconds sum;
    for (const PricedOperator& op : operators)
      sum += (op.widened ? op.weights / e.widening_bandwidth : op.weights) + op.rest;
    return sum / e.bandwidth;
  }
};

Priced price(const Workload& workload, const Hardware& hardware, const Step& step);

}  // namespace fleetline::compression
