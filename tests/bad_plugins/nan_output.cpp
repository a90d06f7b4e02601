// Answers with something that is not a number.
#include "fixture.hpp"

namespace {
fleetline::Status evaluate(const fixture::Params& params, fixture::Outputs& out) {
  out.busy = params.pause * (0.0 / (params.load - params.load));
  return fleetline::Status::ok();
}
}  // namespace

FLEETLINE_PLUGIN(fixture::plugin(fixture::solver<evaluate>()))
