// A unit nobody knows, and one of another dimension.
#include "fixture.hpp"

namespace {
struct Params {
  double load = 0.5;
  fleetline::Seconds pause{1e-3};
  static const fleetline::Schema<Params>& schema() {
    static const auto s = fleetline::Schema<Params>("Measures in furlongs")
        .add("load", &Params::load, "furlong", "Share of the time that is busy")
        .add("pause", &Params::pause, "GB/s", "Time between two requests");
    return s;
  }
};
}  // namespace

FLEETLINE_PLUGIN(fixture::plugin(fixture::solver<fixture::right, Params>()))
