#include "judged_row.hpp"

#include <algorithm>
#include <cctype>
#include <cmath>

#include "catalog/toml.hpp"
#include "fleetline/text.hpp"
#include "study/worker.hpp"

namespace fleetline {
namespace {

std::string first_problem(const Problems& problems) {
  const Problem& p = problems.list().front();
  return cat(p.path, p.path.empty() ? "" : ": ", p.what, p.expected.empty() ? "" : cat("; expected ", p.expected));
}

void fail(RowCase& row, std::string reason) {
  row.scenario.reset();
  row.judged.status = JudgedRow::Status::failed;
  row.judged.reason = std::move(reason);
}

/// The scenario shows what answers the row and nothing else.
void show_metric(Value& root, const std::string& metric) {
  Value show(Table(), root.where);
  show.table()->set("columns", root.where, Value(Array{Value(metric, root.where)}, root.where));
  root.table()->set("show", root.where, std::move(show));
}

std::string group_of(const MeasuredRow& cells, const JudgedRow& row, const std::vector<RowGroup>& groups) {
  for (const RowGroup& g : groups) {
    const std::string_view cell = g.column == "figure" ? std::string_view(row.name) : cells[g.column];
    if (g.source == row.source && (g.column.empty() || cell.find(g.text) != std::string_view::npos)) return g.name;
  }
  return {};
}

/// Where the metric stands among the plan's slots; false when the scenario does not have it.
bool find_slot(RowCase& row) {
  const auto& slots = row.scenario->plans.front().slots;
  const auto at = std::find_if(slots.begin(), slots.end(), [&](const Slot& s) { return s.name == row.translation.metric; });
  row.slot = static_cast<std::size_t>(at - slots.begin());
  return at != slots.end();
}

void plan_scenario(RowCase& row, const RowSettings& settings, Session& session) {
  Problems problems;
  Value root = parse_toml(row.translation.scenario, Label(row.judged.id), problems);
  if (!problems.empty()) return fail(row, first_problem(problems));
  if (!row.translation.metric.empty()) show_metric(root, row.translation.metric);
  const Document document = make_document(std::move(root), settings.sets, problems);
  if (!problems.empty()) return fail(row, first_problem(problems));
  row.scenario = std::make_unique<Scenario>(make_scenario(document, session, problems));
  if (!problems.empty()) return fail(row, first_problem(problems));
  if (row.scenario->cases() != 1) return fail(row, cat("its scenario has ", row.scenario->cases(), " cases"));
  if (!row.translation.metric.empty() && !find_slot(row)) fail(row, cat("its scenario has no '", row.translation.metric, "'"));
}

}  // namespace

double JudgedRow::error() const { return yes_no ? std::abs(predicted - measured) : predicted / measured - 1; }

std::string source_of(std::string_view id) {
  std::string source;
  for (char c : id)
    if (!std::isdigit(static_cast<unsigned char>(c))) source += c;
  while (!source.empty() && (source.back() == '-' || source.back() == '_')) source.pop_back();
  return source;
}

RowCase plan_row(const Question& question, const RowSettings& settings, Session& session) {
  RowCase row;
  const MeasuredRow cells = question.cells();
  row.judged.id = cells.id();
  row.judged.source = source_of(cells.id());
  try {
    row.translation = at_boundary(question.validation->name, [&] { return question.validation->translate(cells); });
  } catch (const std::exception& e) {
    fail(row, e.what());
    return row;
  }
  Translation& t = row.translation;
  JudgedRow& j = row.judged;
  j.metric = cells["metric"];
  j.name = t.name.empty() ? j.metric : t.name;
  j.group = group_of(cells, j, settings.groups);
  j.unit = t.unit;
  j.stack = t.stack;
  j.configuration = t.configuration.empty() ? j.id : t.configuration;
  j.yes_no = t.fits.has_value();
  j.measured = t.fits ? (*t.fits ? 1 : 0) : t.measured;
  if (t.skipped.empty() && !t.foreign && !t.fits && t.measured == 0) t.skipped = "the measured figure is zero as printed: no relative error";
  if (!t.skipped.empty()) {
    j.status = JudgedRow::Status::skipped;
    j.reason = t.skipped;
  } else if (!t.foreign) {
    plan_scenario(row, settings, session);
  }
  return row;
}

JudgedRow solve_row(const RowCase& row) {
  JudgedRow judged = row.judged;
  if (!row.scenario) return judged;
  const auto failed = [&](std::string reason) {
    judged.status = JudgedRow::Status::failed;
    judged.reason = std::move(reason);
    return judged;
  };
  PlanRun run(row.scenario->plans.front());
  Worker worker(run);
  worker.place_row(0);
  const Outcome outcome = worker.solve();
  if (outcome.status.code == Status::Code::failed) return failed(outcome.reason());
  if (judged.yes_no) {
    judged.predicted = outcome.ok() ? 1 : 0;
    if (!row.translation.metric.empty()) judged.load = worker.slots()[row.slot];
    return judged;
  }
  const double value = worker.slots()[row.slot];
  judged.predicted = row.translation.inverse ? row.translation.scale / value : row.translation.scale * value;
  const bool unanswered = !outcome.ok() && judged.predicted == 0;
  if (!std::isfinite(judged.predicted) || unanswered) return failed(outcome.ok() ? cat(row.translation.metric, " has no value") : outcome.reason());
  return judged;
}

}  // namespace fleetline
