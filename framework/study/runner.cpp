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

/// The solvers' own sentences where there are few enough cases; else one about the table.
std::string cases_verdict(const std::deque<PlanRunner>& runners, const Results& results) {
  std::vector<CaseVerdict> said;
  for (const PlanRunner& r : runners) said.push_back(r.case_verdict());
  if (results.rows() == 1 && said.size() == 1 && !said.front().sentence.empty()) return said.front().sentence;
  const std::string each = variants_verdict(results, said);
  return each.empty() ? sweep_verdict(results) : each;
}

}  // namespace

Run run_scenario(const Scenario& scenario, const RunSettings& settings) {
  Run run;
  Results& results = run.results;
  results.name = scenario.name;
  results.question = scenario.question;
  const std::uint64_t total = scenario.cases();
  NoteBook notes;
  std::deque<PlanRunner> runners;
  for (const Plan& plan : scenario.plans) runners.emplace_back(plan, results, notes);
  std::atomic<std::uint64_t> done{0};
  const auto advance = [&](std::uint64_t cases) {
    const std::uint64_t now = done.fetch_add(cases) + cases;
    if (settings.progress) settings.progress(now, total);
  };
  const JobLimit limit(settings.jobs);
  tbb::task_arena arena(limit.threads());
  std::uint64_t rows = 0;
  arena.execute([&] {
    for (PlanRunner& runner : runners) {
      runner.choose(advance);
      runner.place_rows(rows);
      rows += runner.rows();
      runner.add_columns(scenario.plans.size() > 1);
    }
    results.status.assign(rows, Status::Code::ok);
    // The first touch of a large column costs as much as filling it: on all cores.
    tbb::parallel_for_each(results.columns, [&](ResultColumn& c) { c.values.assign(rows, std::numeric_limits<double>::quiet_NaN()); });
    for (PlanRunner& runner : runners) runner.execute(advance);
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
  std::vector<ReportedSearch> searches;
  for (PlanRunner& runner : runners) {
    runner.look(total == 1, problems);
    runner.add_constraint_table();
    for (const ReportedSearch& s : runner.searches()) searches.push_back(s);
  }
  problems.raise();
  for (PlanRunner& runner : runners) runner.add_range_notes();
  for (PlanRunner& runner : runners) runner.add_findings(searches.size());
  for (std::string& sentence : notes.sentences()) results.assumptions.push_back(std::move(sentence));
  if (!searches.empty()) results.verdict = search_verdict(searches, results);
  else results.verdict = cases_verdict(runners, results);
  collect_assumptions(scenario, results);
  results.context.emplace_back("cases", std::to_string(total));
  results.context.emplace_back("preparations", cat(prepared, " for ", stages, " solves"));
  return run;
}

void rehearse(const Scenario& scenario, Problems& problems) {
  for (const Plan& plan : scenario.plans) {
    Results nowhere;
    NoteBook unread;
    const Outcome outcome = PlanRunner(plan, nowhere, unread).look(false, problems);
    if (outcome.bad_input) problems.add({}, "", outcome.failure);
  }
}

}  // namespace fleetline
