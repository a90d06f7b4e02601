#include "runner.hpp"

#include <tbb/parallel_for_each.h>
#include <tbb/parallel_sort.h>
#include <tbb/task_arena.h>

#include "jobs.hpp"
#include "plan_runner.hpp"
#include "verdict.hpp"

namespace fleetline {
namespace {

void collect_assumptions(const Scenario& scenario, Results& results) {
  const auto add = [&](const Component& c) {
    for (const std::string& a : c.assumptions)
      if (std::find(results.assumptions.begin(), results.assumptions.end(), a) == results.assumptions.end()) results.assumptions.push_back(a);
  };
  for (const Plan& plan : scenario.plans) {
    for (const Stage& s : plan.stages) add(*s.loaded.component);
    for (const Subject& s : plan.subjects)
      for (const SubjectInstance& i : s.instances)
        if (i.loaded) add(*i.loaded.component);
  }
}

}  // namespace

Run run_scenario(const Scenario& scenario, const RunSettings& settings) {
  Run run;
  Results& results = run.results;
  results.name = scenario.name;
  results.question = scenario.question;
  const std::uint64_t total = scenario.cases();
  results.status.assign(total, Status::Code::ok);

  NoteBook notes;
  std::deque<PlanRunner> runners;
  std::uint64_t first_row = 0;
  for (const Plan& plan : scenario.plans) {
    runners.emplace_back(plan, results, notes, first_row);
    runners.back().add_columns(scenario.plans.size() > 1);
    first_row += plan.cases;
  }
  std::atomic<std::uint64_t> done{0};
  const JobLimit limit(settings.jobs);
  tbb::task_arena arena(limit.threads());
  arena.execute([&] {
    // The first touch of a large column costs as much as filling it: on all cores.
    tbb::parallel_for_each(results.columns, [&](ResultColumn& c) { c.values.assign(total, std::numeric_limits<double>::quiet_NaN()); });
    for (PlanRunner& runner : runners) runner.execute(done, total, settings);
    tbb::parallel_sort(results.notes.begin(), results.notes.end(), [](const CaseNote& a, const CaseNote& b) { return a.row < b.row; });
  });

  std::uint64_t prepared = 0, stages = 0;
  for (PlanRunner& runner : runners) {
    run.bad_input |= runner.bad_input;
    runner.expect();
    prepared += runner.prepared();
  }
  for (const Plan& plan : scenario.plans) stages += plan.cases * plan.stages.size();
  Problems problems;
  for (PlanRunner& runner : runners) runner.look(total == 1, problems);
  problems.raise();
  results.assumptions = notes.sentences();
  if (results.verdict.empty() || total > 1) results.verdict = sweep_verdict(results);
  collect_assumptions(scenario, results);
  results.context.emplace_back("cases", std::to_string(total));
  results.context.emplace_back("preparations", cat(prepared, " for ", stages, " solves"));
  return run;
}

void rehearse(const Scenario& scenario, Problems& problems) {
  for (const Plan& plan : scenario.plans) {
    Results nowhere;
    NoteBook unread;
    const Outcome outcome = PlanRunner(plan, nowhere, unread, 0).look(false, problems);
    if (outcome.bad_input) problems.add({}, "", outcome.failure);
  }
}

}  // namespace fleetline
