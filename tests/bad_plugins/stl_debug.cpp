// Compiled with _GLIBCXX_DEBUG (CMakeLists.txt): its containers have another layout than ours.
#include "fixture.hpp"

FLEETLINE_PLUGIN(fixture::plugin(fixture::solver<fixture::right>()))
