#include "examples.hpp"

#include <cmath>

#include "catalog/folders.hpp"
#include "fleetline/text.hpp"
#include "fleetline/units.hpp"

namespace fleetline::conformance {
namespace {

const Where here{Label{"example"}};

Value written(double base, const Field& field, FieldType type) {
  Value value;
  value.where = here;
  if (type == FieldType::integer) value.data = static_cast<std::int64_t>(std::ceil(base));
  else if (field.dimension == dimensionless) value.data = base;
  else value.data = write_exact(base, field.dimension, field.unit);
  return value;
}

Value example_scalar(const Field& field, FieldType type) {
  switch (type) {
    case FieldType::boolean: return {false, here};
    case FieldType::integer:
    case FieldType::number: return written(example_number(field), field, type);
    case FieldType::choice: return {std::string(field.choices.empty() ? "" : field.choices.front().name), here};
    case FieldType::format: return {std::string("fp16"), here};
    default: return {std::string("example"), here};
  }
}

Table required_fields(const AnySchema& schema, int depth);

Value example_value(const Field& field, int depth) {
  const FieldType type = field.codec.type;
  if (type == FieldType::list) return {Array{example_scalar(field, field.codec.element)}, here};
  if (type == FieldType::table) return {required_fields(*field.codec.nested(), depth + 1), here};
  if (type == FieldType::tables) return {Array{Value{required_fields(*field.codec.nested(), depth + 1), here}}, here};
  if (type == FieldType::map) {  // free keys: number formats are what most such tables are keyed by
    Table table;
    table.set("fp16", here, example_scalar(field, field.codec.element));
    return {std::move(table), here};
  }
  return example_scalar(field, type);
}

Table required_fields(const AnySchema& schema, int depth) {
  constexpr int deepest = 8;  // a required table may require one of its own kind: nobody can write that down
  Table table;
  for (const Field& field : schema.fields())
    if (field.options.required && depth < deepest) table.set(field.name, here, example_value(field, depth));
  return table;
}

void add_entries(const Component& component, Registry& registry, std::vector<Example>& examples) {
  const std::string_view folder = folder_of(component.noun);
  if (folder.empty()) return;
  for (const std::string& name : registry.names(folder)) {
    Problems problems;
    const RegistryEntry* entry = registry.find(folder, name, here, {}, problems);
    if (entry == nullptr) continue;
    const Value* kind = entry->root.table()->find("kind");
    if (kind == nullptr || kind->text() == nullptr || *kind->text() != component.name) continue;
    Example& example = examples.emplace_back(Example{*entry->root.table(), cat("registry entry ", folder, "/", name)});
    for (std::string_view key : entry_keys) example.table.erase(key);
  }
}

}  // namespace

double example_number(const Field& field) {
  const Limits& range = field.options.range;
  const Parsed<Measure> usual = parse_measure(example_of(field.dimension));
  const double middle = std::isfinite(range.low) && std::isfinite(range.high) ? (range.low + range.high) / 2
                        : std::isfinite(range.low)                           ? 2 * std::abs(range.low) + 1
                                                                             : range.high - 1;
  for (double candidate : {usual && field.dimension != dimensionless ? usual.value->base : 1.0, middle, 1.0, range.low, range.high})
    if (candidate != 0 && std::isfinite(candidate) && within(range, candidate)) return candidate;
  return 0;
}

std::vector<Example> examples_of(const Component& component, Registry* registry) {
  std::vector<Example> examples;
  Example own{required_fields(*component.params, 0), "its defaults"};
  if (!own.table.empty()) own.origin += " and an example for each required parameter";
  const bool needs_help = !own.table.empty();
  if (!needs_help) examples.push_back(own);
  if (registry != nullptr) add_entries(component, *registry, examples);
  if (needs_help) examples.push_back(std::move(own));
  return examples;
}

}  // namespace fleetline::conformance
