// Right by itself, but it holds the same names as good.cpp.
#include "fixture.hpp"

FLEETLINE_PLUGIN(fixture::plugin(fixture::solver<fixture::right>()))
