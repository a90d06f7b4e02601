#include "calibrate.hpp"

#include <tbb/blocked_range.h>
#include <tbb/parallel_for.h>

#include <algorithm>
#include <cmath>
#include <nlopt.hpp>
#include <set>

#include "fleetline/text.hpp"
#include "fleetline/units.hpp"
#include "fold.hpp"

namespace fleetline {
namespace {

/// One member that may be moved.
struct Knob {
  FittedConstant constant;
  const Field* field = nullptr;
  void* member = nullptr;
  void set(double value) const { field->codec.set(member, value); }
};

double bound_of(const std::string& text, const Field& field, double otherwise) {
  if (text.empty()) return otherwise;
  if (const auto read = parse_measure(text); read.value && read.value->dimension == field.dimension) return read.value->base;
  return otherwise;
}

/// "Fitted to ttft_ms: ..." -> "ttft_ms".
std::string metric_of(const std::string& title) {
  constexpr std::string_view lead = "Fitted to ";
  const std::size_t colon = title.find(':');
  if (!title.starts_with(lead) || colon == std::string::npos) return {};
  const std::string metric = title.substr(lead.size(), colon - lead.size());
  return metric.find(' ') == std::string::npos ? metric : std::string();
}

void find_knobs(const AnySchema& schema, void* object, const Table& table, const std::string& prefix, std::vector<Knob>& knobs) {
  for (const Table::Entry& e : table.entries()) {
    const Field* field = schema.find(e.key);
    if (field == nullptr) continue;
    void* member = field->in(object);
    if (field->codec.type == FieldType::table && e.value.table()) {
      find_knobs(*field->codec.nested(), member, *e.value.table(), cat(prefix, e.key, "."), knobs);
      continue;
    }
    const Provenance* p = e.value.provenance.get();
    if (!field->codec.plain_double || !p || !p->title.starts_with("Fitted") || p->low.empty() || p->high.empty()) continue;
    const double now = field->codec.get(member);
    knobs.push_back({{cat(prefix, e.key), std::string(field->unit), metric_of(p->title), field->dimension, now, now, bound_of(p->low, *field, now), bound_of(p->high, *field, now)}, field, member});
  }
}

using Cases = std::vector<const RowCase*>;

std::vector<JudgedRow> solve_all(const Cases& cases) {
  std::vector<JudgedRow> rows(cases.size());
  tbb::parallel_for(tbb::blocked_range<std::size_t>(0, cases.size(), 8), [&](const auto& range) {
    for (std::size_t i = range.begin(); i != range.end(); ++i) rows[i] = solve_row(*cases[i]);
  });
  return rows;
}

/// Rows without an answer cost as much as a factor of e. A wrong yes or no costs something however near it was, and more the further off:
/// without the latter the search would see steps only.
double loss_of(const JudgedRow& r) {
  constexpr double wrong = 0.2;
  if (r.status != JudgedRow::Status::ok) return 1;
  if (!r.yes_no) return r.predicted / r.measured > 0 ? std::min(1.0, std::abs(std::log(r.predicted / r.measured))) : 1.0;
  if (r.predicted == r.measured) return 0;
  return r.load > 0 ? std::min(1.0, wrong + std::abs(std::log(r.load))) : 1.0;
}
double loss_of(const std::vector<JudgedRow>& rows) {
  double sum = 0;
  for (const JudgedRow& r : rows) sum += loss_of(r);
  return sum / static_cast<double>(rows.size());
}

double mean_error(const std::vector<JudgedRow>& rows) {
  double sum = 0, n = 0;
  for (const JudgedRow& r : rows)
    if (r.status == JudgedRow::Status::ok) sum += std::abs(r.error()), ++n;
  return n > 0 ? sum / n : std::nan("");
}

/// Members no row depends on stay as they are.
std::vector<Knob> effective(const std::vector<Knob>& knobs, const Cases& cases) {
  const std::vector<JudgedRow> now = solve_all(cases);
  std::vector<Knob> used;
  for (const Knob& k : knobs) {
    const double middle = (k.constant.low + k.constant.high) / 2;
    k.set(k.constant.before != middle ? middle : k.constant.low);
    const std::vector<JudgedRow> moved = solve_all(cases);
    k.set(k.constant.before);
      const auto differs = [](const JudgedRow& a, const JudgedRow& b) { return a.predicted != b.predicted || a.load != b.load || a.status != b.status; };
    if (!std::equal(now.begin(), now.end(), moved.begin(), [&](const auto& a, const auto& b) { return !differs(a, b); })) used.push_back(k);
  }
  return used;
}

struct Fit {
  const std::vector<Knob>& knobs;
  const Cases& cases;
  std::vector<double> start;  ///< where the constants stood, as shares of their ranges
  double pull = 0;
};

/// What it costs to move a constant through its whole range, as a mean error: constants that the rows do not tell apart stay where they
/// stood (ridge regression; Hoerl, Kennard 1970), so that a fit to few rows does not run into its bounds. The middle of a range is no
/// such place.
constexpr double pull_to_entry = 0.003;

double evaluate(const std::vector<double>& x, std::vector<double>&, void* data) {
  const auto& problem = *static_cast<Fit*>(data);
  double moved = 0;
  for (std::size_t i = 0; i < problem.knobs.size(); ++i) {
    const FittedConstant& c = problem.knobs[i].constant;
    problem.knobs[i].set(c.low + x[i] * (c.high - c.low));
    moved += (x[i] - problem.start[i]) * (x[i] - problem.start[i]);
  }
  return loss_of(solve_all(problem.cases)) + problem.pull * moved;
}

/// Subplex (Rowan 1990) within the bounds; leaves the knobs at the best.
void fit_together(const std::vector<Knob>& knobs, const Cases& cases, const CalibrationSettings& settings) {
  std::vector<double> x;
  for (const Knob& k : knobs) x.push_back(settings.from_middle ? 0.5 : std::clamp((k.constant.before - k.constant.low) / (k.constant.high - k.constant.low), 0.0, 1.0));
  Fit problem{knobs, cases, x, settings.from_middle ? 0 : pull_to_entry};
  nlopt::opt optimizer(nlopt::LN_SBPLX, static_cast<unsigned>(x.size()));
  optimizer.set_min_objective(evaluate, &problem);
  optimizer.set_lower_bounds(0.0);
  optimizer.set_upper_bounds(1.0);
  optimizer.set_initial_step(0.1);
  optimizer.set_xtol_rel(1e-4);
  optimizer.set_maxeval(settings.evaluations);
  double best = 0;
  optimizer.optimize(x, best);
  for (std::size_t i = 0; i < knobs.size(); ++i) {
    const FittedConstant& c = knobs[i].constant;
    knobs[i].set(c.low + x[i] * (c.high - c.low));
  }
}

/// What a row's figure is claimed as: as the score calls it, or as the row does; empty: no knob claims it.
std::string claim_on(const RowCase& row, const std::set<std::string>& claimed) {
  for (const std::string& name : {row.judged.name, row.judged.metric})
    if (claimed.contains(name)) return name;
  return {};
}

/// First the knobs that claim no metric, to the rows of all metrics that none claims, with the others as their entry has them; then those
/// of each metric, to its rows.
void fit(const std::vector<Knob>& knobs, const Cases& cases, const CalibrationSettings& settings) {
  std::set<std::string> claimed{""};
  for (const Knob& k : knobs) {
    claimed.insert(k.constant.metric);
    k.set(k.constant.before);
  }
  for (const std::string& metric : claimed) {
    std::vector<Knob> some;
    Cases rows;
    for (const Knob& k : knobs)
      if (k.constant.metric == metric) some.push_back(k);
    for (const RowCase* c : cases)
      if (claim_on(*c, claimed) == metric) rows.push_back(c);
    if (!some.empty() && !rows.empty()) fit_together(some, rows, settings);
  }
}

void cross_validate(FittedStack& out, const std::vector<Knob>& knobs, const Cases& cases, const CalibrationSettings& settings) {
  std::set<std::string> distinct;
  for (const RowCase* c : cases) distinct.insert(c->judged.configuration);
  out.configurations = distinct.size();
  out.held_out = std::nan("");
  if (distinct.size() < 2 || settings.folds < 2) return;
  const std::size_t folds = std::min(settings.folds, distinct.size());
  const auto fold = folds_of(distinct, folds);
  for (std::size_t f = 0; f < folds; ++f) {
    Cases seen, unseen;
    for (const RowCase* c : cases) (fold.at(c->judged.configuration) == f ? unseen : seen).push_back(c);
    fit(knobs, seen, settings);
    std::vector<JudgedRow> rows = solve_all(unseen);
    std::move(rows.begin(), rows.end(), std::back_inserter(out.held_out_rows));
  }
  for (const Knob& k : knobs) k.set(k.constant.before);
  out.held_out = mean_error(out.held_out_rows);
}

FittedStack fit_stack(const std::string& name, LoadedRecord& record, const Cases& cases, const CalibrationSettings& settings) {
  FittedStack out{.stack = name, .file = record.entry->file, .rows = cases.size()};
  std::vector<Knob> knobs;
  find_knobs(*record.box.schema(), record.box.data(), *record.entry->root.table(), "", knobs);
  knobs = effective(knobs, cases);
  out.before = mean_error(solve_all(cases));
  cross_validate(out, knobs, cases, settings);
  fit(knobs, cases, settings);
  out.in_sample = mean_error(solve_all(cases));
  for (const Knob& k : knobs) {
    out.constants.push_back(k.constant);
    out.constants.back().after = k.field->codec.get(k.member);
  }
  return out;
}

}  // namespace

std::vector<FittedStack> calibrate(const CsvTable& table, const std::vector<const Validation*>& validations,
                                   const CalibrationSettings& settings, const Plugins& plugins, Registry& registry) {
  Session session{plugins, registry, settings.strict};
  session.constants = settings.constants;
  std::map<std::string, std::vector<RowCase>> by_stack;
  for (std::size_t row = 0; row < table.rows.size(); ++row)
    for (const Validation* v : validations) {
      RowCase planned = plan_row({v, &table, row}, settings, session);
      const bool wanted = planned.scenario && (settings.stack.empty() || planned.judged.stack == settings.stack);
      if (wanted) by_stack[planned.judged.stack].push_back(std::move(planned));
    }
  std::vector<FittedStack> fitted;
  for (const auto& [name, rows] : by_stack) {
    const auto record = std::find_if(session.records.begin(), session.records.end(), [&](const auto& r) { return r.first.second == name; });
    if (record == session.records.end() || !record->second) continue;  // constants that are no record
    Cases cases;
    for (const RowCase& r : rows)
      if (solve_row(r).status == JudgedRow::Status::ok) cases.push_back(&r);
    if (!cases.empty()) fitted.push_back(fit_stack(name, *record->second, cases, settings));
  }
  return fitted;
}

}  // namespace fleetline
