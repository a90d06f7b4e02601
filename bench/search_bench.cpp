// Layout search, on the code path that `run` and `validate` take: preparing the stage is the search.
#include <benchmark/benchmark.h>

#include <cstdlib>

#include "cli/commands.hpp"
#include "cli/measurements.hpp"
#include "parallelism/step.hpp"
#include "planned.hpp"

namespace fleetline {
namespace {

struct Search : Planned {
  explicit Search(const std::string& file) : Planned(file.c_str()) {}
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
/// Nothing is discarded by memory: every layout is timed.
void search_layouts_all_timed(benchmark::State& state) { searched(state, BENCH_SCENARIOS "/layouts_timed.toml"); }
BENCHMARK(search_layouts_of_512)->Unit(benchmark::kMillisecond);
BENCHMARK(search_layouts_all_timed)->Unit(benchmark::kMillisecond);

/// Memory and time of one layout once its layers are priced: what the search loop does for each. Items are layouts.
void one_layout_in_the_search_loop(benchmark::State& state) {
  using namespace parallelism;
  const LayoutSpace space{.devices = 512, .batch = 1024, .layers = 80, .tensor_degrees = {1, 2, 4, 8, 16}};
  ModelMemory memory;
  memory.layers = 80;
  memory.layer = {Bytes(1.7e9), Bytes(3.4e9), Bytes(10e9)};
  memory.kept = Bytes(1.2e9);
  MemoryTable table;
  for (const std::uint32_t t : space.tensor_degrees)
    for (const bool sp : {false, true}) table.add(t, sp, {memory, memory, memory});
  ModelTimes times;
  times.layers = 80;
  times.layer = {.forward = Seconds(0.01), .recompute = Seconds(0), .backward = Seconds(0.02), .communication = Seconds(0.002), .forward_communication = Seconds(0.001)};
  times.last.forward = Seconds(0.01);
  times.layer_gradients = times.layer_weights = Bytes(1.7e9);
  times.boundary = Bytes(1e8);
  const Wire wire{.latency = Seconds(1e-5), .seconds_per_byte = 1 / 40e9};
  const Wires wires{.stage = wire, .all_reduce = wire, .reduce_scatter = wire, .all_gather = wire};
  std::int64_t layouts = 0;
  for (auto _ : state) {
    const Found found = search(space, table, Bytes(1e18), [&](const LayoutChoice& c) { return step_time(times, wires, c, space.batch).step; });
    layouts += static_cast<std::int64_t>(found.timed);
    benchmark::DoNotOptimize(found.splits.data());
  }
  state.SetItemsProcessed(layouts);
}
BENCHMARK(one_layout_in_the_search_loop)->Unit(benchmark::kMillisecond);

/// The program itself, from start to exit: plugins loaded, registry read, three searches, tables written.
void exercise_4_as_a_process(benchmark::State& state) {
  for (auto _ : state)
    if (std::system(FLEETLINE_PROGRAM " run " SCENARIOS "/tutorial/04_layouts.toml > /dev/null") != 0) state.SkipWithError("the program failed");
}
BENCHMARK(exercise_4_as_a_process)->Unit(benchmark::kMillisecond)->UseRealTime();

/// What `validate training` and `calibrate` do for a row: planned once, solved anew for every set of constants. Items are rows.
struct TrainingRows {
  Plugins plugins{{PLUGIN_DIRECTORY}};
  Registry registry{{REGISTRY_DIRECTORY}};
  Session session{plugins, registry};
  CsvTable table;
  std::vector<const Validation*> validations;
  TrainingRows() {
    Problems problems;
    table = read_csv(cli::measurements_file(registry, "training", problems), problems);
    validations = find_validations(plugins, "training", problems);
    problems.raise();
  }
  std::vector<RowCase> planned() {
    std::vector<RowCase> rows;
    for (std::size_t i = 0; i < table.rows.size(); ++i)
      if (RowCase row = plan_row({validations.front(), &table, i}, {}, session); row.scenario) rows.push_back(std::move(row));
    return rows;
  }
};

void plan_training_rows(benchmark::State& state) {
  TrainingRows rows;
  std::int64_t n = 0;
  for (auto _ : state) n += static_cast<std::int64_t>(rows.planned().size());
  state.SetItemsProcessed(n);
}
BENCHMARK(plan_training_rows)->Unit(benchmark::kMillisecond);

void solve_training_rows(benchmark::State& state) {
  TrainingRows rows;
  const std::vector<RowCase> cases = rows.planned();
  for (const RowCase& row : cases) solve_row(row);  // fleets are wired and surveyed once
  for (auto _ : state)
    for (const RowCase& row : cases) benchmark::DoNotOptimize(solve_row(row).predicted);
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(cases.size()));
}
BENCHMARK(solve_training_rows)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace fleetline
