// Its initialiser changes the locale of the whole program.
#include <clocale>

#include "fixture.hpp"

namespace {
[[maybe_unused]] const char* const changed = std::setlocale(LC_ALL, "C.UTF-8");
}

FLEETLINE_PLUGIN(fixture::plugin(fixture::solver<fixture::right>()))
