// Compression: a case as the sweep's inner loop sees it, and preparation, which lowers and prices the model before and
// after.
#include <benchmark/benchmark.h>

#include "planned.hpp"
#include "study/worker.hpp"

namespace fleetline {
namespace {

constexpr const char* compressing_file = BENCH_SCENARIOS "/compression.toml";

void compress_a_70b_model(benchmark::State& state) {
  const Planned compressing(compressing_file);
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
  const Planned compressing(compressing_file);
  const Stage& stage = compressing.plan().stages.front();
  Subjects subjects;
  subjects.workload = compressing.plan().subject("workload")->instances.front().workload.get();
  subjects.hardware = compressing.plan().subject("hardware")->instances.front().hardware.get();
  for (auto _ : state) benchmark::DoNotOptimize(stage.solver->prepare(subjects, {stage.params.data(), nullptr}));
}
BENCHMARK(prepare_a_compressed_70b_model)->Unit(benchmark::kMicrosecond);

}  // namespace
}  // namespace fleetline
