#include "slots.hpp"

#include "fleetline/units.hpp"

namespace fleetline {
namespace {

/// The values as numbers of one dimension, if that is what they are.
bool as_numbers(const std::vector<Value>& values, Slot& slot) {
  for (std::size_t i = 0; i < values.size(); ++i) {
    const Value& v = values[i];
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

std::string label_of(const Value& value) {
  if (value.text()) return *value.text();
  if (value.table())
    for (std::string_view key : {"name", "use", "kind"})
      if (const Value* v = value.table()->find(key); v && v->text()) return *v->text();
  return value.written();
}

void as_labels(const std::vector<Value>& values, Slot& slot) {
  slot.type = FieldType::text;
  slot.dimension = {};
  slot.entries.clear();
  for (std::size_t i = 0; i < values.size(); ++i) {
    slot.labels[static_cast<int>(i)] = label_of(values[i]);
    slot.entries.push_back(static_cast<double>(i));
  }
}

}  // namespace

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
  // The label of every format that exists now covers all that a scenario can name.
  if (slot.type == FieldType::format)
    for (FormatId id = 1; id < format_count(); ++id) slot.labels[id] = name_of(format_of(id));
  return slot;
}

Slot table_slot(std::string name, Selector selector, const std::vector<Value>& values) {
  Slot slot;
  slot.kind = Slot::Kind::table;
  slot.name = std::move(name);
  slot.selector = std::move(selector);
  if (!as_numbers(values, slot)) as_labels(values, slot);
  return slot;
}

void describe_by_subject(Slot& slot, const std::vector<Subject>& subjects) {
  for (const Subject& subject : subjects)
    if (const AnySchema* schema = schema_of(subject); schema && slot.name.starts_with(subject.path + "."))
      if (const Field* f = schema->find(std::string_view(slot.name).substr(subject.path.size() + 1));
          f && f->dimension == slot.dimension && slot.type == FieldType::number) {
        slot.unit = f->unit;
        slot.doc = f->doc;
      }
}

const AnySchema* schema_of(const Subject& subject) {
  if (subject.instances.empty() || !subject.instances.front().loaded) return nullptr;
  return subject.instances.front().loaded.component->params;
}

}  // namespace fleetline
