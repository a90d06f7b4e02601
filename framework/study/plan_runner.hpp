// Runs the cases of one plan and collects what comes out. Private to runner.cpp, which composes plans into a study.
#pragma once

#include <tbb/blocked_range.h>
#include <tbb/enumerable_thread_specific.h>
#include <tbb/parallel_for.h>

#include <algorithm>
#include <atomic>
#include <cmath>
#include <limits>
#include <set>

#include "fleetline/text.hpp"
#include "case_looks.hpp"
#include "judge.hpp"
#include "note_book.hpp"
#include "plan_columns.hpp"
#include "runner.hpp"
#include "search.hpp"
#include "search_finding.hpp"
#include "verdict.hpp"
#include "worker.hpp"

namespace fleetline {

inline constexpr std::size_t grain = 1024;  // cases per task: long against scheduling, short against progress

struct ThreadState {
  std::unique_ptr<Worker> worker;
  std::vector<CaseNote> notes;
  bool bad_input = false;
};

class PlanRunner {
 public:
  PlanRunner(const Plan& plan, Results& results, NoteBook& notes) : run_(plan), results_(results), notes_(notes), rows_(plan.cases) {}

  /// Finds the rows of a search; without one, every case is a row.
  void choose(const std::function<void(std::uint64_t)>& progress) {
    if (!run_.plan.search) return;
    found_ = search(run_, progress);
    rows_ = found_->chosen.size();
  }

  std::uint64_t rows() const { return rows_; }
  void place_rows(std::uint64_t first_row) { first_row_ = first_row; }

  /// The searches of the plan, each with its rows.
  std::vector<ReportedSearch> searches() const {
    std::vector<ReportedSearch> out;
    if (!found_) return out;
    for (const Tally& t : found_->groups) out.push_back({&run_.plan, &t, 0, 0, run_.plan.cases / found_->groups.size(), run_.line ? run_.line->why : std::string()});
    for (std::size_t i = 0; i < found_->chosen.size(); ++i) {
      ReportedSearch& s = out[found_->chosen[i].group];
      if (s.rows++ == 0) s.first_row = first_row_ + i;
    }
    return out;
  }

  void add_range_notes() {
    for (const ReportedSearch& s : searches())
      for (std::string& note : range_notes(s, results_))
        if (std::find(results_.assumptions.begin(), results_.assumptions.end(), note) == results_.assumptions.end()) results_.assumptions.push_back(std::move(note));
  }

  /// Behind the verdict, or, of several searches, one after another; their facts only where there are few.
  void add_findings(std::size_t of) {
    constexpr std::size_t most = 16, most_with_facts = 4;  // more would hide the table
    if (of > most) return;
    for (const ReportedSearch& s : searches()) {
      SearchFinding& f = results_.findings.emplace_back(search_finding(s, results_, run_));
      const std::string place = search_place(s, results_);
      if (of > most_with_facts) f = {place.empty() ? f.text : cat(f.text, ", at ", place), {}};
      if (of > 1) continue;
      f.text.clear();  // the verdict says it
      std::erase_if(f.facts, [&](const auto& fact) { return fact.first == "at" && !s.tally->best.empty(); });
    }
  }

  /// What rules out combinations; of several searches each is another story, told in its row.
  void add_constraint_table() {
    const std::vector<ReportedSearch> all = searches();
    if (all.size() != 1) return;
    DetailTable table = constraint_table(all.front(), run_);
    if (table.rows() > 0) results_.tables.push_back(std::move(table));
  }

  void add_columns(bool variants) {
    const Plan& plan = run_.plan;
    if (variants && results_.columns.empty()) results_.columns.push_back({.name = "variant", .doc = "Variant of the scenario", .type = FieldType::text, .axis = true});
    for (std::uint32_t slot : plan.columns) {
      sinks_.push_back({slot, column_of(results_, plan.slots[slot], plan.variant)});
      recode_.push_back(merge_labels(results_.columns[sinks_.back().column], plan.slots[slot]));
    }
    // What expectations read must be kept, too; these columns are not shown.
    std::set<int> wanted;
    for (const PlannedExpectation& e : plan.expectations) {
      wanted.insert(e.expression.slots().begin(), e.expression.slots().end());
      if (e.where_clause) wanted.insert(e.where_clause->slots().begin(), e.where_clause->slots().end());
    }
    for (int slot : wanted) kept_.emplace_back(slot, std::vector<double>(rows_, std::numeric_limits<double>::quiet_NaN()));
  }

  void execute(const std::function<void(std::uint64_t)>& progress) {
    if (variant_column()) {
      const int code = static_cast<int>(results_.columns[0].labels.size());
      results_.columns[0].labels[code] = run_.plan.variant;
      std::fill_n(results_.columns[0].values.begin() + static_cast<std::ptrdiff_t>(first_row_), rows_, static_cast<double>(code));
    }
    if (found_) return show_chosen();
    tbb::enumerable_thread_specific<ThreadState> threads;
    tbb::parallel_for(tbb::blocked_range<std::uint64_t>(0, run_.plan.cases, grain), [&](const auto& range) {
      ThreadState& state = threads.local();
      if (!state.worker) state.worker = std::make_unique<Worker>(run_);
      for (std::uint64_t position = range.begin(); position != range.end(); ++position) one(state, position);
      progress(range.size());
    });
    std::size_t notes = results_.notes.size();
    for (const ThreadState& state : threads) notes += state.notes.size();
    results_.notes.reserve(notes);
    for (ThreadState& state : threads) {
      bad_input |= state.bad_input;
      std::move(state.notes.begin(), state.notes.end(), std::back_inserter(results_.notes));
    }
  }

  /// Solve some cases again with somebody looking: for the tables of the first, and the notes of the first of every preparation. The
  /// verdict is the solvers' own when there is only one case.
  Outcome look(bool only_case, Problems& problems) {
    Worker worker(run_);
    Outcome first;
    std::size_t looked = 0;
    for (std::uint64_t row : rows_to_look_at(run_.plan, found_)) {
      worker.place_row(row);
      std::vector<Detail> details(run_.plan.stages.size());
      const Outcome outcome = worker.solve(&details);
      if (!looked++) {
        first = outcome;
        for (const PlannedTable& table : run_.plan.tables) show_table(run_.plan, table, only_case, outcome.ok(), details, results_, problems);
      }
      for (Detail& d : details)
        for (std::string& note : d.notes) notes_.add(std::move(note), run_.plan.variant);
      if (run_.plan.cases == 1) case_verdict_ = verdict_of(run_.plan, details);
      notes_.looked_at(run_.plan.variant);
    }
    return first;
  }

  void expect() {
    std::vector<bool> asked;  // of a search the best rows: the first, or all of a front
    if (found_)
      for (const Chosen& c : found_->chosen) asked.push_back(c.rank == 1 || run_.plan.search->objectives.size() > 1);
    judge_expectations(run_.plan, kept_, first_row_, rows_, asked, results_);
  }

  std::uint64_t prepared() const {
    std::uint64_t n = 0;
    for (const PreparationTable& t : run_.preparations) n += t.made();
    return n;
  }

  /// What the solver that the scenario shows most of said of the case, where the plan is one case.
  CaseVerdict case_verdict() const { return {run_.plan.variant, case_verdict_}; }

  bool bad_input = false;

 private:
  bool variant_column() const { return !results_.columns.empty() && results_.columns[0].name == "variant"; }

  void one(ThreadState& state, std::uint64_t position) {
    Worker& worker = *state.worker;
    worker.place(position);
    Outcome outcome = worker.solve();
    store(worker, outcome.status.code, worker.row());
    if (!outcome.ok()) {
      state.notes.push_back({first_row_ + worker.row(), std::move(outcome.failure), outcome.status});
      state.bad_input |= outcome.bad_input;
    }
  }

  /// The values of the case that `worker` has solved, as row `i` of the plan's.
  void store(const Worker& worker, Status::Code code, std::uint64_t i) {
    const std::uint64_t row = first_row_ + i;
    results_.status[row] = code;
    const double* slots = worker.slots();
    for (std::size_t k = 0; k < sinks_.size(); ++k) {
      double value = slots[sinks_[k].slot];
      if (!recode_[k].empty() && !std::isnan(value))
        if (const auto it = recode_[k].find(static_cast<int>(value)); it != recode_[k].end()) value = it->second;
      results_.columns[sinks_[k].column].values[row] = value;
    }
    for (auto& [slot, values] : kept_) values[i] = slots[slot];
  }

  /// The few rows a search chose, solved again for their values.
  void show_chosen() {
    Worker worker(run_);
    for (std::size_t i = 0; i < found_->chosen.size(); ++i) {
      const Chosen& c = found_->chosen[i];
      worker.place_row(c.row);
      const Outcome outcome = worker.solve();
      store(worker, c.code, i);
      if (c.code == Status::Code::ok) continue;
      results_.notes.push_back({first_row_ + i, c.why, Status{.code = c.code}});
      bad_input |= outcome.bad_input;
    }
  }

  PlanRun run_;
  Results& results_;
  NoteBook& notes_;
  std::uint64_t rows_, first_row_ = 0;
  std::optional<SearchResult> found_;
  std::vector<Sink> sinks_;
  std::vector<std::map<int, int>> recode_;
  KeptColumns kept_;
  std::string case_verdict_;
};

}  // namespace fleetline
