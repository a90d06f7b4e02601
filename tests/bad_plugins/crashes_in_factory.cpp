// Follows a null pointer while it is being made.
#include "fixture.hpp"

namespace {
volatile int* nowhere = nullptr;

fleetline::Component component() {
  auto c = fixture::solver<fixture::right>();
  c.make_solver = []() -> std::unique_ptr<fleetline::Solver> {
    *nowhere = 1;
    return nullptr;
  };
  return c;
}
}  // namespace

FLEETLINE_PLUGIN(fixture::plugin(component()))
