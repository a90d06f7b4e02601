#include "optimize_section.hpp"

#include <algorithm>

#include "fleetline/text.hpp"
#include "sections.hpp"

namespace fleetline {
namespace {

constexpr std::string_view keys[] = {"minimize", "maximize", "subject_to", "over", "keep"};
constexpr std::int64_t keep_limit = 100'000;
/// Rows of one search that are shown when nobody says how many: of one objective, of several, and beside sweeps.
constexpr std::size_t keep_best = 10, keep_front = 100, keep_of_sweep = 1;

/// A text, or a list of texts, each with its place.
std::vector<Condition> texts_at(const Table& table, std::string_view key, std::string_view help, Problems& problems) {
  std::vector<Condition> out;
  const Value* written = table.find(key);
  if (!written) return out;
  const std::string path = cat("optimize.", key);
  if (written->array() && written->array()->empty()) problems.add(written->where, path, "an empty list", std::string(help));
  const Array single{*written};
  for (const Value& v : written->array() ? *written->array() : single) {
    if (v.text()) out.push_back({*v.text(), v.where});
    else problems.add(v.where, path, cat(v.type_name(), " cannot be used here"), std::string(help));
  }
  return out;
}

void add_objectives(Search& search, const Table& table, SlotNames& names, Problems& problems) {
  std::vector<std::pair<Where, Objective>> found;
  bool any = false;
  for (std::string_view key : {"minimize", "maximize"})
    for (const Condition& c : texts_at(table, key, "an expression in quotes, for example \"economics.tco\", or a list of them", problems)) {
      any = true;
      const auto slot = names.number(c.text, c.where, cat("optimize.", key));
      if (!slot) continue;
      const auto same = [&](const auto& f) { return f.second.slot == *slot; };
      if (std::any_of(found.begin(), found.end(), same)) problems.add(c.where, cat("optimize.", key), cat("\"", c.text, "\" is an objective already"), "each one once");
      else found.push_back({c.where, {*slot, key == "maximize"}});
    }
  // In the order a reader meets them.
  std::stable_sort(found.begin(), found.end(), [](const auto& a, const auto& b) {
    return a.first.file == b.first.file && std::pair(a.first.line, a.first.column) < std::pair(b.first.line, b.first.column);
  });
  for (const auto& f : found) search.objectives.push_back(f.second);
  if (!any && !table.find("minimize") && !table.find("maximize"))
    problems.add(table.entries().empty() ? Where{} : table.entries().front().where, "optimize", "does not say what is best", "minimize = \"STAGE.OUTPUT\" or maximize = \"STAGE.OUTPUT\"");
}

void add_constraints(Search& search, const Table& table, SlotNames& names, Problems& problems) {
  for (const Condition& c : texts_at(table, "subject_to", "conditions in quotes: [\"serving.itl < 50 ms\"]", problems))
    if (auto expression = compile_condition(c, "optimize.subject_to", names, problems)) search.constraints.push_back({std::move(*expression), c.text});
}

/// A zip group advances together: its places are all searched, or all swept.
void mark_dimensions(Search& search, const Plan& plan, const std::vector<PlacedAxis>& axes, const std::vector<std::string>& searched, Problems& problems) {
  const auto is_searched = [&](const PlacedAxis& a) { return std::find(searched.begin(), searched.end(), a.axis->path) != searched.end(); };
  search.over.assign(plan.dimensions.size(), false);
  for (const PlacedAxis& a : axes) search.over[a.dimension] = search.over[a.dimension] || is_searched(a);
  for (const PlacedAxis& a : axes)
    if (search.over[a.dimension] && !is_searched(a))
      problems.add(a.axis->where, a.axis->path, cat("is swept, and zipped with what [optimize] searches (\"", a.axis->zip, "\")"), "all of the group in over, or none");
}

void read_keep(Search& search, const Table& table, bool swept, Problems& problems) {
  const Value* keep = table.find("keep");
  search.keep = search.objectives.size() > 1 ? keep_front : swept ? keep_of_sweep : keep_best;
  if (!keep) return;
  if (keep->integer() && *keep->integer() >= 1 && *keep->integer() <= keep_limit) search.keep = static_cast<std::size_t>(*keep->integer());
  else problems.add(keep->where, "optimize.keep", cat(keep->written(), " is no number of rows"), cat("a whole number from 1 to ", keep_limit));
}

/// Objectives stand right after what identifies a case; without [show] what constraints read is shown, too.
void add_columns(Plan& plan, const Value& root) {
  const auto shown = [&](std::uint32_t slot) { return std::find(plan.columns.begin(), plan.columns.end(), slot) != plan.columns.end(); };
  auto at = std::find_if(plan.columns.begin(), plan.columns.end(), [&](std::uint32_t c) { return !plan.slots[c].axis; });
  for (const Objective& o : plan.search->objectives) {
    Slot& slot = plan.slots[o.slot];
    if (slot.direction == Direction::none) slot.direction = o.maximise ? Direction::higher : Direction::lower;
    if (!shown(o.slot)) at = std::next(plan.columns.insert(at, o.slot));
  }
  const Value* show = root.table()->find("show");
  if (show && show->table() && show->table()->find("columns")) return;
  for (const Constraint& c : plan.search->constraints)
    for (int slot : c.expression.slots())
      if (!shown(static_cast<std::uint32_t>(slot))) plan.columns.push_back(static_cast<std::uint32_t>(slot));
}

}  // namespace

void plan_search(Plan& plan, const Value& root, const std::vector<PlacedAxis>& axes, const std::vector<std::string>& searched,
                 SlotNames& names, Problems& problems) {
  const Value* optimize = root.table()->find("optimize");
  if (!optimize || !optimize->table()) return;
  const Table& table = *optimize->table();
  const std::size_t before = problems.size();
  for (const Table::Entry& e : table.entries())
    if (std::find(std::begin(keys), std::end(keys), e.key) == std::end(keys))
      problems.add(e.where, cat("optimize.", e.key), "no such key", one_of(keys), std::string(nearest(e.key, keys)));
  Search search;
  if (table.empty()) problems.add(optimize->where, "optimize", "does not say what is best", "minimize = \"STAGE.OUTPUT\" or maximize = \"STAGE.OUTPUT\"");
  else add_objectives(search, table, names, problems);
  add_constraints(search, table, names, problems);
  const Value* over = table.find("over");
  if (!over || (over->table() && over->table()->empty()))
    problems.add(over ? over->where : optimize->where, "optimize.over", "there is nothing to search", "over = { PLACE = VALUES }, for example over = { \"fleet.nodes\" = { from = 1, to = 64 } }");
  mark_dimensions(search, plan, axes, searched, problems);
  bool swept = false;
  for (std::size_t d = 0; d < plan.dimensions.size(); ++d) swept |= !search.over[d] && plan.dimensions[d].size > 1;
  read_keep(search, table, swept, problems);
  if (problems.size() != before) return;
  plan.search = std::move(search);
  add_columns(plan, root);
}

}  // namespace fleetline
