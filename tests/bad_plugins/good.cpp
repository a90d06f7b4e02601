// Nothing is wrong with this one: the control.
#include "fixture.hpp"

FLEETLINE_PLUGIN(fixture::plugin(fixture::solver<fixture::right>()))
