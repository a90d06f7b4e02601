// Never comes back.
#include <chrono>
#include <thread>

#include "fixture.hpp"

namespace {
fleetline::Status evaluate(const fixture::Params& params, fixture::Outputs& out) {
  std::this_thread::sleep_for(std::chrono::hours(1));
  return fixture::right(params, out);
}
}  // namespace

FLEETLINE_PLUGIN(fixture::plugin(fixture::solver<evaluate>()))
