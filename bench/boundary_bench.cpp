// What the plugin boundary costs: the same solver called inside this program and across a loaded library.
#include <benchmark/benchmark.h>

#include "catalog/plugins.hpp"
#include "line_solver.hpp"

namespace fleetline {
namespace {

std::shared_ptr<const Library> bench_plugin() {
  Refusal refusal;
  auto library = load_plugin(BENCH_PLUGIN, refusal);
  if (!library) throw std::runtime_error(refusal.text());
  return library;
}

void time_solve(benchmark::State& state, const Solver& solver) {
  LineSolver::Params params;
  LineSolver::Outputs outputs;
  const auto prepared = solver.prepare({}, {&params, nullptr});
  Answer answer{&outputs, nullptr};
  const Solver* opaque = &solver;
  for (auto _ : state) {
    benchmark::DoNotOptimize(opaque);  // the compiler must not know which class it is
    params.x += 1;
    benchmark::DoNotOptimize(opaque->solve(*prepared, {&params, nullptr}, nullptr, answer));
    benchmark::ClobberMemory();
  }
}

void solve_inside_the_program(benchmark::State& state) { time_solve(state, LineSolver()); }
BENCHMARK(solve_inside_the_program);

void solve_across_the_boundary(benchmark::State& state) {
  const auto library = bench_plugin();
  time_solve(state, *make_solver({library, &library->manifest().components.front()}));
}
BENCHMARK(solve_across_the_boundary);

void check_and_load_a_plugin(benchmark::State& state) {
  for (auto _ : state) benchmark::DoNotOptimize(bench_plugin());
}
BENCHMARK(check_and_load_a_plugin);

}  // namespace
}  // namespace fleetline
