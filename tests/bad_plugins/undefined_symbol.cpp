// Calls a function that no library defines, and was linked without --no-undefined.
#include "fixture.hpp"

namespace newer_sdk {
fleetline::Seconds helper(double load, const std::string& name);
}

namespace {
fleetline::Status evaluate(const fixture::Params& params, fixture::Outputs& out) {
  out.busy = newer_sdk::helper(params.load, "fixture");
  return fleetline::Status::ok();
}
}  // namespace

FLEETLINE_PLUGIN(fixture::plugin(fixture::solver<evaluate>()))
