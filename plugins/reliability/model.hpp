// Checkpoints under exponential failures: pure functions.
//
// C time of a checkpoint, R of a reload, D downtime until the reload begins, mu mean time between failures, W work between two
// checkpoints, T = W + C the period.
#pragma once

#include <cmath>

#include "fleetline/quantity.hpp"

namespace fleetline::reliability {

struct Checkpoint {
  Seconds write, reload, downtime, mtbf;
};

/// Young 1974: a first-order optimum; as a period, C included.
inline Seconds young_period(const Checkpoint& c) { return Seconds(std::sqrt(2 * c.write.base() * c.mtbf.base())) + c.write; }

/// Daly 2004, first order with restarts: sqrt(2 C (mu + D + R)) + C.
inline Seconds daly_period(const Checkpoint& c) {
  return Seconds(std::sqrt(2 * c.write.base() * (c.mtbf + c.downtime + c.reload).base())) + c.write;
}

/// Herault, Robert 2015, first order: sqrt(2 (mu - D - R) C); 0 when failures leave no time.
inline Seconds rfo_period(const Checkpoint& c) {
  const double left = (c.mtbf - c.downtime - c.reload).base();
  return Seconds(left > 0 ? std::sqrt(2 * left * c.write.base()) : 0);
}

/// Expected time to complete one period (Bougeret et al. 2011, proposition 1): e^(R/mu) (mu + D) (e^((W + C)/mu) - 1).
inline Seconds expected_period(const Checkpoint& c, Seconds period) {
  return (c.mtbf + c.downtime) * (std::exp(c.reload / c.mtbf) * std::expm1(period / c.mtbf));
}

/// Failures during it: each costs mu of running time on average, and D.
inline double expected_failures(const Checkpoint& c, Seconds period) {
  return std::exp(c.reload / c.mtbf) * std::expm1(period / c.mtbf);
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

/// Of an asynchronous checkpoint only the snapshot stops the work; a failure while it is being written loses the one before, too.
inline Checkpoint asynchronous(Checkpoint c, Seconds snapshot) {
  c.reload += c.write;  // on average, as long as writing takes, is worked again
  c.write = snapshot;
  return c;
}

}  // namespace fleetline::reliability
