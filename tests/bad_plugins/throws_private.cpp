// Throws types that exist only in this library: one an exception, one not even that.
#include <stdexcept>

#include "fixture.hpp"

namespace quarry {

struct Landslide : std::runtime_error {
  using std::runtime_error::runtime_error;
};
struct Pebble {};

fleetline::Status evaluate(const fixture::Params& params, fixture::Outputs&) {
  if (params.load > 0.75) throw Pebble();
  throw Landslide("the slope gave way");
}

}  // namespace quarry

FLEETLINE_PLUGIN(fixture::plugin(fixture::solver<quarry::evaluate>()))
