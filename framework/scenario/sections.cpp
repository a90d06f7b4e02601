#include "sections.hpp"

#include <algorithm>
#include <array>

#include "fleetline/text.hpp"

namespace fleetline {
namespace {

enum class Form { text, seed, table, tables, elsewhere };
struct Section {
  std::string_view name;
  Form form;
};
constexpr std::array<Section, 13> sections{{{"name", Form::text}, {"question", Form::text}, {"seed", Form::seed}, {"workload", Form::elsewhere},
                                            {"hardware", Form::elsewhere}, {"fleet", Form::elsewhere}, {"solve", Form::table},
                                            {"optimize", Form::table}, {"derive", Form::table}, {"show", Form::table}, {"expect", Form::tables}, {"plugins", Form::elsewhere}, {"registry", Form::elsewhere}}};

bool fits(const Value& v, Form form) {
  switch (form) {
    case Form::text: return v.text() != nullptr;
    case Form::table: return v.table() != nullptr;
    case Form::tables: return v.array() != nullptr;
    case Form::seed: return v.integer() != nullptr && *v.integer() >= 0;
    case Form::elsewhere: return true;  // checked by who reads it
  }
  return false;
}

std::string_view wanted(Form form) {
  return form == Form::seed ? "a whole number, 0 or more" : form == Form::text ? "text in quotes" : form == Form::tables ? "tables in double brackets" : "a table";
}

void add_column(Plan& plan, std::uint32_t slot) {
  if (std::find(plan.columns.begin(), plan.columns.end(), slot) == plan.columns.end()) plan.columns.push_back(slot);
}

/// "roofline.*": every output that is one number.
void add_all_outputs(Plan& plan, const std::string& stage_name, SlotNames& names, const Where& where, Problems& problems) {
  const auto stage = std::find_if(plan.stages.begin(), plan.stages.end(), [&](const Stage& s) { return s.name == stage_name; });
  if (stage == plan.stages.end() && names.unknowable(stage_name + ".")) return;
  if (stage == plan.stages.end()) return problems.add(where, "show.columns", cat("no stage is called '", stage_name, "'"));
  for (const Field& f : stage->outputs().fields())
    if (const auto slot = f.numeric() ? names.slot(cat(stage_name, ".", f.name), where, "show.columns") : std::nullopt) add_column(plan, *slot);
}

void read_columns(Plan& plan, const Value& written, SlotNames& names, Problems& problems) {
  if (!written.array()) return problems.add(written.where, "show.columns", cat(written.type_name(), " cannot be used here"), "a list of names in quotes");
  for (const Value& v : *written.array()) {
    if (!v.text()) problems.add(v.where, "show.columns", cat(v.type_name(), " is not a column"), "a name in quotes");
    else if (v.text()->ends_with(".*")) add_all_outputs(plan, v.text()->substr(0, v.text()->size() - 2), names, v.where, problems);
    else if (const auto slot = names.slot(*v.text(), v.where, "show.columns")) add_column(plan, *slot);
  }
}

void read_tables(Plan& plan, const Value& written, const SlotNames& names, Problems& problems) {
  if (!written.array()) return problems.add(written.where, "show.tables", cat(written.type_name(), " cannot be used here"), "a list such as [\"roofline.operators\"]");
  for (const Value& v : *written.array()) {
    const std::string name = v.text() ? *v.text() : std::string();
    const bool known = std::any_of(plan.stages.begin(), plan.stages.end(), [&](const Stage& s) { return name.starts_with(s.name + "."); });
    if (known) plan.tables.push_back({name, v.where});
    else if (!names.unknowable(name)) problems.add(v.where, "show.tables", cat(v.written(), " does not name a table of a stage"), "STAGE.TABLE, for example \"roofline.operators\"");
  }
}

void default_columns(Plan& plan, const std::vector<PlacedAxis>& axes, SlotNames& names) {
  for (const PlacedAxis& a : axes) add_column(plan, names.axis_slot(a));
  for (const Stage& s : plan.stages)
    for (const Field& f : s.outputs().fields())
      if (const auto slot = f.options.headline ? names.slot(cat(s.name, ".", f.name), s.where, "show.columns") : std::nullopt)
        add_column(plan, *slot);
  for (std::uint32_t i = 0; i < plan.slots.size(); ++i)
    if (plan.slots[i].kind == Slot::Kind::derived) add_column(plan, i);
}

}  // namespace

void check_sections(const Value& root, Problems& problems) {
  std::vector<std::string_view> names;
  for (const Section& s : sections) names.push_back(s.name);
  names.insert(names.end(), {"variant", "extends"});
  for (const Table::Entry& e : root.table()->entries()) {
    const auto s = std::find_if(sections.begin(), sections.end(), [&](const Section& x) { return x.name == e.key; });
    if (s == sections.end()) problems.add(e.where, e.key, "no such section", one_of(names, 20), std::string(nearest(e.key, names)));
    else if (!fits(e.value, s->form)) problems.add(e.value.where, e.key, cat(e.value.type_name(), " cannot be used here"), std::string(wanted(s->form)));
  }
  const Value* solve = root.table()->find("solve");
  if (!solve || (solve->table() && solve->table()->empty()))
    problems.add(root.where, "solve", "the scenario asks nothing", "at least one stage, for example [solve.roofline]");
}

void plan_columns(Plan& plan, const Value& root, const std::vector<PlacedAxis>& axes, SlotNames& names, Problems& problems) {
  const Value* show = root.table()->find("show");
  if (show && show->table()) {
    static constexpr std::string_view keys[] = {"columns", "tables"};
    for (const Table::Entry& e : show->table()->entries())
      if (std::find(std::begin(keys), std::end(keys), e.key) == std::end(keys))
        problems.add(e.where, cat("show.", e.key), "not something to show", one_of(keys), std::string(nearest(e.key, keys)));
    if (const Value* tables = show->table()->find("tables")) read_tables(plan, *tables, names, problems);
    if (const Value* columns = show->table()->find("columns")) {
      for (const PlacedAxis& a : axes) {  // a row must say which case it is
        const std::uint32_t slot = names.axis_slot(a);
        const bool named = columns->array() && std::any_of(columns->array()->begin(), columns->array()->end(), [&](const Value& v) { return v.text() && *v.text() == plan.slots[slot].name; });
        if (!named) add_column(plan, slot);
      }
      return read_columns(plan, *columns, names, problems);
    }
  }
  default_columns(plan, axes, names);
}

}  // namespace fleetline
