// Layout search, on the code path that `run` and `validate` take: preparing the stage is the search.
#include <benchmark/benchmark.h>

#include "scenario/planner.hpp"

namespace fleetline {
namespace {

struct Search {
  Plugins plugins{{PLUGIN_DIRECTORY}};
  Registry registry{{REGISTRY_DIRECTORY}};
  Session session{plugins, registry};
  Scenario scenario;

  explicit Search(const std::string& file) {
    Problems problems;
    scenario = make_scenario(load_document(file, {}, problems), session, problems);
    problems.raise();
  }
  const Stage& stage() const { return scenario.plans.front().stages.front(); }
  Subjects subjects() const {
    const Plan& plan = scenario.plans.front();
    Subjects subjects;
    subjects.workload = plan.subject("workload")->instances.front().workload.get();
    subjects.fleet = plan.subject("fleet")->instances.front().fleet.get();
    subjects.hardware = subjects.fleet->partitions().front().hardware;
    return subjects;
  }
};

void searched(benchmark::State& state, const std::string& file) {
  const Search search(file);
  const Stage& stage = search.stage();
  const Subjects subjects = search.subjects();
  Box outputs(stage.outputs());
  Answer answer{outputs.data(), nullptr};
  for (auto _ : state) {
    const auto prepared = stage.solver->prepare(subjects, {stage.params.data(), nullptr});
    benchmark::DoNotOptimize(stage.solver->solve(*prepared, {stage.params.data(), nullptr}, nullptr, answer));
  }
  const Field& count = *stage.outputs().find("layouts_searched");
  const double layouts = count.codec.get(count.in(outputs.data()));
  state.SetItemsProcessed(static_cast<std::int64_t>(layouts) * state.iterations());
}

/// From nothing but the subjects: every degree lowered, every sharding priced. Items are layouts.
void search_layouts_of_64(benchmark::State& state) { searched(state, BENCH_SCENARIOS "/layouts.toml"); }
void search_layouts_of_512(benchmark::State& state) { searched(state, BENCH_SCENARIOS "/layouts_512.toml"); }
BENCHMARK(search_layouts_of_64)->Unit(benchmark::kMillisecond);
BENCHMARK(search_layouts_of_512)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace fleetline
