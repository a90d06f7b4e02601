#include "tally.hpp"

#include <algorithm>
#include <cmath>
#include <tuple>

#include "fleetline/text.hpp"

namespace fleetline {
namespace {

constexpr double infinite = std::numeric_limits<double>::infinity();

bool constant(const Program& program) {
  return std::none_of(program.steps.begin(), program.steps.end(), [](const Program::Step& s) { return s.op == Op::slot; });
}

bool before(const Candidate& a, const Candidate& b) { return std::tie(a.values, a.row) < std::tie(b.values, b.row); }

/// The better in the first objective, ties by case order.
void keep_better(Candidate& known, double value, std::uint64_t row) {
  if (!known.values.empty() && std::tie(known.values[0], known.row) <= std::tie(value, row)) return;
  known.values.assign(1, value);
  known.row = row;
}

void keep_better(Candidate& known, const Candidate& other) {
  if (!other.values.empty()) keep_better(known, other.values[0], other.row);
}

/// As good in every objective; equal ones are beaten by the first of them.
bool beats(const Candidate& a, const Candidate& b) {
  for (std::size_t i = 0; i < a.values.size(); ++i)
    if (a.values[i] > b.values[i]) return false;
  return a.values != b.values || a.row < b.row;
}

/// Digits differ from case to case of one reason: "16 does not divide 40" and "32 does not divide 40" are one.
std::string without_digits(const std::string& text) {
  std::string out;
  for (char c : text) {
    const bool digit = c >= '0' && c <= '9';
    if (!digit) out += c;
    else if (!out.ends_with('#')) out += '#';
  }
  return out;
}

}  // namespace

bool limit_is_left(const Comparison& c) { return constant(c.left) && !constant(c.right); }

double gap_of(const Constraint& constraint, const double* slots) {
  if (constraint.expression.holds(slots)) return 0;
  const auto& comparison = constraint.expression.comparison();
  if (!comparison || !comparison->labels.empty()) return infinite;
  const double excess = comparison->excess(slots);
  if (std::isnan(excess)) return infinite;
  const double left = comparison->left.run(slots), right = comparison->right.run(slots);
  const double limit = std::abs(limit_is_left(*comparison) ? left : right);
  const double scale = limit > 0 ? limit : std::max(std::abs(left), std::abs(right));
  return scale > 0 ? excess / scale : excess;
}

Tally::Tally(const Plan& plan) : constraints(plan.search->constraints.size()), plan_(&plan), values_(plan.search->objectives.size()) {}

bool Tally::judge(const double* slots, std::uint64_t row) {
  const std::vector<Constraint>& all = plan_->search->constraints;
  std::size_t broken = 0, last = 0;
  Miss miss{0, 0, row};
  for (std::size_t i = 0; i < all.size(); ++i) {
    if (all[i].expression.holds(slots)) continue;
    const double gap = gap_of(all[i], slots);
    ++constraints[i].broken;
    ++broken;
    last = i;
    miss.worst = std::max(miss.worst, gap);
    miss.sum += gap;
  }
  if (broken == 0) return true;
  nearest = std::min(nearest, miss);
  if (broken == 1) {
    ++constraints[last].alone;
    constraints[last].cheapest = std::min(constraints[last].cheapest, miss);
    keep_better(constraints[last].without, values_[0], row);
  }
  return false;
}

bool Tally::add(const Outcome& outcome, const double* slots, std::uint64_t row) {
  ++tried;
  if (outcome.status.code == Status::Code::failed && !outcome.bad_input) {
    if (!failure || row < failure->first) failure.emplace(row, outcome.failure);
    return false;
  }
  if (!outcome.ok()) {
    const std::string kind = outcome.failure.empty() ? std::string(outcome.status.reason.text()) : without_digits(outcome.failure);
    return add_reason(kind, {1, row, outcome.status.missing, outcome}), false;
  }
  const std::vector<Objective>& objectives = plan_->search->objectives;
  for (std::size_t i = 0; i < objectives.size(); ++i) {
    const Objective& o = objectives[i];
    const double value = slots[o.slot];
    if (std::isnan(value)) {
      const std::string why = cat(plan_->slots[o.slot].name, " has no value");
      return add_reason(why, {1, row, 0, Outcome::failed(why, true)}), false;
    }
    values_[i] = o.maximise ? -value : value;
  }
  keep_better(unbound, values_[0], row);
  if (!judge(slots, row)) return false;
  ++admissible;
  // Most cases of a long search are worse than all that is kept: told without allocating.
  const bool hopeless = objectives.size() == 1 && best.size() == plan_->search->keep && values_[0] > best.back().values[0];
  if (!hopeless) add_candidate({row, values_});
  return true;
}

void Tally::add_reason(const std::string& kind, ReasonTally reason) {
  const auto [it, fresh] = reasons.try_emplace(kind, reason);
  if (fresh) return;
  ReasonTally& known = it->second;
  known.cases += reason.cases;
  if (std::tie(reason.missing, reason.row) >= std::tie(known.missing, known.row)) return;
  const std::uint64_t cases = known.cases;
  known = std::move(reason);
  known.cases = cases;
}

void Tally::add_candidate(Candidate candidate) {
  const std::size_t keep = plan_->search->keep;
  if (plan_->search->objectives.size() > 1) return add_to_front(std::move(candidate));
  if (best.size() == keep && !before(candidate, best.back())) return;
  best.insert(std::upper_bound(best.begin(), best.end(), candidate, before), std::move(candidate));
  if (best.size() > keep) best.pop_back();
}

void Tally::add_to_front(Candidate candidate) {
  const auto at = std::lower_bound(best.begin(), best.end(), candidate, before);
  // Only what sorts before can beat it. Of two objectives the front is a staircase: the nearest one before is the best of them.
  const bool two = candidate.values.size() == 2;
  const auto from = two && at != best.begin() ? std::prev(at) : best.begin();
  if (std::any_of(from, at, [&](const Candidate& c) { return beats(c, candidate); })) return;
  const auto end = two ? std::find_if(at, best.end(), [&](const Candidate& c) { return !beats(candidate, c); }) : best.end();
  const auto place = static_cast<std::size_t>(at - best.begin());
  best.erase(std::remove_if(at, end, [&](const Candidate& c) { return beats(candidate, c); }), end);
  best.insert(best.begin() + static_cast<std::ptrdiff_t>(place), std::move(candidate));
  if (best.size() > front_limit) {
    Problems problems;
    problems.add({}, "optimize", cat("more than ", front_limit, " combinations are beaten by no other"), "fewer objectives, or fewer values in over");
    problems.raise();
  }
}

void Tally::merge(const Tally& other) {
  tried += other.tried;
  admissible += other.admissible;
  for (const Candidate& c : other.best) add_candidate(c);
  for (std::size_t i = 0; i < constraints.size(); ++i) {
    constraints[i].broken += other.constraints[i].broken;
    constraints[i].alone += other.constraints[i].alone;
    constraints[i].cheapest = std::min(constraints[i].cheapest, other.constraints[i].cheapest);
    keep_better(constraints[i].without, other.constraints[i].without);
  }
  for (const auto& [kind, reason] : other.reasons) add_reason(kind, reason);
  nearest = std::min(nearest, other.nearest);
  keep_better(unbound, other.unbound);
  if (other.failure && (!failure || other.failure->first < failure->first)) failure = other.failure;
}

}  // namespace fleetline
