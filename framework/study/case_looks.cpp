#include "case_looks.hpp"

#include <algorithm>

#include "fleetline/text.hpp"

namespace fleetline {

std::string verdict_of(const Plan& plan, const std::vector<Detail>& details) {
  std::string out;
  std::ptrdiff_t most = -1;
  for (std::size_t i = 0; i < details.size(); ++i) {
    const std::ptrdiff_t shown = std::count_if(plan.columns.begin(), plan.columns.end(), [&](std::uint32_t slot) {
      return plan.slots[slot].kind == Slot::Kind::output && plan.slots[slot].stage == i;
    });
    if (!details[i].verdict.empty() && shown >= most) most = shown, out = details[i].verdict;
  }
  return out;
}

void show_table(const Plan& plan, const PlannedTable& wanted, bool only_case, bool solved, const std::vector<Detail>& details, Results& results, Problems& problems) {
  const std::size_t dot = wanted.name.find('.');
  for (std::size_t i = 0; i < details.size(); ++i) {
    const Stage& stage = plan.stages[i];
    if (stage.name != std::string_view(wanted.name).substr(0, dot)) continue;
    std::vector<std::string_view> names;
    for (const DetailTable& t : details[i].tables) {
      names.push_back(t.name);
      if (t.name != std::string_view(wanted.name).substr(dot + 1)) continue;
      DetailTable& shown = results.tables.emplace_back(t);
      shown.name = wanted.name;
      if (!only_case) shown.doc += cat(" (first case", plan.variant.empty() ? "" : " of ", plan.variant, ")");
      return;
    }
    if (!solved) return;  // a case without an answer has its own reason for having no table
    problems.add(wanted.where, "show.tables", cat("stage '", stage.name, "' makes no table '", std::string_view(wanted.name).substr(dot + 1), "'"),
                 names.empty() ? std::string("no tables: this solver makes none") : one_of(names),
                 std::string(nearest(std::string_view(wanted.name).substr(dot + 1), names)));
  }
}

std::vector<std::uint64_t> rows_to_look_at(const Plan& plan, const std::optional<SearchResult>& found) {
  constexpr std::size_t most = 64;
  if (found) {
    std::vector<std::uint64_t> best;
    for (const Chosen& c : found->chosen)
      if (c.rank == 1 && best.size() < most) best.push_back(c.row);
    return best;
  }
  std::vector<std::uint64_t> rows{0};
  std::uint64_t stride = 1;
  for (std::size_t d = plan.dimensions.size(); d-- > 0;) {
    const std::size_t size = plan.dimensions[d].size;
    const bool shapes = std::any_of(plan.stages.begin(), plan.stages.end(), [&](const Stage& s) { return s.prepared.uses(static_cast<std::uint32_t>(d)); });
    const std::size_t before = rows.size();
    for (std::size_t digit = 1; shapes && digit < size && rows.size() < most; ++digit)
      for (std::size_t i = 0; i < before && rows.size() < most; ++i) rows.push_back(rows[i] + digit * stride);
    stride *= size;
  }
  std::sort(rows.begin(), rows.end());
  return rows;
}

}  // namespace fleetline
