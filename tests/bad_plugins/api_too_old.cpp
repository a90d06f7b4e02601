// Built with the SDK of an earlier fleetline.
#include "fixture.hpp"

#undef FLEETLINE_API_VERSION
#define FLEETLINE_API_VERSION "0.0"

FLEETLINE_PLUGIN(fixture::plugin(fixture::solver<fixture::right>()))
