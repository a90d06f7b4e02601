// Says nothing about one of its outputs.
#include "fixture.hpp"

namespace {
struct Outputs {
  fleetline::Seconds busy;
  static const fleetline::Schema<Outputs>& schema() {
    static const auto s = fleetline::Schema<Outputs>("Undocumented").add("busy", &Outputs::busy, "ms", "");
    return s;
  }
};
}  // namespace

FLEETLINE_PLUGIN(fixture::plugin(fixture::solver<fixture::right, fixture::Params, Outputs>()))
