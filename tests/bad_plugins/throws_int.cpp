// Throws what nobody can ask for a message.
#include "fixture.hpp"

namespace {
fleetline::Status evaluate(const fixture::Params&, fixture::Outputs&) { throw 42; }
}  // namespace

FLEETLINE_PLUGIN(fixture::plugin(fixture::solver<evaluate>()))
