// Checkpoints under exponential failures: pure functions.
//
// C time of a checkpoint, R of a reload, D downtime until the reload begins, mu mean time between failures, W work
// between two checkpoints, T = W + C the period.
#pragma once

#include <cmath>

#include "fleetline/quantity.hpp"

namespace fleetline::reliability {

struct Checkpoint {
  Seconds write, reload, downtime, mtbf;
};

/// Young 1974, CACM 17(9): W = sqrt(2 C mu), a first-order optimum; as a period, C included.
inline Seconds young_period(const Checkpoint& c) {
  return Seconds(std::sqrt(2 * c.write.base() * c.mtbf.base())) + c.write;
}

/// Daly's first order, with restarts: W = sqrt(2 C (mu + D + R)).
inline Seconds daly_first_order_period(const Checkpoint& c) {
  return Seconds(std::sqrt(2 * c.write.base() * (c.mtbf + c.downtime + c.reload).base())) + c.write;
}

/// Daly 2006, FGCS 22(3), higher order: W = sqrt(2 C mu) (1 + x/3 + x^2/9) - C with x^2 = C / (2 mu); mu when C >= 2
/// mu.
inline Seconds daly_period(const Checkpoint& c) {
  const double x2 = c.write / (2 * c.mtbf), x = std::sqrt(x2);
  if (x2 >= 1) return c.mtbf + c.write;
  return Seconds(std::sqrt(2 * c.write.base() * c.mtbf.base())) * (1 + x / 3 + x2 / 9);
}

/// RFO, "refined first order": T = sqrt(2 (mu - D - R) C); 0 when failures leave no time.
inline Seconds rfo_period(const Checkpoint& c) {
  const double left = (c.mtbf - c.downtime - c.reload).base();
  return Seconds(left > 0 ? std::sqrt(2 * left * c.write.base()) : 0);
}

/// Failures until one period is done: e^(R/mu) (e^(T/mu) - 1).
inline double expected_failures(const Checkpoint& c, Seconds period) {
  return std::exp(c.reload / c.mtbf) * std::expm1(period / c.mtbf);
}

/// Expected time to do one period (Bougeret et al. 2011): each failure costs mu of running time on average, and D.
inline Seconds expected_period(const Checkpoint& c, Seconds period) {
  return (c.mtbf + c.downtime) * expected_failures(c, period);
}

/// Where the time of one period goes; the parts add up to the whole.
struct Losses {
  Seconds work, checkpoint, downtime, rework;
  constexpr Seconds total() const { return work + checkpoint + downtime + rework; }
};
inline Losses losses(const Checkpoint& c, Seconds period) {
  Losses l;
  l.work = period - c.write;
  l.checkpoint = c.write;
  l.downtime = c.downtime * expected_failures(c, period);
  l.rework = expected_period(c, period) - l.work - l.checkpoint - l.downtime;  // reloads among it
  return l;
}

/// Of an asynchronous checkpoint only the snapshot stops the work; a failure while it is being written loses the one
/// before, too.
inline Checkpoint asynchronous(Checkpoint c, Seconds snapshot) {
  c.reload += c.write;  // on average, as long as writing takes, is worked again
  c.write = snapshot;
  return c;
}

}  // namespace fleetline::reliability
