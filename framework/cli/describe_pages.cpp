#include "describe_pages.hpp"

#include <algorithm>
#include <cmath>

#include "catalog/toml.hpp"
#include "fleetline/text.hpp"
#include "fleetline/units.hpp"
#include "study/output_cells.hpp"

namespace fleetline::cli {
namespace {

constexpr std::string_view type_names[] = {"boolean", "integer", "number", "choice", "format", "text",
                                           "reference", "list", "map", "table", "tables"};

std::string_view name_of(FieldType type) { return type_names[static_cast<std::size_t>(type)]; }

std::string type_of(const Field& field) {
  std::string type;
  switch (field.codec.type) {
    case FieldType::choice:
      for (const Choice& choice : field.choices) type += cat(type.empty() ? "" : " | ", choice.name);
      return type;
    case FieldType::reference: return cat("name of a ", field.record_kind);
    case FieldType::list:
      return field.codec.element == FieldType::reference ? cat("names of ", field.record_kind, " records, or one") : cat("list of ", name_of(field.codec.element));
    case FieldType::map: return cat("table of ", name_of(field.codec.element));
    case FieldType::tables: return "array of tables";
    default: return std::string(name_of(field.codec.type));
  }
}

/// "0 to 1", "above 0", "at least 1 GB/s", "above 0, at most 1".
std::string range_of(const Field& field) {
  const Limits& r = field.options.range;
  const auto limit = [&](double base) { return write_exact(base, field.dimension, field.unit); };
  const bool low = std::isfinite(r.low), high = std::isfinite(r.high);
  if (low && high && !r.open_low && !r.open_high) return cat(limit(r.low), " to ", limit(r.high));
  std::string text;
  if (low) text = cat(r.open_low ? "above " : "at least ", limit(r.low));
  if (high) text += cat(low ? ", " : "", r.open_high ? "below " : "at most ", limit(r.high));
  return text;
}

/// The default as people would write it; "" when there is none.
std::string fallback_of(const Field& field, const void* object) {
  const bool composed = field.codec.type == FieldType::table || field.codec.type == FieldType::tables;
  return field.options.required || composed ? std::string() : field.codec.write(field.in(object), field);
}

void append_facts(const AnySchema& schema, const std::string& prefix, std::vector<FieldFacts>& out) {
  constexpr std::string_view directions[] = {"", "lower", "higher"};
  const Box defaults(schema);
  for (const Field& field : schema.fields()) {
    FieldFacts facts{cat(prefix, field.name), type_of(field), std::string(field.unit), fallback_of(field, defaults.data()),
                     range_of(field), std::string(field.doc), std::string(field.options.source),
                     std::string(directions[static_cast<int>(field.options.direction)]), std::string(field.options.equation),
                     {}, field.options.required, field.options.shapes, field.options.calibrate, field.options.headline};
    for (const Choice& choice : field.choices) facts.choices.emplace_back(choice.name, choice.doc);
    out.push_back(std::move(facts));
    if (field.codec.nested != nullptr)
      append_facts(*field.codec.nested(), cat(prefix, field.name, field.codec.type == FieldType::tables ? "[]." : "."), out);
  }
}

std::vector<FieldFacts> facts_of(const AnySchema* schema) {
  std::vector<FieldFacts> facts;
  if (schema != nullptr) append_facts(*schema, "", facts);
  return facts;
}

/// An array of tables: each of them holds values of its own, with sources of their own.
bool of_tables(const Array& array) {
  return !array.empty() && std::all_of(array.begin(), array.end(), [](const Value& v) { return v.table() != nullptr; });
}

void append_values(const Value& value, const std::string& name, std::vector<ValueFacts>& out) {
  const Table* table = value.table();
  if (const Array* array = value.array(); array != nullptr && of_tables(*array)) {
    for (std::size_t i = 0; i < array->size(); ++i) append_values((*array)[i], cat(name, "[", i, "]"), out);
    return;
  }
  if (table == nullptr || value.provenance) {
    out.push_back({name, value.text() != nullptr ? *value.text() : value.written(), value.where,
                   value.provenance ? *value.provenance : Provenance{}});
    return;
  }
  for (const Table::Entry& entry : table->entries())
    append_values(entry.value, name.empty() ? entry.key : cat(name, ".", entry.key), out);
}

}  // namespace

ComponentPage page_of(const Loaded& loaded) {
  const Component& component = *loaded.component;
  // Defaults are objects of the plugin's types: building them runs its code.
  return at_boundary(cat(kind_text(component.noun), " '", component.name, "'"), [&] {
    ComponentPage page{&component, kind_text(component.noun), plugin_text(*loaded.library), loaded.library->file().string(),
                       facts_of(component.params), facts_of(component.inputs), facts_of(component.outputs), {}, {}};
    for (const Derived& derived : component.derived) {
      FieldFacts facts;
      facts.name = derived.name;
      facts.unit = derived.unit;
      facts.doc = derived.doc;
      facts.equation = derived.equation;
      page.derived.push_back(std::move(facts));
    }
    for (const Audit& audit : component.audits) page.audits.emplace_back(audit.name, audit.doc);
    return page;
  });
}

namespace {

/// "3.35 TB/s", "8,030,261,248", "$2.99/h".
std::string readable(double base, Dimension dimension, std::string_view unit) {
  const std::span<const double> one(&base, 1);
  const ShownUnit shown = choose_unit(one, dimension, unit == "1" ? "" : unit);
  if (shown.name.starts_with('$')) return cat('$', readable_numbers(one, shown).front(), shown.name.substr(1));
  return cat(readable_numbers(one, shown).front(), shown.name.empty() ? "" : " ", shown.name);
}

void append_derived(const Entry& entry, EntryPage& page) {
  for (const Derived& derived : entry.all_derived()) {
    if (entry.written(derived.name) != nullptr) continue;  // typed, and shown among the values
    const double value = entry.number(derived.name);
    if (std::isnan(value)) continue;
    const Parsed<Unit> unit = parse_unit(derived.unit);
    page.derived.push_back({derived.name, readable(value, unit.value->dimension, derived.unit), derived.equation.empty() ? derived.doc : derived.equation});
  }
}

/// "Size of one head; not given: hidden / heads" -> "hidden / heads", what a schema takes instead, and the meaning without it. Nothing where
/// the schema says nothing.
std::optional<std::pair<std::string, std::string>> instead_of(const Field& field) {
  constexpr std::string_view words = "ot given: ";  // "Not given: " where it is a sentence
  const std::size_t at = field.doc.find(words);
  if (at == field.doc.npos || at == 0) return {};
  const std::string_view rest = field.doc.substr(at + words.size());
  const std::size_t end = std::min(rest.find(';'), rest.size());
  std::string_view before = field.doc.substr(0, at - 1);
  while (before.ends_with(' ') || before.ends_with(';') || before.ends_with('.')) before.remove_suffix(1);
  return std::pair(std::string(rest.substr(0, end)), cat(before, rest.substr(end)));
}

/// A value that the field does not have now, and may have.
std::optional<double> another_value(const Field& field, const void* object) {
  if (field.codec.get == nullptr || field.codec.set == nullptr) return {};
  const double now = field.codec.get(field.in(object));
  switch (field.codec.type) {
    case FieldType::boolean: return now != 0 ? 0 : 1;
    case FieldType::choice:
      for (const Choice& choice : field.choices)
        if (choice.value != now) return choice.value;
      return {};
    case FieldType::format: return format_of(parse_format(now == parse_format("fp8").value->id ? "fp16" : "fp8").value->id).id;
    default: break;
  }
  const Limits& range = field.options.range;
  const double low = std::isfinite(range.low) ? range.low + (range.open_low ? 1 : 0) : 1;
  const double other = std::isnan(now) ? low : now + 1;
  return within(range, other) ? std::optional(other) : std::nullopt;
}

/// Whether the kind's own check of what fits together would refuse the field beside what the entry says: experts per token of a model
/// without experts are not unknown. A field that has no value may not ask for others either; of one with a default another is tried, and
/// what that meets elsewhere is the matter of the value.
bool would_be_refused(const Entry& entry, const Field& field) {
  const AnySchema& schema = *entry.component()->params;
  const std::optional<double> value = another_value(field, entry.params());
  if (!value || !schema.has_check()) return false;
  return at_boundary(entry.component()->name, [&] {
    Box probe(schema);
    for (const Field& f : schema.fields()) f.codec.assign(f.in(probe.data()), f.in(entry.params()));
    field.codec.set(field.in(probe.data()), *value);
    Table table = entry.table();
    table.set(std::string(field.name), entry.raw().root.where, Value(*value, entry.raw().root.where));
    Problems problems;
    ReadContext context{problems, nullptr, {}};
    schema.check(probe.data(), table, context);
    const bool alone = std::isnan(field.codec.get(field.in(entry.params())));
    return std::ranges::any_of(problems.list(), [&](const Problem& p) { return alone || p.path == field.name; });
  });
}

/// What is in force because nobody said otherwise, what is not known because nobody said, and what there is nothing to say of.
void append_silent(const Entry& entry, EntryPage& page) {
  for (const Field& field : entry.component()->params->fields()) {
    const bool composed = field.codec.nested != nullptr || field.codec.type == FieldType::map || field.codec.type == FieldType::list;
    if (composed || entry.written(field.name) != nullptr || entry.derived(field.name) != nullptr) continue;
    const std::string value = field.codec.write(field.in(entry.params()), field);
    if (would_be_refused(entry, field)) {
      page.not_applicable.emplace_back(field.name);
      continue;
    }
    if (!value.empty())
      page.defaults.push_back({std::string(field.name), value, std::string(field.doc)});
    else if (const auto said = instead_of(field))
      page.defaults.push_back({std::string(field.name), said->first, said->second});
    else
      page.absent.emplace_back(field.name);
  }
}

}  // namespace

EntryPage page_of(const RegistryEntry& raw, const Folder& folder, Entries& entries) {
  EntryPage page;
  page.noun = folder.noun;
  page.name = raw.name;
  page.title = title_of(raw);
  page.kind = text_at(raw.root, "kind");
  page.file = shown_path(raw.file);
  page.aliases = aliases_of(entries.registry(), folder.name, raw.name);
  for (const auto& hidden : raw.overlays) page.overlays.push_back(shown_path(hidden));
  for (const Table::Entry& e : raw.root.table()->entries())
    if (e.key == "example")
      page.example = e.value.boolean() != nullptr && *e.value.boolean();
    else if (e.key != "kind" && e.key != "title")
      append_values(e.value, e.key, page.values);
  for (const ValueFacts& v : page.values)
    if (const std::string file(v.where.file.text()); v.where && file != page.file && std::ranges::find(page.bases, file) == page.bases.end())
      page.bases.push_back(file);
  for (const Folder& other : folders(entries.plugins()))
    if (const auto names = entries.registry().names(other.name); other.name != folder.name && std::binary_search(names.begin(), names.end(), raw.name))
      page.namesakes.push_back(cat(other.name, "/", raw.name));
  Problems problems;
  const Entry* entry = entries.find(folder.name, raw.name, problems);
  for (const Problem& problem : problems.list()) page.problems.push_back(problem.text());
  if (entry == nullptr) return page;
  append_derived(*entry, page);
  if (entry->component() != nullptr) append_silent(*entry, page);
  return page;
}

}  // namespace fleetline::cli
