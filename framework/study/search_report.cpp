#include "search_report.hpp"

#include <algorithm>
#include <cmath>

#include "fleetline/text.hpp"
#include "fleetline/units.hpp"
#include "output_cells.hpp"
#include "search_finding.hpp"

namespace fleetline {
namespace {

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

}  // namespace

std::string search_verdict(const std::vector<ReportedSearch>& searches, const Results& results) {
  if (searches.size() == 1) {
    const ReportedSearch& s = searches.front();
    const bool none = s.tally->best.empty(), one = s.plan->search->objectives.size() == 1;
    const std::string place = search_place(s, results), said = cat(search_headline(s, results), none || !one || place.empty() ? "" : cat(", at ", place));
    return none ? cat(said, " (", grounds(s), ").") : cat(said, s.tally->best.size() > 1 && !one ? "; " : ": ", grounds(s), ".");
  }
  std::uint64_t tried = 0, all = 0, answered = 0;
  std::string why;
  for (const ReportedSearch& s : searches) {
    tried += s.tally->tried, all += s.combinations, answered += !s.tally->best.empty();
    if (s.tally->tried < s.combinations && why.find(s.cut_why) == std::string::npos) why += cat(why.empty() ? " (the others cannot be better, because " : "; ", s.cut_why);
  }
  const std::string how = tried == all ? cat("all ", counted(all, "combination"), " tried, ") : cat(grouped(tried), " of ", counted(all, "combination"), " tried", why, "), ");
  return cat(searches.size(), " searches, ", how, answered == searches.size() ? std::string("each with an answer") : cat(answered, " with an answer, ", searches.size() - answered, " that no combination meets"), ".");
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
    here.texts.push_back(side_at(c, run, shown, 6));
    out.numbers.push_back(static_cast<double>(t.constraints[i].broken));
    alone.numbers.push_back(static_cast<double>(t.constraints[i].alone));
    relaxed.texts.push_back(side_at(c, run, t.constraints[i].cheapest.row, 6));
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
