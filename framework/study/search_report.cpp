#include "search_report.hpp"

#include <algorithm>
#include <cmath>

#include "fleetline/text.hpp"
#include "fleetline/units.hpp"
#include "output_cells.hpp"
#include "verdict.hpp"

namespace fleetline {
namespace {

std::string named(const Slot& slot) { return short_name(slot.name); }

/// An objective in a row of the results, as the table shows it.
std::string value_at(const Plan& plan, const Objective& o, const Results& results, std::uint64_t row) {
  const Slot& slot = plan.slots[o.slot];
  if (const ResultColumn* c = results.find(slot.name); c && !std::isnan(c->values[row])) return readable_cell(*c, row);
  return "of no value";
}

std::string at_text(const std::string& where) { return where.empty() ? std::string() : cat(", at ", where); }

/// How it knows: "all 3,072 combinations tried, 214 of them feasible within the constraints".
std::string grounds(const ReportedSearch& s) {
  const Tally& t = *s.tally;
  const bool cut = t.tried < s.combinations;
  std::string out = s.combinations == 1 ? std::string("the only combination tried")
                    : cut               ? cat(grouped(t.tried), " of ", counted(s.combinations, "combination"), " tried")
                                        : cat("all ", counted(t.tried, "combination"), " tried");
  const bool constrained = !s.plan->search->constraints.empty();
  if (t.admissible == t.tried) out += constrained ? ", all meet the constraints" : ", all feasible";
  else out += cat(", ", grouped(t.admissible), constrained ? " of them feasible within the constraints" : " of them feasible");
  return cut ? cat(out, "; the others cannot be better, because ", s.cut_why) : out;
}

std::string best_text(const ReportedSearch& s, const Results& results) {
  const Plan& plan = *s.plan;
  const Objective& o = plan.search->objectives.front();
  return cat(named(plan.slots[o.slot]), o.maximise ? " is highest, " : " is least, ", value_at(plan, o, results, s.first_row),
             at_text(case_axes(results, s.first_row, false)));
}

/// "12 combinations are beaten by none in tco (low) and itl (low): from $1M and 9 ms to $4M and 2 ms".
std::string front_text(const ReportedSearch& s, const Results& results) {
  const Plan& plan = *s.plan;
  const std::vector<Candidate>& front = s.tally->best;
  std::string names, first, last;
  for (std::size_t i = 0; i < plan.search->objectives.size(); ++i) {
    const Objective& o = plan.search->objectives[i];
    const std::string join = i == 0 ? "" : i + 1 == plan.search->objectives.size() ? " and " : ", ";
    names += cat(join, named(plan.slots[o.slot]), o.maximise ? " (high)" : " (low)");
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

std::string none_text(const ReportedSearch& s, const Results& results) {
  const Tally& t = *s.tally;
  std::string why;
  for (const CaseNote& n : results.notes)
    if (n.row == s.first_row) why = n.message();
  std::string out = t.nearest.row == ~std::uint64_t{0} ? cat("no combination has an answer: ", why)
                                                       : cat("no combination meets the constraints; nearest: ", why);
  out += at_text(case_axes(results, s.first_row, false));
  if (const auto i = cheapest(t); i && t.nearest.row != ~std::uint64_t{0})
    out += cat("; cheapest to relax alone: '", s.plan->search->constraints[*i].text, "', by ", number_text(100 * t.constraints[*i].cheapest.worst, 3), " %");
  return out;
}

std::string sentence(const ReportedSearch& s, const Results& results) {
  if (s.tally->best.empty()) return none_text(s, results);
  return s.plan->search->objectives.size() > 1 ? front_text(s, results) : best_text(s, results);
}

/// The value of the constrained side in a case: what the limit would have to be.
std::string side_at(const Constraint& c, PlanRun& run, std::uint64_t row) {
  const auto& comparison = c.expression.comparison();
  if (row == ~std::uint64_t{0} || !comparison || !comparison->labels.empty()) return "-";
  Worker worker(run);
  worker.place_row(row);
  worker.solve();
  const double value = (limit_is_left(*comparison) ? comparison->right : comparison->left).run(worker.slots());
  return std::isnan(value) ? "-" : write_short(value, comparison->dimension, 6);
}

}  // namespace

std::string search_verdict(const std::vector<ReportedSearch>& searches, const Results& results) {
  constexpr std::size_t most = 4;  // more would be no sentence
  if (searches.size() == 1) {
    const ReportedSearch& s = searches.front();
    return s.tally->best.empty() ? cat(sentence(s, results), " (", grounds(s), ").") : cat(sentence(s, results), s.tally->best.size() > 1 && s.plan->search->objectives.size() > 1 ? "; " : ": ", grounds(s), ".");
  }
  std::uint64_t tried = 0, all = 0, answered = 0;
  std::string why;
  for (const ReportedSearch& s : searches) {
    tried += s.tally->tried, all += s.combinations, answered += !s.tally->best.empty();
    if (s.tally->tried < s.combinations && why.find(s.cut_why) == std::string::npos) why += cat(why.empty() ? " (the others cannot be better, because " : "; ", s.cut_why);
  }
  const std::string how = tried == all ? cat("all ", counted(all, "combination"), " tried, ") : cat(grouped(tried), " of ", counted(all, "combination"), " tried", why, "), ");
  std::string out = cat(searches.size(), " searches, ", how, answered == searches.size() ? std::string("each with an answer") : cat(answered, " with an answer"));
  if (searches.size() > most) return out + ".";
  for (const ReportedSearch& s : searches) {
    const bool variants = !s.plan->variant.empty();
    out += cat(&s == &searches.front() ? ": " : "; ", variants ? cat(s.plan->variant, ": ") : std::string(), sentence(s, results));
  }
  return out + ".";
}

std::vector<std::string> range_notes(const ReportedSearch& s, const Results& results) {
  constexpr std::size_t range = 9;  // shorter ones are lists of what there is
  std::vector<std::string> out;
  if (s.tally->best.empty() || s.plan->search->objectives.size() > 1) return out;
  std::uint64_t below = s.tally->best.front().row;
  for (std::size_t d = s.plan->dimensions.size(); d-- > 0; ) {
    const PlanDimension& dimension = s.plan->dimensions[d];
    const std::uint64_t digit = below % dimension.size;
    below /= dimension.size;
    const ResultColumn* axis = results.find(dimension.label);
    if (!s.plan->search->over[d] || dimension.size < range || digit + 1 != dimension.size || !axis || coded(*axis)) continue;
    out.push_back(cat("the best ", dimension.label, " is the last that was searched, ", readable_cell(*axis, s.first_row), ": a longer range may hold a better one"));
  }
  return out;
}

DetailTable constraint_table(const ReportedSearch& s, PlanRun& run) {
  const Tally& t = *s.tally;
  const bool found = !t.best.empty();
  DetailTable table{cat("optimize.constraints", s.plan->variant.empty() ? "" : cat(" (", s.plan->variant, ")")),
                    cat("what rules out combinations", t.tried < s.combinations ? ", of those tried" : "", "; 'alone': those that break nothing else; 'relaxed to': the limit that would let in the next of them"), {}};
  DetailColumn& what = table.add_text("constraint");
  DetailColumn& here = table.add_text(found ? "at the best" : "at the nearest");
  DetailColumn& out = table.add("rules out", {}, "");
  DetailColumn& alone = table.add("alone", {}, "");
  DetailColumn& relaxed = table.add_text("relaxed to");
  const std::uint64_t shown = found ? t.best.front().row : t.nearest.row;
  for (std::size_t i = 0; i < t.constraints.size(); ++i) {
    const Constraint& c = s.plan->search->constraints[i];
    what.texts.push_back(c.text);
    here.texts.push_back(side_at(c, run, shown));
    out.numbers.push_back(static_cast<double>(t.constraints[i].broken));
    alone.numbers.push_back(static_cast<double>(t.constraints[i].alone));
    relaxed.texts.push_back(side_at(c, run, t.constraints[i].cheapest.row));
  }
  for (const auto& [kind, reason] : t.reasons) {
    what.texts.push_back(reason.outcome.failure.empty() ? kind : reason.outcome.failure);
    here.texts.push_back("-");
    out.numbers.push_back(static_cast<double>(reason.cases));
    alone.numbers.push_back(static_cast<double>(reason.cases));
    relaxed.texts.push_back(reason.missing > 0 ? cat(write_short(reason.missing, reason.outcome.status.dimension), " more") : "-");
  }
  return table;
}

}  // namespace fleetline
