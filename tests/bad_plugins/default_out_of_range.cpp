// A default that its own range forbids.
#include "fixture.hpp"

namespace {
struct Params {
  double load = 1.5;
  fleetline::Seconds pause{2.0};
  static const fleetline::Schema<Params>& schema() {
    static const auto s = fleetline::Schema<Params>("Breaks its own rules")
        .add("load", &Params::load, "1", "Share of the time that is busy", {.range = fleetline::fraction})
        .add("pause", &Params::pause, "ms", "Time between two requests", {.range = {.low = 0.001, .high = 0.1}});
    return s;
  }
};
}  // namespace

FLEETLINE_PLUGIN(fixture::plugin(fixture::solver<fixture::right, Params>()))
