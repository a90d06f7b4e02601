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
#include "judge.hpp"
#include "note_book.hpp"
#include "runner.hpp"
#include "worker.hpp"

namespace fleetline {

inline constexpr std::size_t grain = 1024;  // cases per task: long against scheduling, short against progress

/// The results' columns that one plan fills, by slot.
struct Sink {
  std::uint32_t slot = 0;
  std::size_t column = 0;
};

/// The column a slot fills, shared with the other variants' slots of that name. One name may mean different things in two variants (a
/// [derive] of another dimension, a number against a text): then it gets a column of its own, named after its variant.
inline std::size_t column_of(Results& results, const Slot& slot, const std::string& variant) {
  const auto same_kind = [&](const ResultColumn& c) { return c.dimension == slot.dimension && c.labels.empty() == slot.labels.empty(); };
  std::string name = slot.name;
  for (std::size_t i = 0; i < results.columns.size(); ++i) {
    if (results.columns[i].name != slot.name) continue;
    if (same_kind(results.columns[i])) return results.columns[i].axis |= slot.axis, i;
    name = cat(slot.name, " (", variant, ")");
  }
  ResultColumn c;
  c.name = std::move(name);
  c.unit = slot.unit;
  c.doc = slot.doc;
  c.dimension = slot.dimension;
  c.direction = slot.direction;
  c.type = slot.type;
  c.axis = slot.axis;
  c.headline = slot.field != nullptr && slot.field->options.headline;
  results.columns.push_back(std::move(c));
  return results.columns.size() - 1;
}

/// Codes of `slot` -> codes of the column, where other variants may have numbered labels differently.
inline std::map<int, int> merge_labels(ResultColumn& column, const Slot& slot) {
  std::map<int, int> recode;
  for (const auto& [code, label] : slot.labels) {
    const auto same = std::find_if(column.labels.begin(), column.labels.end(), [&](const auto& l) { return l.second == label; });
    if (same != column.labels.end()) {
      recode[code] = same->first;
    } else if (!column.labels.contains(code)) {
      column.labels[code] = label;
      recode[code] = code;
    } else {
      recode[code] = column.labels.rbegin()->first + 1;
      column.labels[recode[code]] = label;
    }
  }
  std::erase_if(recode, [](const auto& r) { return r.first == r.second; });
  return recode;
}

struct ThreadState {
  std::unique_ptr<Worker> worker;
  std::vector<CaseNote> notes;
  bool bad_input = false;
};

class PlanRunner {
 public:
  PlanRunner(const Plan& plan, Results& results, NoteBook& notes, std::uint64_t first_row)
      : run_(plan), results_(results), notes_(notes), first_row_(first_row) {}

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
    for (int slot : wanted) kept_.emplace_back(slot, std::vector<double>(plan.cases, std::numeric_limits<double>::quiet_NaN()));
  }

  void execute(std::atomic<std::uint64_t>& done, std::uint64_t total, const RunSettings& settings) {
    if (variant_column()) {
      const int code = static_cast<int>(results_.columns[0].labels.size());
      results_.columns[0].labels[code] = run_.plan.variant;
      std::fill_n(results_.columns[0].values.begin() + static_cast<std::ptrdiff_t>(first_row_), run_.plan.cases, static_cast<double>(code));
    }
    tbb::enumerable_thread_specific<ThreadState> threads;
    tbb::parallel_for(tbb::blocked_range<std::uint64_t>(0, run_.plan.cases, grain), [&](const auto& range) {
      ThreadState& state = threads.local();
      if (!state.worker) state.worker = std::make_unique<Worker>(run_);
      for (std::uint64_t position = range.begin(); position != range.end(); ++position) one(state, position);
      const std::uint64_t now = done.fetch_add(range.size()) + range.size();
      if (settings.progress) settings.progress(now, total);
    });
    std::size_t notes = results_.notes.size();
    for (const ThreadState& state : threads) notes += state.notes.size();
    results_.notes.reserve(notes);
    for (ThreadState& state : threads) {
      bad_input |= state.bad_input;
      std::move(state.notes.begin(), state.notes.end(), std::back_inserter(results_.notes));
    }
  }

  /// Solve some cases again with somebody looking: for the tables of the first, and the notes of the first of every preparation. The verdict
  /// is the solvers' own when there is only one case.
  Outcome look(bool only_case, Problems& problems) {
    Worker worker(run_);
    Outcome first;
    for (std::uint64_t row : rows_to_look_at()) {
      worker.place_row(row);
      std::vector<Detail> details(run_.plan.stages.size());
      const Outcome outcome = worker.solve(&details);
      if (row == 0) {
        first = outcome;
        for (const PlannedTable& table : run_.plan.tables) show_table(table, only_case, outcome.ok(), details, problems);
      }
      for (Detail& d : details) {
        for (std::string& note : d.notes) notes_.add(std::move(note), run_.plan.variant);
        if (only_case && !d.verdict.empty()) results_.verdict = std::move(d.verdict);
      }
      notes_.looked_at(run_.plan.variant);
    }
    return first;
  }

  void expect() { judge_expectations(run_.plan, kept_, first_row_, results_); }

  std::uint64_t prepared() const {
    std::uint64_t n = 0;
    for (const PreparationTable& t : run_.preparations) n += t.made();
    return n;
  }

  bool bad_input = false;

 private:
  void show_table(const PlannedTable& wanted, bool only_case, bool solved, const std::vector<Detail>& details, Problems& problems) {
    const std::size_t dot = wanted.name.find('.');
    for (std::size_t i = 0; i < details.size(); ++i) {
      const Stage& stage = run_.plan.stages[i];
      if (stage.name != std::string_view(wanted.name).substr(0, dot)) continue;
      std::vector<std::string_view> names;
      for (const DetailTable& t : details[i].tables) {
        names.push_back(t.name);
        if (t.name != std::string_view(wanted.name).substr(dot + 1)) continue;
        DetailTable& shown = results_.tables.emplace_back(t);
        shown.name = wanted.name;
        if (!only_case) shown.doc += cat(" (first case", run_.plan.variant.empty() ? "" : " of ", run_.plan.variant, ")");
        return;
      }
      if (!solved) return;  // a case without an answer has its own reason for having no table
      problems.add(wanted.where, "show.tables", cat("stage '", stage.name, "' makes no table '", std::string_view(wanted.name).substr(dot + 1), "'"),
                   names.empty() ? std::string("no tables: this solver makes none") : one_of(names),
                   std::string(nearest(std::string_view(wanted.name).substr(dot + 1), names)));
    }
  }

  /// The first case of every distinct preparation, in order; a bounded number of them.
  std::vector<std::uint64_t> rows_to_look_at() const {
    constexpr std::size_t most = 64;
    std::vector<std::uint64_t> rows{0};
    std::uint64_t stride = 1;
    for (std::size_t d = run_.plan.dimensions.size(); d-- > 0;) {
      const std::size_t size = run_.plan.dimensions[d].size;
      const bool shapes = std::any_of(run_.plan.stages.begin(), run_.plan.stages.end(), [&](const Stage& s) { return s.prepared.uses(static_cast<std::uint32_t>(d)); });
      const std::size_t before = rows.size();
      for (std::size_t digit = 1; shapes && digit < size && rows.size() < most; ++digit)
        for (std::size_t i = 0; i < before && rows.size() < most; ++i) rows.push_back(rows[i] + digit * stride);
      stride *= size;
    }
    std::sort(rows.begin(), rows.end());
    return rows;
  }

  bool variant_column() const { return !results_.columns.empty() && results_.columns[0].name == "variant"; }

  void one(ThreadState& state, std::uint64_t position) {
    Worker& worker = *state.worker;
    worker.place(position);
    Outcome outcome = worker.solve();
    const std::uint64_t row = first_row_ + worker.row();
    results_.status[row] = outcome.status.code;
    const double* slots = worker.slots();
    for (std::size_t i = 0; i < sinks_.size(); ++i) {
      double value = slots[sinks_[i].slot];
      if (!recode_[i].empty() && !std::isnan(value))
        if (const auto it = recode_[i].find(static_cast<int>(value)); it != recode_[i].end()) value = it->second;
      results_.columns[sinks_[i].column].values[row] = value;
    }
    for (auto& [slot, values] : kept_) values[worker.row()] = slots[slot];
    if (!outcome.ok()) {
      state.notes.push_back({row, std::move(outcome.failure), outcome.status});
      state.bad_input |= outcome.bad_input;
    }
  }

  PlanRun run_;
  Results& results_;
  NoteBook& notes_;
  std::uint64_t first_row_;
  std::vector<Sink> sinks_;
  std::vector<std::map<int, int>> recode_;
  KeptColumns kept_;
};

}  // namespace fleetline
