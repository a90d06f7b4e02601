// LineSolver as a plugin, for boundary_bench.cpp.
#include "line_solver.hpp"

FLEETLINE_PLUGIN(fleetline::Manifest{
    .name = "bench-plugin",
    .version = "0.1.0",
    .summary = "A solver that does almost nothing, to time the call",
    .components = {fleetline::sdk::solver<fleetline::LineSolver>({.name = "line", .summary = "A point on a line"})},
})
