// Keeps a count between calls, so the same question gets another answer each time.
#include "fixture.hpp"

namespace {
fleetline::Status evaluate(const fixture::Params& params, fixture::Outputs& out) {
  static double calls = 0;
  out.busy = params.pause * (params.load + ++calls);
  return fleetline::Status::ok();
}
}  // namespace

FLEETLINE_PLUGIN(fixture::plugin(fixture::solver<evaluate>()))
