// Follows a null pointer while it solves.
#include "fixture.hpp"

namespace {
volatile double* nowhere = nullptr;

fleetline::Status evaluate(const fixture::Params& params, fixture::Outputs&) {
  *nowhere = params.load;
  return fleetline::Status::ok();
}
}  // namespace

FLEETLINE_PLUGIN(fixture::plugin(fixture::solver<evaluate>()))
