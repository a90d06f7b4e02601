// Cannot even say what it contains.
#include <stdexcept>

#include "fixture.hpp"

namespace {
fleetline::Manifest read_manifest() { throw std::runtime_error("licence server not reachable"); }
}  // namespace

FLEETLINE_PLUGIN(read_manifest())
