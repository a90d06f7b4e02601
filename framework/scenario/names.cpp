#include "names.hpp"

#include <algorithm>
#include <limits>

#include "fleetline/text.hpp"
#include "fleetline/units.hpp"
#include "slots.hpp"

namespace fleetline {
namespace {

/// STAGE of "STAGE.NAME".
std::string_view head_of(std::string_view name) { return name.substr(0, name.find('.')); }

bool has_number(const AnySchema* schema, std::string_view name) {
  const Field* field = schema ? schema->find(name) : nullptr;
  return field && field->numeric();
}

}  // namespace

std::string axis_name(std::string_view path) {
  if (path.starts_with("solve.")) path.remove_prefix(6);
  if (path.ends_with(".use")) path.remove_suffix(4);
  return std::string(path);
}

SlotNames::SlotNames(Plan& plan, const std::vector<PlacedAxis>& axes, const Value& root, Problems& problems)
    : plan_(plan), axes_(axes), derive_(root.table()->find("derive")), problems_(problems) {
  if (derive_ && !derive_->table()) derive_ = nullptr;
  find_unknowable(root);
  if (derive_)
    for (const Table::Entry& e : derive_->table()->entries()) all_.push_back(e.key);
  for (const PlacedAxis& a : axes_) all_.push_back(axis_name(a.axis->path));
  for (const Stage& stage : plan_.stages)
    for (const AnySchema* schema : {stage.loaded.component->outputs, stage.loaded.component->params, stage.loaded.component->inputs})
      if (schema)
        for (const Field& f : schema->fields())
          if (f.numeric()) all_.push_back(cat(stage.name, ".", f.name));
  for (const Subject& subject : plan_.subjects)
    if (const AnySchema* schema = schema_of(subject))
      for (const Field& f : schema->fields())
        if (f.numeric()) all_.push_back(cat(subject.path, ".", f.name));
}

void SlotNames::find_unknowable(const Value& root) {
  for (const Table::Entry& e : root.table()->find("solve")->table()->entries())
    if (std::none_of(plan_.stages.begin(), plan_.stages.end(), [&](const Stage& s) { return s.name == e.key; })) broken_stages_.insert(e.key);
  for (const Subject& s : plan_.subjects)
    if (s.instances.size() != s.selector.count) broken_subjects_.push_back(s.path + ".");
  for (const Stage& s : plan_.stages) {  // asked for, in vain
    if (s.loaded.component->needs_workload && s.workload.kind == SubjectSource::Kind::none) broken_subjects_.push_back("workload.");
    if (s.loaded.component->needs_hardware && s.hardware.kind == SubjectSource::Kind::none) broken_subjects_.push_back("hardware.");
  }
}

bool SlotNames::unknowable(std::string_view name) const {
  if (name.find('.') == std::string_view::npos) return !broken_stages_.empty();
  return broken_stages_.contains(head_of(name)) ||
         std::any_of(broken_subjects_.begin(), broken_subjects_.end(), [&](const std::string& s) { return name.starts_with(s); });
}

std::vector<std::string_view> SlotNames::all() const { return {all_.begin(), all_.end()}; }

bool SlotNames::is_derived(std::string_view name) const { return derive_ && derive_->table()->find(name) != nullptr; }

std::uint32_t SlotNames::add(Slot slot) {
  const auto index = static_cast<std::uint32_t>(plan_.slots.size());
  known_.emplace(slot.name, index);
  plan_.slots.push_back(std::move(slot));
  return index;
}

std::optional<NameInfo> SlotNames::resolve(std::string_view name) const {
  // Resolving makes slots the first time; the expression compiler sees names as given.
  auto& self = const_cast<SlotNames&>(*this);
  const auto found = self.find(name);
  if (!found) return self.rests_on_broken_ |= unknowable(name), std::nullopt;
  const Slot& slot = plan_.slots[*found];
  return NameInfo{slot.dimension, slot.type, slot.labels.empty() ? nullptr : &slot.labels, static_cast<int>(*found)};
}

std::optional<std::uint32_t> SlotNames::slot(std::string_view name, const Where& where, const std::string& path) {
  rests_on_broken_ = false;
  if (const auto found = find(name)) return found;
  if (rests_on_broken_ || (unknowable(name))) return {};
  if (const std::string choices = ambiguity(name); !choices.empty()) {
    problems_.add(where, path, cat("'", name, "' could be ", choices), cat("the stage in front: STAGE.", name));
    return {};
  }
  if (is_list(name)) {
    problems_.add(where, path, cat(name, " is a list, not a number"), cat("one number; a stage takes the list, inputs.NAME = \"", name, "\", and `fleetline explain` shows it"));
    return {};
  }
  const std::vector<std::string_view> names = all();
  problems_.add(where, path, cat("nothing here is called '", name, "'"),
                "STAGE.NAME of an output or parameter, hardware.NAME or workload.NAME, or a [derive] name", std::string(nearest(name, names)));
  return {};
}

bool SlotNames::is_list(std::string_view name) const {
  return std::any_of(plan_.stages.begin(), plan_.stages.end(), [&](const Stage& s) {
    const Field* f = name.starts_with(s.name + ".") ? s.outputs().find(name.substr(s.name.size() + 1)) : nullptr;
    return f && f->codec.view;
  });
}

std::optional<std::uint32_t> SlotNames::find(std::string_view wanted) {
  if (const auto it = known_.find(wanted); it != known_.end()) return it->second;
  const std::string name(wanted);
  if (derive_)
    for (const Table::Entry& e : derive_->table()->entries())
      if (e.key == name) return derive(e);
  for (const PlacedAxis& a : axes_)
    if (axis_name(a.axis->path) == name) return axis_slot(a);
  if (const std::size_t dot = name.find('.'); dot != std::string::npos)
    for (std::uint32_t i = 0; i < plan_.stages.size(); ++i)
      if (plan_.stages[i].name == std::string_view(name).substr(0, dot)) return find_in_stage(name, i, std::string_view(name).substr(dot + 1));
  if (const auto found = find_in_subject(name)) return found;
  return find_bare(name);
}

std::optional<std::uint32_t> SlotNames::find_in_stage(const std::string& name, std::uint32_t i, std::string_view field) {
  const Component& c = *plan_.stages[i].loaded.component;
  const std::pair<const AnySchema*, Slot::Kind> places[] = {
      {c.outputs, Slot::Kind::output}, {c.params, Slot::Kind::param}, {c.inputs, Slot::Kind::input}};
  for (const auto& [schema, kind] : places)
    if (const Field* f = schema ? schema->find(field) : nullptr; f && f->numeric()) return add(slot_of(kind, i, *f, name));
  return {};
}

std::optional<std::uint32_t> SlotNames::find_in_subject(const std::string& name) {
  for (const Subject& subject : plan_.subjects) {
    if (!name.starts_with(subject.path + ".") || subject.instances.size() != subject.selector.count) continue;
    const AnySchema* schema = schema_of(subject);
    const Field* field = schema ? schema->find(std::string_view(name).substr(subject.path.size() + 1)) : nullptr;
    if (!field || !field->numeric()) continue;
    Slot slot = slot_of(Slot::Kind::table, 0, *field, name);
    slot.selector = subject.selector;
    for (const SubjectInstance& s : subject.instances) {
      // Instances of a swept `use` may be of different kinds; those without the parameter have no value.
      const Field* own = s.loaded.component->params->find(field->name);
      slot.entries.push_back(own && own->numeric() ? own->codec.get(own->in(s.params.data())) : std::numeric_limits<double>::quiet_NaN());
    }
    return add(std::move(slot));
  }
  return {};
}

std::optional<std::uint32_t> SlotNames::find_bare(const std::string& name) {
  const std::vector<std::string> owned = meanings(name);
  return owned.size() == 1 ? find(owned.front()) : std::nullopt;
}

std::vector<std::string> SlotNames::meanings(std::string_view bare) const {
  std::vector<std::string> out;
  for (const Stage& stage : plan_.stages)
    if (has_number(stage.loaded.component->outputs, bare) || has_number(stage.loaded.component->params, bare)) out.push_back(cat(stage.name, ".", bare));
  return out;
}

std::string SlotNames::ambiguity(std::string_view name) const {
  const std::vector<std::string> owned = meanings(name);
  return owned.size() > 1 ? one_of(std::vector<std::string_view>(owned.begin(), owned.end())) : std::string();
}

std::uint32_t SlotNames::axis_slot(const PlacedAxis& placed) {
  const SweepAxis& axis = *placed.axis;
  const std::string name = axis_name(axis.path);
  if (const auto it = known_.find(name); it != known_.end()) return it->second;
  // A swept numeric parameter shows itself: its unit, type and labels are declared.
  for (std::uint32_t i = 0; i < plan_.stages.size(); ++i) {
    const AnySchema* params = plan_.stages[i].loaded.component->params;
    for (const Field& f : params->fields())
      if (f.numeric() && cat("solve.", plan_.stages[i].name, ".", f.name) == axis.path) {
        Slot slot = slot_of(Slot::Kind::param, i, f, name);
        slot.axis = true;
        return add(std::move(slot));
      }
  }
  Selector selector;
  selector.add(placed.dimension, axis.values.size());
  Slot slot = table_slot(name, std::move(selector), axis.values);
  slot.axis = true;
  describe_by_subject(slot, plan_.subjects);
  return add(std::move(slot));
}

/// Reports a circle once, with its path.
void SlotNames::report_circle(const Table::Entry& entry) {
  std::string path;
  for (auto it = std::find(being_derived_.begin(), being_derived_.end(), entry.key); it != being_derived_.end(); ++it) path += *it + " -> ";
  problems_.add(entry.value.where, cat("derive.", entry.key), cat("expressions need one another in a circle: ", path, entry.key));
}

std::optional<Expression> SlotNames::compile_entry(const Table::Entry& entry) {
  const std::string path = cat("derive.", entry.key);
  if (!entry.value.text()) {
    problems_.add(entry.value.where, path, cat(entry.value.type_name(), " is not an expression"), "an expression in quotes, for example \"economics.tco / serving.tokens\"");
    return {};
  }
  return compile(*entry.value.text(), entry.value.where, path);
}

std::optional<Expression> SlotNames::compile(const std::string& text, const Where& where, const std::string& path) {
  const bool outer = std::exchange(rests_on_broken_, false);
  Problems found;
  std::optional<Expression> compiled = Expression::compile(text, where, path, *this, found);
  // What follows from another expression's mistake is not a mistake of its own.
  if (!rests_on_broken_) for (const Problem& p : found.list()) problems_.add(p);
  else compiled.reset();
  rests_on_broken_ = outer;
  return compiled;
}

std::optional<std::uint32_t> SlotNames::derive(const Table::Entry& entry) {
  if (std::find(being_derived_.begin(), being_derived_.end(), entry.key) != being_derived_.end()) {
    if (broken_.insert(entry.key).second) report_circle(entry);
  }
  if (broken_.contains(entry.key)) return rests_on_broken_ = true, std::nullopt;
  being_derived_.push_back(entry.key);
  const std::optional<Expression> compiled = compile_entry(entry);
  being_derived_.pop_back();
  if (!compiled) {
    broken_.insert(entry.key);
    return rests_on_broken_ = true, std::nullopt;
  }
  return add_derived(entry.key, *entry.value.text(), *compiled);
}

std::uint32_t SlotNames::add_derived(const std::string& name, const std::string& doc, const Expression& expression) {
  Slot slot;
  slot.kind = Slot::Kind::derived;
  slot.derived = static_cast<std::uint32_t>(plan_.derived.size());
  slot.name = name;
  slot.doc = doc;
  slot.dimension = expression.dimension();
  slot.unit = base_unit(slot.dimension) == "1" ? std::string() : base_unit(slot.dimension);
  if (expression.boolean()) {
    slot.type = FieldType::boolean;
    slot.labels = {{0, "false"}, {1, "true"}};
  }
  plan_.derived.push_back(expression);
  return add(std::move(slot));
}

std::optional<std::uint32_t> SlotNames::number(const std::string& text, const Where& where, const std::string& path) {
  const std::optional<Expression> compiled = compile(text, where, path);
  if (!compiled) return {};
  if (compiled->boolean()) {
    problems_.add(where, path, cat("\"", text, "\" is a condition, not a number"), "a number that can be larger or smaller, for example \"economics.tco\"");
    return {};
  }
  if (const auto known = find(text)) return known;
  return add_derived(text, text, *compiled);
}

void SlotNames::compile_derived() {
  if (!derive_) return;
  for (const Table::Entry& e : derive_->table()->entries())
    if (!known_.contains(e.key) && !broken_.contains(e.key)) derive(e);
}

}  // namespace fleetline
