// Compiled with _GLIBCXX_USE_CXX11_ABI=0 (CMakeLists.txt): its std::string has another layout than ours.
#include "fixture.hpp"

FLEETLINE_PLUGIN(fixture::plugin(fixture::solver<fixture::right>()))
