// Compression: a case as the sweep's inner loop sees it, and preparation, which lowers and prices the model before and
// after.
#include <benchmark/benchmark.h>

#include "scenario/planner.hpp"
#include "study/worker.hpp"

namespace fleetline {
namespace {

struct Compressing {
  Plugins plugins{{PLUGIN_DIRECTORY}};
  Registry registry{{REGISTRY_DIRECTORY}};
  Session session{plugins, registry};
  Scenario scenario;

  Compressing() {
    Problems problems;
    const Document document = load_document(BENCH_SCENARIOS "/compression.toml", {}, problems);
    problems.raise();
    scenario = make_scenario(document, session, problems);
    problems.raise();
  }
  const Plan& plan() const { return scenario.plans.front(); }
};

void compress_a_70b_model(benchmark::State& state) {
  const Compressing compressing;
  PlanRun run(compressing.plan());
  Worker worker(run);
  std::uint64_t position = 0;
  for (auto _ : state) {
    worker.place(position++ % 10'000);
    benchmark::DoNotOptimize(worker.solve());
  }
}
BENCHMARK(compress_a_70b_model);

void prepare_a_compressed_70b_model(benchmark::State& state) {
  const Compressing compressing;
  const Stage& stage = compressing.plan().stages.front();
  Subjects subjects;
  subjects.workload = compressing.plan().subject("workload")->instances.front().workload.get();
  subjects.hardware = compressing.plan().subject("hardware")->instances.front().hardware.get();
  for (auto _ : state) benchmark::DoNotOptimize(stage.solver->prepare(subjects, {stage.params.data(), nullptr}));
}
BENCHMARK(prepare_a_compressed_70b_model)->Unit(benchmark::kMicrosecond);

}  // namespace
}  // namespace fleetline
