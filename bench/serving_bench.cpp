// Serving in closed form, on the code path that `validate serving` scores: prepare once, then one solve a case.
#include <benchmark/benchmark.h>

#include "planned.hpp"
#include "study/worker.hpp"

namespace fleetline {
namespace {

const Planned& variants() {
  static const Planned v(BENCH_SCENARIOS "/serving.toml");
  return v;
}

void serve(benchmark::State& state, const char* variant) {
  PlanRun run(variants().plan(variant));
  Worker worker(run);
  worker.place_row(0);
  if (const Outcome outcome = worker.solve(); !outcome.ok()) return state.SkipWithError(outcome.reason().c_str());
  for (auto _ : state) benchmark::DoNotOptimize(worker.solve());
}
BENCHMARK_CAPTURE(serve, at_a_concurrency, "concurrency");
BENCHMARK_CAPTURE(serve, all_that_fit, "offline");
BENCHMARK_CAPTURE(serve, within_limits, "limit");
BENCHMARK_CAPTURE(serve, at_a_rate, "rate");

/// What `validate` does for a row once it is planned: prepare and solve.
void prepare_and_serve(benchmark::State& state) {
  for (auto _ : state) {
    PlanRun run(variants().plan("concurrency"));
    Worker worker(run);
    worker.place_row(0);
    benchmark::DoNotOptimize(worker.solve());
  }
}
BENCHMARK(prepare_and_serve)->Unit(benchmark::kMicrosecond);

}  // namespace
}  // namespace fleetline
