// A service of many replicas: how often enough of them are up, when single parts fail and when what they share fails.
//
// Everything that fails does so independently; what takes several replicas along (a node, a rack, a leaf switch, a
// site) is a cause above them. Causes nest: replicas in nodes, nodes in racks and under leaves, those in sites. The
// distribution of what is lost is built from the inside out: convolution of independent siblings, then, for each cause,
// the mixture of up (as computed) and down (all of it lost). That is exact, also for pools of unequal replicas, whose
// sizes are whole numbers of one unit.
//
// Only losses that the service survives are ever needed: distributions end at that limit, and what lies beyond is known
// by its sum.
#pragma once

#include <cstdint>
#include <deque>
#include <span>
#include <vector>

#include "fleetline/label.hpp"

namespace fleetline::reliability {

/// P(loss = i units), i from 0 to a limit that the caller knows.
using Distribution = std::vector<double>;

/// Distributions that are kept from case to case, so that the hot loop does not allocate.
class Pad {
 public:
  /// All zero but P(0) = 1. Good until release() to a mark before it.
  Distribution& none(std::size_t limit);
  std::size_t mark() const { return used_; }
  void release(std::size_t mark) { used_ = mark; }

 private:
  std::deque<Distribution> kept_;
  std::size_t used_ = 0;
};

/// to = losses of both, one independent of the other. `to` is neither.
void convolve(const Distribution& a, const Distribution& b, Distribution& to);

/// Losses of `count` alike: by repeated squaring.
Distribution& power(const Distribution& one, std::int64_t count, Pad& pad);

/// With probability `down` the cause takes all of it: `all` units.
void mix(Distribution& losses, double down, std::int64_t all);

/// Replicas of one partition.
struct Pool {
  std::uint32_t site = 0;
  std::int64_t nodes = 1, devices_per_node = 1;
  std::int64_t units = 1;  ///< what one replica is worth
};

/// Sizes as multiples of one unit, exact where they have a common one of at least a thousandth of the smallest, else
/// rounded down to such. Empty: all alike.
std::vector<std::int64_t> whole_units(const std::vector<double>& sizes, std::size_t pools);

/// Steady-state probabilities of being down, mtbf and repair alternating: 1 - mtbf / (mtbf + repair).
struct Down {
  double accelerator = 0;  ///< with its adapter
  double node = 0;         ///< what its accelerators share
  double rack = 0, leaf = 0, site = 0;
};

struct Service {
  std::vector<Pool> pools;
  std::uint32_t sites = 1;
  double nodes_per_rack = 0, nodes_per_leaf = 0;  ///< 0: no such cause
  bool drains = true;  ///< a broken accelerator takes its whole node along, until it is repaired
};

/// What is asked: `replicas` of `devices` accelerators each, spread over the pools, of which `needed` (a
/// share of all capacity) must be up.
struct Question {
  std::int64_t replicas = 1;
  double devices = 1, needed = 1;
  std::span<const double> placed = {};  ///< accelerators at work in each pool; empty: spread by the pools' size
};

struct Availability {
  double available = 1;  ///< P(what is up >= needed)
  double served = 1;     ///< mean of min(1, up / needed)
  double node_down = 1,
         site_down = 1;  ///< shares left with the fullest node of every site down, and with the largest site down
  double replica = 1;    ///< P(one replica is up), mean over pools
  std::int64_t spare_units = 0, units = 0;
};

/// `down`: of each pool, or one for all; the site's is that of the first.
Availability availability_of(const Service& service, std::span<const Down> down, const Question& question, Pad& pad);

}  // namespace fleetline::reliability
