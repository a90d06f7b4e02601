// Built with the SDK of a later fleetline. Its initialiser must never run: the stamp is read before.
#include <cstdlib>

#include "fixture.hpp"

#undef FLEETLINE_API_VERSION
#define FLEETLINE_API_VERSION "9.0"

namespace {
[[maybe_unused]] const bool loaded = [] { std::abort(); return true; }();
}

FLEETLINE_PLUGIN(fixture::plugin(fixture::solver<fixture::right>()))
