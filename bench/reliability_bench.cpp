// The reliability solver in its hot loop: closed forms of a training run, and a service by convolution.
#include <benchmark/benchmark.h>

#include "planned.hpp"

namespace fleetline {
namespace {

/// A stage of scenarios/reliability.toml, prepared.
struct ReadyStage {
  const Stage* stage = nullptr;
  std::unique_ptr<Prepared> prepared;
  std::unique_ptr<Scratch> scratch;
  Box outputs;
};

ReadyStage prepared(std::string_view name) {
  static const Planned planned(BENCH_SCENARIOS "/reliability.toml");
  const Plan& plan = planned.plan();
  for (const Stage& stage : plan.stages) {
    if (stage.name != name) continue;
    Subjects subjects;
    subjects.hardware = plan.subject("hardware")->instances.front().hardware.get();
    subjects.fleet = plan.subject("fleet")->instances.front().fleet.get();
    return {&stage, stage.solver->prepare(subjects, {stage.params.data(), stage.inputs.data()}),
            stage.solver->make_scratch(), Box(stage.outputs())};
  }
  throw std::out_of_range("no such stage");
}

void solve_reliability(benchmark::State& state, std::string_view name) {
  ReadyStage p = prepared(name);
  Answer answer{p.outputs.data(), nullptr};
  for (auto _ : state)
    benchmark::DoNotOptimize(
        p.stage->solver->solve(*p.prepared, {p.stage->params.data(), p.stage->inputs.data()}, p.scratch.get(), answer));
}

BENCHMARK_CAPTURE(solve_reliability, of_a_training_run, "training");
BENCHMARK_CAPTURE(solve_reliability, of_a_mean_time_with_its_band, "given");
BENCHMARK_CAPTURE(solve_reliability, of_many_failures_with_their_spares, "many");
BENCHMARK_CAPTURE(solve_reliability, of_a_service_by_convolution, "serving");

}  // namespace
}  // namespace fleetline
