// Sustainability and economics: a case as the sweep's inner loop sees it, placed, solved, checked and collected, and
// the solve alone.
#include <benchmark/benchmark.h>

#include <cstring>

#include "planned.hpp"
#include "study/worker.hpp"

namespace fleetline {
namespace {

void one_case(benchmark::State& state, const char* file) {
  const Planned planned(file);
  PlanRun run(planned.scenario.plans.front());
  Worker worker(run);
  std::uint64_t position = 0;
  for (auto _ : state) {
    worker.place(position++ % 1'000'000);
    benchmark::DoNotOptimize(worker.solve());
  }
}
BENCHMARK_CAPTURE(one_case, carbon_of_two_sites, BENCH_SCENARIOS "/carbon.toml");
BENCHMARK_CAPTURE(one_case, costs_of_two_sites, BENCH_SCENARIOS "/costs.toml");

void solve_alone(benchmark::State& state, const char* file) {
  const Planned planned(file);
  const Plan& plan = planned.scenario.plans.front();
  const Stage& stage = plan.stages.front();
  Subjects subjects;
  subjects.fleet = plan.subject("fleet")->instances.front().fleet.get();
  subjects.hardware = subjects.fleet->partitions().front().hardware;
  const auto prepared = stage.solver->prepare(subjects, {stage.params.data(), stage.inputs.data()});
  const Box blank(stage.outputs());
  Box outputs(stage.outputs());
  const auto scratch = stage.solver->make_scratch();
  Answer answer{outputs.data(), nullptr};
  for (auto _ : state) {
    std::memcpy(outputs.data(), blank.data(), stage.outputs().size());
    benchmark::DoNotOptimize(
        stage.solver->solve(*prepared, {stage.params.data(), stage.inputs.data()}, scratch.get(), answer));
  }
}
BENCHMARK_CAPTURE(solve_alone, carbon_of_two_sites, BENCH_SCENARIOS "/carbon.toml");
BENCHMARK_CAPTURE(solve_alone, costs_of_two_sites, BENCH_SCENARIOS "/costs.toml");

}  // namespace
}  // namespace fleetline
