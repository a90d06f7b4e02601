#include "judge.hpp"

#include <algorithm>
#include <cmath>

#include "fleetline/text.hpp"
#include "fleetline/units.hpp"

namespace fleetline {
namespace {

std::string side_text(double value, const Comparison& c) {
  if (std::isnan(value)) return "no value";
  if (!c.labels.empty())
    if (const auto it = c.labels.find(static_cast<int>(value)); it != c.labels.end()) return it->second;
  return write_short(value, c.dimension);
}

struct Judge {
  const PlannedExpectation& expectation;
  std::uint64_t asked = 0, broken = 0, worst_row = 0;
  double worst = -1;
  std::string worst_text;

  void look(const double* slots, std::uint64_t row) {
    if (expectation.where_clause && !expectation.where_clause->holds(slots)) return;
    ++asked;
    const auto& comparison = expectation.expression.comparison();
    if (expectation.expression.holds(slots)) return;
    ++broken;
    const double excess = comparison ? comparison->excess(slots) : 0;
    const double badness = std::isnan(excess) ? INFINITY : excess;
    if (badness <= worst) return;
    worst = badness;
    worst_row = row;
    if (comparison)
      worst_text = cat(side_text(comparison->left.run(slots), *comparison), " against ", side_text(comparison->right.run(slots), *comparison));
  }
};

/// "roofline.batch = 512", from the axis columns; empty for a single case.
std::string case_text(const Results& results, std::uint64_t row) {
  std::string out;
  for (const ResultColumn& c : results.columns) {
    if (!c.axis || std::isnan(c.values[row])) continue;
    const std::string* label = c.label(c.values[row]);
    out += cat(out.empty() ? "" : ", ", c.name, " = ", label ? *label : write_short(c.values[row], c.dimension));
  }
  return out;
}

Expectation verdict_of(const Judge& judge, const Results& results) {
  Expectation out{judge.expectation.text, judge.expectation.place, judge.broken == 0 && judge.asked > 0, {}};
  if (judge.asked == 0) {
    out.detail = "no case was asked";
  } else if (judge.broken > 0) {
    if (judge.asked > 1) out.detail = cat("broken in ", judge.broken, " of ", judge.asked, " cases");
    const std::string where = case_text(results, judge.worst_row);
    if (!judge.worst_text.empty())
      out.detail += cat(out.detail.empty() ? "" : "; worst: ", judge.worst_text, where.empty() ? "" : " at ", where);
  }
  return out;
}

}  // namespace

void judge_expectations(const Plan& plan, const KeptColumns& kept, std::uint64_t first_row, std::uint64_t rows, const std::vector<bool>& asked, Results& results) {
  std::vector<double> slots(plan.slots.size(), NAN);
  for (const PlannedExpectation& expectation : plan.expectations) {
    Judge judge{expectation};
    for (std::uint64_t i = 0; i < rows; ++i) {
      if (!asked.empty() && !asked[i]) continue;
      for (const auto& [slot, values] : kept) slots[static_cast<std::size_t>(slot)] = values[i];
      judge.look(slots.data(), first_row + i);
    }
    Expectation verdict = verdict_of(judge, results);
    const auto same = std::find_if(results.expectations.begin(), results.expectations.end(),
                                   [&](const Expectation& e) { return e.text == verdict.text && e.where == verdict.where; });
    if (same == results.expectations.end()) {
      results.expectations.push_back(std::move(verdict));
    } else {  // the same line, met by one variant and not by another
      same->met = same->met && verdict.met;
      if (!verdict.detail.empty()) same->detail += cat(same->detail.empty() ? "" : "; ", verdict.detail);
    }
  }
}

}  // namespace fleetline
