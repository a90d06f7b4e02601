// Promises that busy time rises with load, and lets it fall.
#include "fixture.hpp"

namespace {
fleetline::Status evaluate(const fixture::Params& params, fixture::Outputs& out) {
  out.busy = params.pause * (1 - params.load);
  return fleetline::Status::ok();
}

fleetline::Component component() {
  auto c = fixture::solver<evaluate>();
  c.promises = {{.output = "busy", .parameter = "load", .direction = fleetline::Direction::higher}};
  return c;
}
}  // namespace

FLEETLINE_PLUGIN(fixture::plugin(component()))
