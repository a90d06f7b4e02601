// Whole scenarios, and the beats inside them, on the code path that `run` takes.
#include <benchmark/benchmark.h>

#include <sstream>

#include "cli/commands.hpp"
#include "scenario/planner.hpp"
#include "study/runner.hpp"
#include "study/worker.hpp"

namespace fleetline {
namespace {

/// The plugins and registry of the build tree.
struct World {
  Plugins plugins{{PLUGIN_DIRECTORY}};
  Registry registry{{REGISTRY_DIRECTORY}};
  Session session{plugins, registry};

  Scenario plan(const Document& document) {
    Problems problems;
    Scenario scenario = make_scenario(document, session, problems);
    problems.raise();
    return scenario;
  }
};

Document load(const std::string& file) {
  Problems problems;
  Document document = load_document(file, {}, problems);
  problems.raise();
  return document;
}

World& world() {
  static World w;
  return w;
}

const Scenario& million() {
  static const Scenario scenario = world().plan(load(BENCH_SCENARIOS "/million.toml"));
  return scenario;
}

const Subject& subject(const Scenario& scenario, std::string_view path) { return *scenario.plans.front().subject(path); }

const Scenario& llama_70b() {
  static const Scenario scenario = world().plan(load(BENCH_SCENARIOS "/llama_70b.toml"));
  return scenario;
}

void parse_and_plan_a_scenario(benchmark::State& state) {
  for (auto _ : state) benchmark::DoNotOptimize(world().plan(load(BENCH_SCENARIOS "/llama_70b.toml")));
}
BENCHMARK(parse_and_plan_a_scenario)->Unit(benchmark::kMicrosecond);

Step decode_step() {
  const Format bf16 = *parse_format("bf16").value;
  Step step;
  step.decode = {.sequences = 8, .context_sum = 8 * 1024, .context_max = 1024};
  step.precision = {.math = bf16, .weights = bf16, .activations = bf16, .kv = bf16, .gradients = {}, .master = {}, .moments = {}};
  return step;
}

void lower_llama_3_70b(benchmark::State& state) {
  const Workload& workload = *subject(llama_70b(), "workload").instances.front().workload;
  const Step step = decode_step();
  Lowering lowering;
  for (auto _ : state) {
    lowering.clear();
    workload.lower(step, {}, lowering);
    benchmark::DoNotOptimize(lowering.blocks().data());
  }
}
BENCHMARK(lower_llama_3_70b);

void price_one_operator(benchmark::State& state) {
  const Workload& workload = *subject(llama_70b(), "workload").instances.front().workload;
  const Hardware& hardware = *subject(llama_70b(), "hardware").instances.front().hardware;
  Lowering lowering;
  workload.lower(decode_step(), {}, lowering);
  const Operator op = lowering.operators(1, Pass::forward)[1];
  for (auto _ : state) benchmark::DoNotOptimize(hardware.price(op));
}
BENCHMARK(price_one_operator);

void prepare_llama_3_70b(benchmark::State& state) {
  const Stage& stage = llama_70b().plans.front().stages.front();
  Subjects subjects;
  subjects.workload = subject(llama_70b(), "workload").instances.front().workload.get();
  subjects.hardware = subject(llama_70b(), "hardware").instances.front().hardware.get();
  for (auto _ : state) benchmark::DoNotOptimize(stage.solver->prepare(subjects, {stage.params.data(), nullptr}));
}
BENCHMARK(prepare_llama_3_70b);

void solve_a_roofline_case(benchmark::State& state) {
  const Stage& stage = llama_70b().plans.front().stages.front();
  Subjects subjects;
  subjects.workload = subject(llama_70b(), "workload").instances.front().workload.get();
  subjects.hardware = subject(llama_70b(), "hardware").instances.front().hardware.get();
  const auto prepared = stage.solver->prepare(subjects, {stage.params.data(), nullptr});
  Box outputs(stage.outputs());
  Answer answer{outputs.data(), nullptr};
  for (auto _ : state) benchmark::DoNotOptimize(stage.solver->solve(*prepared, {stage.params.data(), nullptr}, nullptr, answer));
}
BENCHMARK(solve_a_roofline_case);

/// Place, bind, solve, check and collect: a case as the sweep's inner loop sees it.
void one_case_of_a_sweep(benchmark::State& state) {
  PlanRun run(million().plans.front());
  Worker worker(run);
  std::uint64_t position = 0;
  for (auto _ : state) {
    worker.place(position++ % 1'000'000);
    benchmark::DoNotOptimize(worker.solve());
  }
}
BENCHMARK(one_case_of_a_sweep);

/// From TOML to the table.
void whole_scenario(benchmark::State& state, const std::string& file) {
  for (auto _ : state) {
    const Run run = run_scenario(world().plan(load(file)), {.jobs = static_cast<int>(state.range(0)), .progress = {}});
    std::ostringstream out;
    write(run.results, {}, out);
    benchmark::DoNotOptimize(out.str());
  }
  state.SetItemsProcessed(state.iterations() * 1'000'000);
}

void sweep_of_a_million_cases(benchmark::State& state) { whole_scenario(state, BENCH_SCENARIOS "/million.toml"); }
BENCHMARK(sweep_of_a_million_cases)->Arg(1)->Arg(2)->Unit(benchmark::kMillisecond)->UseRealTime();

void search_of_a_million_cases(benchmark::State& state) { whole_scenario(state, BENCH_SCENARIOS "/million_search.toml"); }
BENCHMARK(search_of_a_million_cases)->Arg(1)->Arg(2)->Unit(benchmark::kMillisecond)->UseRealTime();

}  // namespace
}  // namespace fleetline
