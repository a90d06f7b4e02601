#include "entries.hpp"

#include <algorithm>
#include <limits>
#include <utility>

#include "fleetline/text.hpp"
#include "fleetline/units.hpp"
#include "fleet_entry.hpp"
#include "folders.hpp"
#include "manifest_check.hpp"
#include "text_file.hpp"

namespace fleetline {
namespace {

constexpr double not_known = std::numeric_limits<double>::quiet_NaN();

std::string kind_of(const Table& table) {
  const Value* kind = table.find("kind");
  return kind != nullptr && kind->text() != nullptr ? *kind->text() : std::string();
}

/// A number as somebody wrote it, in base units. The schema has checked its unit.
double number_of(const Value& value) {
  if (const double* d = value.number()) return *d;
  if (const std::int64_t* i = value.integer()) return static_cast<double>(*i);
  if (const bool* b = value.boolean()) return *b ? 1 : 0;
  if (const std::string* text = value.text())
    if (const Parsed<Measure> measure = parse_measure(*text)) return measure.value->base;
  return not_known;
}

bool is_number(const Field& field) {
  using enum FieldType;
  return field.codec.type == boolean || field.codec.type == integer || field.codec.type == number;
}

std::string text_of(const Value& value) {
  if (value.table() != nullptr) return {};
  return value.text() != nullptr ? *value.text() : value.written();
}

}  // namespace

const Value* Entry::written(std::string_view column) const {
  const Table* table = raw_.root.table();
  for (;;) {
    const std::size_t dot = column.find('.');
    const Value* value = table->find(column.substr(0, dot));
    if (value == nullptr || dot == column.npos) return value;
    if ((table = value->table()) == nullptr) return nullptr;
    column.remove_prefix(dot + 1);
  }
}

std::span<const Derived> Entry::all_derived() const {
  if (component_.component != nullptr) return component_.component->derived;
  if (is_fleet()) return fleet_derived();
  return {};
}

std::span<const Audit> Entry::audits() const {
  if (component_.component != nullptr) return component_.component->audits;
  if (is_fleet()) return fleet_audits();
  return {};
}

const Derived* Entry::derived(std::string_view column) const {
  for (const Derived& derived : all_derived())
    if (derived.name == column) return &derived;
  return nullptr;
}

double Entry::derived_number(std::string_view column) const {
  const Derived* derived = this->derived(column);
  if (derived == nullptr || deriving_ == column) return not_known;
  const std::string_view outer = std::exchange(deriving_, column);
  const double value = at_boundary(cat("derived value '", derived->name, "'"), [&] { return derived->value(*this); });
  deriving_ = outer;
  return value;
}

double Entry::number(std::string_view column) const {
  const Field* field = component_.component != nullptr ? component_.component->params->find(column) : nullptr;
  if (field != nullptr && !is_number(*field)) return not_known;  // "int4" of a list of formats is no 4
  if (const Value* value = written(column)) return number_of(*value);
  if (derived(column) != nullptr) return derived_number(column);
  return field != nullptr ? field->codec.get(field->in(params_.data())) : not_known;
}

std::string Entry::text(std::string_view column) const {
  if (component_.component != nullptr)
    if (const Field* field = component_.component->params->find(column))
      return field->codec.write(field->in(params_.data()), *field);
  if (is_fleet())
    if (std::string text = fleet_text(*this, column); !text.empty()) return text;
  const Value* value = written(column);
  return value != nullptr ? text_of(*value) : std::string();
}

const EntryView* Entry::find(std::string_view folder, std::string_view name) const {
  Problems ignored;  // whoever reports what is broken does so of that entry itself
  return all_.find(folder, name, ignored);
}

const Entry* Entries::find(std::string_view folder, std::string_view name, Problems& problems) {
  const RegistryEntry* raw = registry_.find(folder, name, {}, std::string(name), problems);
  if (raw == nullptr) return nullptr;
  const auto [at, fresh] = read_.try_emplace({std::string(folder), raw->name});
  Read& known = at->second;
  if (fresh) {
    known.entry = std::make_unique<Entry>(*this, std::string(folder), *raw);
    read(*known.entry, known.problems);
    if (!known.problems.empty()) known.entry.reset();
  }
  for (const Problem& problem : known.problems.list()) problems.add(problem);
  return known.entry.get();
}

void Entries::read(Entry& entry, Problems& problems) {
  const RegistryEntry& raw = entry.raw_;
  entry.kind_ = kind_of(*raw.root.table());
  entry.component_ = component_of(plugins_, entry.folder_, entry.kind_);
  if (!entry.component_) {
    if (entry.folder_ == "fleets") return;
    const Value* kind = raw.root.table()->find("kind");
    std::vector<std::string_view> kinds;
    for (Noun noun : {Noun::hardware, Noun::workload, Noun::fabric, Noun::record})
      for (std::string_view name : plugins_.names(noun))
        if (component_of(plugins_, entry.folder_, name)) kinds.push_back(name);
    problems.add(kind != nullptr ? kind->where : raw.root.where, "kind",
                 entry.kind_.empty() ? std::string("the entry does not say its kind")
                                     : cat("no plugin reads the kind '", entry.kind_, "'"),
                 one_of(kinds), std::string(nearest(entry.kind_, kinds)));
    return;
  }
  Table table = *raw.root.table();
  for (std::string_view key : entry_keys) table.erase(key);
  const Component& component = *entry.component_.component;
  entry.params_ = at_boundary(component.name, [&] { return Box(*component.params); });
  ReadContext context{problems, &records_, {}};
  at_boundary(component.name, [&] { component.params->read(entry.params_.data(), table, raw.root.where, context); });
  if (problems.empty()) make(entry, problems);
  const auto is_own = [&](const Table::Entry& e) { return e.value.where.file == raw.root.where.file; };
  if (!problems.empty() && !raw.overlays.empty() && std::ranges::all_of(raw.root.table()->entries(), is_own))
    problems.add(raw.root.where, "", cat("this entry hides the one in ", shown_path(raw.overlays.back()), ", whole"),
                 cat("all that one says, or extends = \"", raw.name, "\" to change some of it and keep the rest"));
}

void Entries::make(Entry& entry, Problems& problems) {
  try {
    switch (entry.component_.component->noun) {
      case Noun::hardware: entry.hardware_ = make_hardware(entry.component_, entry.params_); break;
      case Noun::workload: entry.workload_ = make_workload(entry.component_, entry.params_); break;
      case Noun::fabric: entry.fabric_ = make_fabric(entry.component_, entry.params_); break;
      default: break;
    }
  } catch (const InputError& error) {
    for (Problem problem : error.problems()) {
      if (!problem.where) problem.where = entry.raw_.root.where;
      problems.add(std::move(problem));
    }
  }
}

}  // namespace fleetline
