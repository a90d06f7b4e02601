// Declares one parameter twice.
#include "fixture.hpp"

namespace {
struct Params {
  double load = 0.5;
  fleetline::Seconds pause{1e-3};
  static const fleetline::Schema<Params>& schema() {
    static const auto s = fleetline::Schema<Params>("Says it twice")
        .add("load", &Params::load, "1", "Share of the time that is busy")
        .add("pause", &Params::pause, "ms", "Time between two requests")
        .add("load", &Params::load, "1", "Share of the time that is busy");
    return s;
  }
};
}  // namespace

FLEETLINE_PLUGIN(fixture::plugin(fixture::solver<fixture::right, Params>()))
