// fleetline run FILE and fleetline eval WORKLOAD HARDWARE.
#include "study/jobs.hpp"
#include "study/runner.hpp"

#include <algorithm>
#include <ostream>

#include "fleetline/text.hpp"
#include "opened.hpp"
#include "out_file.hpp"
#include "progress.hpp"

namespace fleetline::cli {
namespace {

/// 4 and 1 are about cases that have no answer; 2 means that physics refused every case; 3 that some expectation was broken.
int exit_code(const Run& run) {
  const Results& r = run.results;
  if (r.count(Status::Code::failed) > 0) return run.bad_input ? bad_input : program_failed;
  if (r.rows() > 0 && r.count(Status::Code::infeasible) == r.rows()) return infeasible;
  const bool met = std::all_of(r.expectations.begin(), r.expectations.end(), [](const Expectation& e) { return e.met; });
  return met ? done : expectation_not_met;
}

/// A single case that failed for its input is bad input like any other: a message, and no table of nothing.
void raise_single_failure(const Run& run) {
  if (run.results.rows() == 1 && run.bad_input && !run.results.notes.empty()) {
    Problems problems;
    problems.add({}, "", run.results.notes.front().message());
    problems.raise();
  }
}

int run_opened(const Opened& opened, const RunOptions& options) {
  const JobLimit limit(options.jobs);  // for the report, too
  Run run;
  {
    Progress progress;
    run = run_scenario(opened.scenario, {.jobs = options.jobs, .progress = progress.callback()});
  }
  raise_single_failure(run);
  run.results.context.insert(run.results.context.begin(), {"fleetline", FLEETLINE_VERSION});
  for (const auto& library : opened.plugins->libraries())
    run.results.context.emplace_back(cat("plugin ", library->manifest().name), library->manifest().version);
  write_answer(options.out_file, [&](std::ostream& out) { write(run.results, options.output, out); });
  return exit_code(run);
}

Value text_value(std::string text, const char* argument) { return Value(std::move(text), Where{Label(argument), 0, 0}); }

}  // namespace

int run(const RunOptions& options) { return run_opened(open_scenario(options), options); }

int eval(const EvalOptions& options) {
  const Where here{Label("the command line"), 0, 0};
  Value root(Table(), here);
  root.table()->set("name", here, text_value(cat(options.workload, " on ", options.hardware), "the command line"));
  root.table()->set("workload", here, text_value(options.workload, "WORKLOAD"));
  root.table()->set("hardware", here, text_value(options.hardware, "HARDWARE"));
  Value& solve = root.table()->set("solve", here, Value(Table(), here));
  solve.table()->set(options.solver, here, Value(Table(), here));
  Problems problems;
  Document document = make_document(std::move(root), options.sets, problems);
  problems.raise();
  return run_opened(open_document(std::move(document), options), options);
}

}  // namespace fleetline::cli
