#include "validate.hpp"

#include <tbb/blocked_range.h>
#include <tbb/enumerable_thread_specific.h>
#include <tbb/parallel_for.h>

#include <algorithm>
#include <memory>
#include <ostream>

#include "fleetline/text.hpp"

namespace fleetline {
namespace {

std::vector<Question> questions_of(const CsvTable& table, const std::vector<const Validation*>& validations) {
  std::vector<Question> questions;
  for (std::size_t row = 0; row < table.rows.size(); ++row)
    for (const Validation* v : validations) questions.push_back({v, &table, row});
  return questions;
}

struct Answered {
  JudgedRow row;
  bool foreign = false;
};

/// Rows answered by somebody; one line for a row that nobody knows.
std::vector<JudgedRow> without_foreign(std::vector<Answered>& answered, std::size_t per_row) {
  std::vector<JudgedRow> rows;
  for (std::size_t first = 0; first < answered.size(); first += per_row) {
    const auto begin = answered.begin() + static_cast<std::ptrdiff_t>(first), end = begin + static_cast<std::ptrdiff_t>(per_row);
    const bool known = std::any_of(begin, end, [](const Answered& a) { return !a.foreign; });
    for (auto a = begin; a != end; ++a)
      if (!a->foreign) rows.push_back(std::move(a->row));
    if (known) continue;
    begin->row.status = JudgedRow::Status::skipped;
    begin->row.reason = "no plugin answers this kind of row";
    rows.push_back(std::move(begin->row));
  }
  return rows;
}

void check_constants(const std::vector<bool>& used, const ValidationSettings& settings) {
  Problems problems;
  for (std::size_t i = 0; i < settings.constants.size(); ++i)
    if (i >= used.size() || !used[i])
      problems.add(Where{Label("--constant"), 0, 0}, settings.constants[i].first, "no record that was used has it",
                   "a member that the entries of registry/stacks write out");
  problems.raise();
}

}  // namespace

std::vector<const Validation*> find_validations(const Plugins& plugins, std::string_view name, Problems& problems) {
  std::vector<const Validation*> found;
  std::vector<std::string_view> names;
  for (const auto& library : plugins.libraries())
    for (const Validation& v : library->manifest().validations) {
      if (v.name == name) found.push_back(&v);
      if (std::find(names.begin(), names.end(), v.name) == names.end()) names.push_back(v.name);
    }
  if (found.empty())
    problems.add({}, "validate", cat("no plugin validates '", name, "'"), names.empty() ? "a plugin that does: none is loaded" : one_of(names),
                 std::string(nearest(name, names)));
  return found;
}

std::vector<JudgedRow> judge_table(const CsvTable& table, const std::vector<const Validation*>& validations,
                                   const ValidationSettings& settings, const Plugins& plugins, Registry& registry) {
  const std::vector<Question> questions = questions_of(table, validations);
  std::vector<Answered> answered(questions.size());
  tbb::enumerable_thread_specific<std::unique_ptr<Session>> sessions([&] {
    auto session = std::make_unique<Session>(Session{plugins, registry, settings.strict});
    session->constants = settings.constants;
    return session;
  });
  tbb::parallel_for(tbb::blocked_range<std::size_t>(0, questions.size(), 16), [&](const auto& range) {
    Session& session = *sessions.local();
    for (std::size_t i = range.begin(); i != range.end(); ++i) {
      const RowCase row = plan_row(questions[i], settings, session);
      answered[i] = {solve_row(row), row.translation.foreign};
    }
  });
  std::vector<bool> used(settings.constants.size());
  for (const auto& session : sessions)
    for (std::size_t i = 0; i < session->used_constants.size(); ++i) used[i] = used[i] || session->used_constants[i];
  check_constants(used, settings);
  return without_foreign(answered, validations.size());
}

void write_predictions(const std::vector<JudgedRow>& rows, std::ostream& out) {
  const auto number = [](double value) { return exact_text(value); };
  const auto yes_no = [](double value) { return std::string(value > 0.5 ? "yes" : "no"); };
  out << "id,source,metric,measured,predicted,error,status\n";
  for (const JudgedRow& r : rows) {
    const bool ok = r.status == JudgedRow::Status::ok;
    const auto figure = [&](double value) { return r.yes_no ? yes_no(value) : number(value); };
    const std::string status = ok ? "ok" : cat(r.status == JudgedRow::Status::skipped ? "skipped: " : "failed: ", r.reason);
    out << csv_cell(r.id) << ',' << csv_cell(r.source) << ',' << csv_cell(r.metric.empty() ? r.name : r.metric) << ','
        << (ok || r.measured != 0 ? figure(r.measured) : "") << ',' << (ok ? figure(r.predicted) : "") << ','
        << (ok ? number(r.error()) : "") << ',' << csv_cell(status) << '\n';
  }
}

}  // namespace fleetline
