#include "rings.hpp"

#include <algorithm>
#include <array>

namespace fleetline::fabrics {
namespace {

using Lanes = std::array<std::array<int, most_meshed>, most_meshed>;

/// Packs rings one after the other: extends a path, closes it, goes on with the next, and takes back what did not lead further.
class Packing {
 public:
  Packing(Lanes free, int n) : free_(free), n_(n) {}

  int most() {
    goal_ = degree(0) / 2;
    for (int v = 0; v < n_; ++v) goal_ = std::min(goal_, degree(v) / 2);
    next_ring(0);
    return best_;
  }
  int degree(int v) const {
    int sum = 0;
    for (int w = 0; w < n_; ++w) sum += free_[v][w];
    return sum;
  }

 private:
  void take(int a, int b, int lanes) {
    free_[a][b] -= lanes;
    free_[b][a] -= lanes;
  }
  void next_ring(int done) {
    best_ = std::max(best_, done);
    if (best_ < goal_) extend(0, 1u, done);
  }
  void extend(int at, unsigned visited, int done) {
    if (visited == (1u << n_) - 1) {
      if (free_[at][0] > 0) {
        take(at, 0, 1);
        next_ring(done + 1);
        take(at, 0, -1);
      }
      return;
    }
    for (int to = 1; to < n_ && best_ < goal_; ++to) {
      if ((visited >> to & 1u) != 0 || free_[at][to] == 0) continue;
      take(at, to, 1);
      extend(to, visited | 1u << to, done);
      take(at, to, -1);
    }
  }

  Lanes free_;
  int n_, best_ = 0, goal_ = 0;
};

}  // namespace

const Schema<MeshLink>& MeshLink::schema() {
  static const auto s = Schema<MeshLink>("A cable between two devices")
                            .add("a", &MeshLink::a, "", "Device at one end, from 0", {.range = {.low = 0, .high = most_meshed - 1}})
                            .add("b", &MeshLink::b, "", "Device at the other end", {.range = {.low = 0, .high = most_meshed - 1}})
                            .add("lanes", &MeshLink::lanes, "", "Cables beside each other", {.range = {.low = 1, .high = 64}});
  return s;
}

double ring_lanes(const std::vector<MeshLink>& mesh, int n) {
  n = std::clamp(n, 2, most_meshed);
  Lanes lanes{};
  for (const MeshLink& l : mesh)
    if (l.a < n && l.b < n) {
      lanes[static_cast<std::size_t>(l.a)][static_cast<std::size_t>(l.b)] += static_cast<int>(l.lanes);
      lanes[static_cast<std::size_t>(l.b)][static_cast<std::size_t>(l.a)] += static_cast<int>(l.lanes);
    }
  Packing packing(lanes, n);
  int narrowest = packing.degree(0);
  for (int v = 1; v < n; ++v) narrowest = std::min(narrowest, packing.degree(v));
  if (n == 2) return narrowest;
  const int rings = packing.most();
  return rings > 0 ? 2.0 * rings : narrowest * (n - 1.0) / n;  // a ring runs both ways round
}

// Tillson: A Hamiltonian decomposition of K*(2m), 2m >= 8. J. Combin. Theory B 29(1), 1980; odd n: Walecki's undirected rings, both ways.
// Four and six devices: pairs of cables fall apart into undirected rings (three rings use each cable of four devices twice); of a
// single cable one ring of four devices and two of six, both ways, leave one direction per device idle.
double full_ring_lanes(int n, int lanes) {
  const bool one_is_left = (n == 4 || n == 6) && lanes % 2 == 1;
  return (n - 1) * lanes - (one_is_left ? 1 : 0);
}

}  // namespace fleetline::fabrics
