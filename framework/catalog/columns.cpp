#include "columns.hpp"

#include <algorithm>
#include <set>

#include "fleetline/text.hpp"
#include "fleetline/units.hpp"
#include "fleet_entry.hpp"
#include "folders.hpp"

namespace fleetline {
namespace {

FieldType shown_as(FieldType type) {
  using enum FieldType;
  return type == number || type == integer || type == boolean ? type : text;
}

/// Written [[NAME]]: has no place in a cell, as the tables of a schema have none.
bool holds_tables(const Value& value) {
  const Array* array = value.array();
  return array != nullptr && std::ranges::any_of(*array, [](const Value& v) { return v.table() != nullptr; });
}

class Collector {
 public:
  void add(const Component& component) {
    if (!components_.insert(&component).second) return;
    add(*component.params, "");
    add(component.derived);
  }

  void add_fleet() {
    for (const std::string& name : fleet_text_columns()) add({name, {}, {}, {}, dimensionless, FieldType::text});
    add(fleet_derived());
  }

  void add(std::span<const Derived> all) {
    for (const Derived& derived : all) {
      const Parsed<Unit> unit = parse_unit(derived.unit);
      const bool known = names_.contains(derived.name);
      EntryColumn column{derived.name,
                         derived.unit == "1" ? "" : derived.unit,
                         derived.doc,
                         derived.equation,
                         unit ? unit.value->dimension : dimensionless,
                         FieldType::number,
                         true};
      if (!known)
        derived_.push_back(column);
      else
        for (std::vector<EntryColumn>* list : {&columns_, &derived_})
          for (EntryColumn& other : *list) {
            if (other.name != derived.name) continue;
            // Kinds that derive it differently are told by what it is.
            other.equation = other.derived && other.equation != derived.equation ? std::string() : derived.equation;
            other.derived = true;
          }
      names_.insert(derived.name);
    }
  }

  /// The keys that its tables with free keys hold, and all keys of an entry that no schema describes.
  void add(const Entry& entry) {
    if (entry.is_fleet()) return add_fleet();
    if (entry.component() == nullptr) return add_untyped(entry.table());
    for (const Field& field : entry.component()->params->fields()) {
      const Value* map = field.codec.type == FieldType::map ? entry.table().find(field.name) : nullptr;
      if (map == nullptr || map->table() == nullptr) continue;
      for (const Table::Entry& element : map->table()->entries())
        add({cat(field.name, ".", element.key),
             std::string(field.unit),
             std::string(field.doc),
             {},
             field.dimension,
             shown_as(field.codec.element)});
    }
  }

  std::vector<EntryColumn> take() && {
    columns_.insert(columns_.end(), derived_.begin(), derived_.end());
    return std::move(columns_);
  }

 private:
  void add(EntryColumn column) {
    if (names_.insert(column.name).second) columns_.push_back(std::move(column));
  }

  void add(const AnySchema& schema, const std::string& prefix) {
    for (const Field& field : schema.fields()) {
      const FieldType type = field.codec.type;
      if (type == FieldType::table) add(*field.codec.nested(), cat(prefix, field.name, "."));
      if (type == FieldType::table || type == FieldType::tables || type == FieldType::map) continue;
      const std::string unit = field.unit == "1" ? "" : std::string(field.unit);
      add({cat(prefix, field.name), unit, std::string(field.doc), {}, field.dimension, shown_as(type)});
    }
  }

  void add_untyped(const Table& table) {
    for (const Table::Entry& e : table.entries()) {
      if (e.value.table() != nullptr || holds_tables(e.value)) continue;
      if (std::ranges::find(entry_keys, e.key) != std::end(entry_keys)) continue;
      EntryColumn column{e.key, {}, {}, {}, dimensionless, FieldType::text};
      if (e.value.integer() != nullptr || e.value.number() != nullptr) column.type = FieldType::number;
      add(std::move(column));
    }
  }

  std::set<const Component*> components_;
  std::set<std::string, std::less<>> names_;
  std::vector<EntryColumn> columns_, derived_;
};

}  // namespace

std::vector<EntryColumn> columns_of(const std::vector<const Entry*>& entries) {
  Collector collector;
  for (const Entry* entry : entries)
    if (entry->component() != nullptr) collector.add(*entry->component());
  for (const Entry* entry : entries) collector.add(*entry);
  return std::move(collector).take();
}

std::vector<std::string> default_columns(const std::vector<const Entry*>& entries) {
  std::vector<std::string> columns;
  std::ptrdiff_t next = 0;  // a kind's own columns stand where its list has them, among those of kinds before it
  const auto add = [&](const std::string& name) {
    const auto known = std::ranges::find(columns, name) - columns.begin();
    if (known == std::ssize(columns))
      columns.insert(columns.begin() + next++, name);
    else
      next = known + 1;
  };
  for (const Entry* entry : entries) {
    next = 0;
    if (entry->component() != nullptr && !entry->component()->columns.empty()) {
      for (const std::string& name : entry->component()->columns) add(name);
    } else if (entry->component() != nullptr) {  // nobody chose: what every entry must say
      for (const Field& field : entry->component()->params->fields())
        if (field.options.required && (field.numeric() || field.codec.type == FieldType::text))
          add(std::string(field.name));
    } else if (entry->is_fleet()) {
      for (const std::string& name : fleet_columns()) add(name);
    } else {
      for (const EntryColumn& column : columns_of({entry})) add(column.name);
    }
  }
  return columns;
}

}  // namespace fleetline
