#include "search_finding.hpp"

#include <algorithm>
#include <cmath>
#include <optional>

#include "fleetline/text.hpp"
#include "fleetline/units.hpp"
#include "output_cells.hpp"
#include "verdict.hpp"

namespace fleetline {
namespace {

constexpr std::uint64_t no_row = ~std::uint64_t{0};

std::string named(const Slot& slot) { return short_name(slot.name); }

const Slot& slot_of(const Plan& plan, const Objective& o) { return plan.slots[o.slot]; }

/// An objective in a row of the results, as the table shows it.
std::string value_at(const Plan& plan, const Objective& o, const Results& results, std::uint64_t row) {
  if (const ResultColumn* c = results.find(slot_of(plan, o).name); c && !std::isnan(c->values[row])) return readable_cell(*c, row);
  return "of no value";
}

std::string best_text(const ReportedSearch& s, const Results& results) {
  const Objective& o = s.plan->search->objectives.front();
  return cat(named(slot_of(*s.plan, o)), o.maximise ? " is highest, " : " is least, ", value_at(*s.plan, o, results, s.first_row));
}

/// "12 combinations are beaten by none in tco (low) and itl (low): from $1M and 9 ms to $4M and 2 ms".
std::string front_text(const ReportedSearch& s, const Results& results) {
  const Plan& plan = *s.plan;
  const std::vector<Candidate>& front = s.tally->best;
  std::string names, first, last;
  for (std::size_t i = 0; i < plan.search->objectives.size(); ++i) {
    const Objective& o = plan.search->objectives[i];
    const std::string join = i == 0 ? "" : i + 1 == plan.search->objectives.size() ? " and " : ", ";
    names += cat(join, named(slot_of(plan, o)), o.maximise ? " (high)" : " (low)");
    first += cat(join, value_at(plan, o, results, s.first_row));
    last += cat(join, value_at(plan, o, results, s.first_row + s.rows - 1));
  }
  std::string out = front.size() == 1 ? cat("one combination is best in all of ", names, ": ", first)
                                      : cat(grouped(front.size()), " combinations are beaten by no other in ", names, ": from ", first, " to ", last);
  if (front.size() > s.rows) out += cat(", ", grouped(s.rows), " of them shown");
  return out;
}

/// The constraint that lets in a case at the least cost when it alone is relaxed.
std::optional<std::size_t> cheapest(const Tally& t) {
  std::optional<std::size_t> out;
  for (std::size_t i = 0; i < t.constraints.size(); ++i)
    if (t.constraints[i].alone > 0 && (!out || t.constraints[i].cheapest < t.constraints[*out].cheapest)) out = i;
  return out;
}

/// What each constraint costs: the objective without it. Cases that a promise ruled out are none better, so these are exact.
std::vector<std::string> binding(const ReportedSearch& s) {
  const Tally& t = *s.tally;
  const Objective& o = s.plan->search->objectives.front();
  const Slot& slot = slot_of(*s.plan, o);
  const auto told = [&](const Candidate& c) { return write_short(o.maximise ? -c.values[0] : c.values[0], slot.dimension); };
  const double best = t.best.front().values[0];
  std::vector<std::string> out;
  for (std::size_t i = 0; i < t.constraints.size(); ++i)
    if (const Candidate& c = t.constraints[i].without; !c.values.empty() && c.values[0] < best)
      out.push_back(cat("'", s.plan->search->constraints[i].text, "': without it ", named(slot), " would be ", told(c)));
  if (out.empty() && !t.unbound.values.empty() && t.unbound.values[0] < best)
    out.push_back(cat("no constraint alone, only several together: without any ", named(slot), " would be ", told(t.unbound)));
  if (out.empty()) out.push_back("no constraint: without them it would be no better");
  return out;
}

/// "serving.itl < 50 ms: 49.87 ms", a line a constraint.
std::vector<std::string> kept_limits(const ReportedSearch& s, PlanRun& run, std::uint64_t row) {
  std::vector<std::string> out;
  for (const Constraint& c : s.plan->search->constraints) out.push_back(cat(c.text, ": ", side_at(c, run, row, 4)));
  return out;
}

std::vector<std::string> missed_limits(PlanRun& run, std::uint64_t row) {
  Worker worker(run);
  worker.place_row(row);
  worker.solve();
  return misses_of(run.plan, worker.slots());
}

/// Why the first row of a search is no answer.
std::string reason_of(const ReportedSearch& s, const Results& results) {
  const auto note = std::find_if(results.notes.begin(), results.notes.end(), [&](const CaseNote& n) { return n.row == s.first_row; });
  return note == results.notes.end() ? std::string() : note->message();
}

}  // namespace

std::string search_headline(const ReportedSearch& s, const Results& results) {
  if (!s.tally->best.empty()) return s.plan->search->objectives.size() > 1 ? front_text(s, results) : best_text(s, results);
  if (s.tally->nearest.row != no_row) return "no combination meets the constraints";
  return cat("no combination has an answer: ", reason_of(s, results));
}

std::string search_place(const ReportedSearch& s, const Results& results) { return case_axes(results, s.first_row, false); }

SearchFinding search_finding(const ReportedSearch& s, const Results& results, PlanRun& run) {
  const Tally& t = *s.tally;
  const bool constrained = !s.plan->search->constraints.empty(), one = s.plan->search->objectives.size() == 1;
  SearchFinding out{s.plan->variant.empty() ? search_headline(s, results) : cat(s.plan->variant, ": ", search_headline(s, results)), {}};
  const auto say = [&](const char* word, std::vector<std::string> lines) {
    if (!lines.empty() && !lines.front().empty()) out.facts.emplace_back(word, std::move(lines));
  };
  if (t.best.empty()) {
    if (t.nearest.row != no_row) say("nearest", missed_limits(run, t.nearest.row));
    say("at", {search_place(s, results)});
    if (const auto i = cheapest(t); i && t.nearest.row != no_row)
      say("relax", {cat("cheapest to relax alone: '", s.plan->search->constraints[*i].text, "', by ", number_text(100 * t.constraints[*i].cheapest.worst, 3), " %")});
    return out;
  }
  if (!one) return out;
  say("at", {search_place(s, results)});
  if (constrained) say("binds", binding(s));
  if (constrained) say("within", kept_limits(s, run, t.best.front().row));
  return out;
}

std::string side_at(const Constraint& c, PlanRun& run, std::uint64_t row, int digits) {
  const auto& comparison = c.expression.comparison();
  if (row == no_row || !comparison || !comparison->labels.empty()) return "-";
  Worker worker(run);
  worker.place_row(row);
  worker.solve();
  const double value = (limit_is_left(*comparison) ? comparison->right : comparison->left).run(worker.slots());
  return std::isnan(value) ? "-" : write_short(value, comparison->dimension, digits);
}

}  // namespace fleetline
