#include "names.hpp"

#include <algorithm>
#include <limits>

#include "fleetline/text.hpp"
#include "fleetline/units.hpp"

namespace fleetline {
namespace {

Slot slot_of(Slot::Kind kind, std::uint32_t stage, const Field& field, std::string name) {
  Slot slot;
  slot.kind = kind;
  slot.stage = stage;
  slot.field = &field;
  slot.name = std::move(name);
  slot.unit = field.unit;
  slot.doc = field.doc;
  slot.dimension = field.dimension;
  slot.type = field.codec.type;
  slot.direction = field.options.direction;
  for (const Choice& c : field.choices) slot.labels[c.value] = c.name;
  if (slot.type == FieldType::boolean) slot.labels = {{0, "false"}, {1, "true"}};
  return slot;
}

/// Numeric parameters of a format: the label of every format that exists now covers all that a scenario can name.
void label_formats(Slot& slot) {
  if (slot.type != FieldType::format) return;
  for (FormatId id = 1; id < format_count(); ++id) slot.labels[id] = name_of(format_of(id));
}

/// The values of an axis as numbers of one dimension, if that is what they are.
bool as_numbers(const SweepAxis& axis, Slot& slot) {
  for (std::size_t i = 0; i < axis.values.size(); ++i) {
    const Value& v = axis.values[i];
    Measure m;
    if (v.number()) m.base = *v.number();
    else if (v.integer()) m.base = static_cast<double>(*v.integer());
    else if (const Parsed<Measure> p = v.text() ? parse_measure(*v.text()) : Parsed<Measure>{}) m = *p.value;
    else return false;
    if (i > 0 && !(m.dimension == slot.dimension)) return false;
    slot.dimension = m.dimension;
    slot.entries.push_back(m.base);
  }
  slot.unit = base_unit(slot.dimension) == "1" ? std::string() : base_unit(slot.dimension);
  return true;
}

/// The parameters of a subject's kind; a fleet has none.
const AnySchema* schema_of(const Subject& subject) {
  if (subject.instances.empty() || !subject.instances.front().loaded) return nullptr;
  return subject.instances.front().loaded.component->params;
}

std::string label_of(const Value& value) {
  if (value.text()) return *value.text();
  if (value.table())
    for (std::string_view key : {"name", "use", "kind"})
      if (const Value* v = value.table()->find(key); v && v->text()) return *v->text();
  return value.written();
}

void as_labels(const SweepAxis& axis, Slot& slot) {
  slot.type = FieldType::text;
  slot.dimension = {};
  slot.entries.clear();
  for (std::size_t i = 0; i < axis.values.size(); ++i) {
    slot.labels[static_cast<int>(i)] = label_of(axis.values[i]);
    slot.entries.push_back(static_cast<double>(i));
  }
}

}  // namespace

std::string axis_name(std::string_view path) {
  if (path.starts_with("solve.")) path.remove_prefix(6);
  if (path.ends_with(".use")) path.remove_suffix(4);
  return std::string(path);
}

SlotNames::SlotNames(Plan& plan, const std::vector<PlacedAxis>& axes, const Value* derive, Problems& problems)
    : plan_(plan), axes_(axes), derive_(derive), problems_(problems) {
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

std::vector<std::string_view> SlotNames::all() const { return {all_.begin(), all_.end()}; }

bool SlotNames::is_derived(std::string_view name) const { return derive_ && derive_->table()->find(name) != nullptr; }

std::uint32_t SlotNames::add(Slot slot) {
  label_formats(slot);
  const auto index = static_cast<std::uint32_t>(plan_.slots.size());
  known_.emplace(slot.name, index);
  plan_.slots.push_back(std::move(slot));
  return index;
}

std::optional<NameInfo> SlotNames::resolve(std::string_view name) const {
  // Resolving makes slots the first time; the expression compiler sees names as given.
  const auto found = const_cast<SlotNames*>(this)->find(name);
  if (!found) return {};
  const Slot& slot = plan_.slots[*found];
  return NameInfo{slot.dimension, slot.type, slot.labels.empty() ? nullptr : &slot.labels, static_cast<int>(*found)};
}

std::optional<std::uint32_t> SlotNames::slot(std::string_view name, const Where& where, const std::string& path) {
  if (const auto found = find(name)) return found;
  const std::vector<std::string_view> names = all();
  problems_.add(where, path, cat("nothing here is called '", name, "'"),
                "STAGE.NAME of an output or parameter, hardware.NAME or workload.NAME, or a [derive] name", std::string(nearest(name, names)));
  return {};
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
  std::optional<std::uint32_t> owner;
  for (std::uint32_t i = 0; i < plan_.stages.size(); ++i) {
    const Component& c = *plan_.stages[i].loaded.component;
    if (!c.outputs->find(name) && !c.params->find(name)) continue;
    if (owner) return {};
    owner = i;
  }
  if (!owner) return {};
  return find(cat(plan_.stages[*owner].name, ".", name));
}

std::uint32_t SlotNames::axis_slot(const PlacedAxis& placed) {
  const SweepAxis& axis = *placed.axis;
  const std::string name = axis_name(axis.path);
  if (const auto it = known_.find(name); it != known_.end()) return it->second;
  // A swept numeric parameter shows itself: its unit, type and labels are declared.
  for (std::uint32_t i = 0; i < plan_.stages.size(); ++i)
    for (const StageAxis& a : plan_.stages[i].axes)
      if (!a.numbers.empty() && cat(plan_.stages[i].name, ".", a.field->name) == name) {
        Slot slot = slot_of(a.input ? Slot::Kind::input : Slot::Kind::param, i, *a.field, name);
        slot.axis = true;
        return add(std::move(slot));
      }
  Slot slot;
  slot.kind = Slot::Kind::table;
  slot.axis = true;
  slot.name = name;
  slot.selector.add(placed.dimension, axis.values.size());
  if (!as_numbers(axis, slot)) as_labels(axis, slot);
  for (const Subject& subject : plan_.subjects)  // a subject's parameter lends its unit and doc
    if (const AnySchema* schema = schema_of(subject); schema && name.starts_with(subject.path + "."))
      if (const Field* f = schema->find(std::string_view(name).substr(subject.path.size() + 1));
          f && f->dimension == slot.dimension && slot.type == FieldType::number) {
        slot.unit = f->unit;
        slot.doc = f->doc;
      }
  return add(std::move(slot));
}

/// Reports a circle once, with its path.
void SlotNames::report_circle(const Table::Entry& entry) {
  std::string path;
  for (auto it = std::find(being_derived_.begin(), being_derived_.end(), entry.key); it != being_derived_.end(); ++it) path += *it + " -> ";
  problems_.add(entry.value.where, cat("derive.", entry.key), cat("expressions need one another in a circle: ", path, entry.key));
}

std::optional<Expression> SlotNames::compile(const Table::Entry& entry) {
  const std::string path = cat("derive.", entry.key);
  if (!entry.value.text()) {
    problems_.add(entry.value.where, path, cat(entry.value.type_name(), " is not an expression"), "an expression in quotes, for example \"economics.tco / serving.tokens\"");
    return {};
  }
  const bool outer = std::exchange(rests_on_broken_, false);
  Problems found;
  std::optional<Expression> compiled = Expression::compile(*entry.value.text(), entry.value.where, path, *this, found);
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
  const std::optional<Expression> compiled = compile(entry);
  being_derived_.pop_back();
  if (!compiled) {
    broken_.insert(entry.key);
    return rests_on_broken_ = true, std::nullopt;
  }
  Slot slot;
  slot.kind = Slot::Kind::derived;
  slot.derived = static_cast<std::uint32_t>(plan_.derived.size());
  slot.name = entry.key;
  slot.doc = *entry.value.text();
  slot.dimension = compiled->dimension();
  slot.unit = base_unit(slot.dimension) == "1" ? std::string() : base_unit(slot.dimension);
  if (compiled->boolean()) {
    slot.type = FieldType::boolean;
    slot.labels = {{0, "false"}, {1, "true"}};
  }
  plan_.derived.push_back(*compiled);
  return add(std::move(slot));
}

void SlotNames::compile_derived() {
  if (!derive_) return;
  for (const Table::Entry& e : derive_->table()->entries())
    if (!known_.contains(e.key) && !broken_.contains(e.key)) derive(e);
}

}  // namespace fleetline
