#include "schema_fields.hpp"

#include <cmath>

#include "catalog/manifest_check.hpp"
#include "fleetline/text.hpp"
#include "fleetline/units.hpp"
#include "scenario/subjects.hpp"

namespace fleetline::cli {
namespace {

/// A number and a unit: "3.35 TB/s", "$0.08/kWh". Which units fit is for `check` to say.
constexpr const char* measure_pattern = R"(^\s*[-+]?(\$\s*[0-9.].*|[0-9.][0-9.eE+-]*\s*[^0-9.\s].*)$)";

/// Draft 04 marks an open end by a boolean beside the limit.
void add_limits(Json& schema, const Limits& range) {
  if (std::isfinite(range.low)) {
    schema["minimum"] = range.low;
    if (range.open_low) schema["exclusiveMinimum"] = true;
  }
  if (std::isfinite(range.high)) {
    schema["maximum"] = range.high;
    if (range.open_high) schema["exclusiveMaximum"] = true;
  }
}

Json measure(const Field& field) {
  if (field.dimension != dimensionless)
    return {{"type", "string"}, {"pattern", measure_pattern}};
  Json number{{"type", "number"}};
  add_limits(number, field.options.range);
  return {{"anyOf", {number, {{"type", "string"}, {"pattern", R"(^\s*[-+]?[0-9.].*$)"}}}}};  // "45 %"
}

Json choices(const Field& field) {
  Json names = Json::array();
  for (const Choice& choice : field.choices) names.push_back(choice.name);
  return {{"enum", names}};
}

/// The doc, the unit with an example, the default.
std::string description_of(const Field& field, const std::string& fallback) {
  std::string text(field.doc);
  if (const Dimension d = field.dimension; d != dimensionless)
    text += cat(" (a ", name_of(d), ", for example \"", example_of(d), "\")");
  if (field.options.required) text += "; required";
  else if (!fallback.empty()) text += cat("; default ", fallback);
  return text;
}

bool composed(const Field& field) { return field.codec.nested != nullptr; }

}  // namespace

Json string() { return {{"type", "string"}}; }

Json array_of(Json item) { return {{"type", "array"}, {"items", std::move(item)}}; }

Json closed(Json properties, Json required) {
  Json schema{{"type", "object"}, {"properties", std::move(properties)}, {"additionalProperties", false}};
  if (!required.empty()) schema["required"] = std::move(required);
  return schema;
}

Json described(Json schema, std::string_view description) {
  Json out{{"description", description}};
  out.update(schema);
  return out;
}

Json reference(const std::string& definition) { return {{"$ref", "#/definitions/" + definition}}; }

std::string definition(Noun noun, std::string_view name) { return cat(noun_text(noun), "_", name); }

Json swept(Json schema) { return {{"anyOf", {std::move(schema), reference("sweep")}}}; }

Json sweep() {
  const Json bound{{"type", {"number", "string"}}};
  const Json range = closed({{"from", bound}, {"to", bound},
                             {"step", described(bound, "Add this each time")},
                             {"factor", described({{"type", "number"}}, "Multiply by this each time")},
                             {"powers_of", described({{"type", "number"}}, "Powers of this number")},
                             {"count", described({{"type", "integer"}, {"minimum", 1}}, "So many values")},
                             {"spacing", {{"enum", {"linear", "log"}}}}},
                            {"from", "to"});
  const Json list{{"type", "array"}, {"minItems", 1}};
  return closed({{"sweep", {{"description", "A list of values, or a range"}, {"anyOf", {list, range}}}},
                 {"zip", described(string(), "Advances together with the sweeps of the same group")}},
                {"sweep"});
}

Json FieldSchemas::properties(const AnySchema* schema) const {
  Json all = Json::object();
  if (schema == nullptr) return all;
  const Box defaults(*schema);
  for (const Field& field : schema->fields()) all[std::string(field.name)] = property(field, defaults.data());
  return all;
}

Json FieldSchemas::inputs(const AnySchema& schema) const {
  Json all = Json::object();
  for (const Field& field : schema.fields()) {
    const Json output = described(string(), "An output of another stage: \"STAGE.NAME\"");
    all[std::string(field.name)] = described({{"anyOf", {swept(value_of(field, field.codec.type)), output}}}, field.doc);
  }
  return all;
}

std::string FieldSchemas::folder_of_record(std::string_view kind) const {
  const Loaded record = plugins_.find(Noun::record, kind);
  return record ? folder_of(*record.component) : cat(kind, "s");
}

Json FieldSchemas::entry_names(Noun noun) const { return names_in(std::string(folder_of(noun))); }

Json FieldSchemas::property(const Field& field, const void* defaults) const {
  const std::string fallback = field.options.required || composed(field) ? "" : field.codec.write(field.in(defaults), field);
  Json value = value_of(field, field.codec.type);
  return described(composed(field) ? std::move(value) : swept(std::move(value)), description_of(field, fallback));
}

Json FieldSchemas::value_of(const Field& field, FieldType type) const {
  switch (type) {
    case FieldType::boolean: return {{"type", "boolean"}};
    case FieldType::integer: {
      Json integer{{"type", "integer"}};
      add_limits(integer, field.options.range);
      return integer;
    }
    case FieldType::number: return measure(field);
    case FieldType::choice: return choices(field);
    case FieldType::format:
    case FieldType::text: return string();
    case FieldType::reference: return names_in(folder_of_record(field.record_kind));
    case FieldType::list: {
      Json list = array_of(swept(value_of(field, field.codec.element)));
      if (field.codec.element != FieldType::reference) return list;
      return {{"anyOf", {value_of(field, field.codec.element), std::move(list)}}};  // one may stand alone
    }
    case FieldType::map: return {{"type", "object"}, {"additionalProperties", swept(value_of(field, field.codec.element))}};
    case FieldType::table: return closed(properties(field.codec.nested()));
    case FieldType::tables: return array_of(closed(properties(field.codec.nested())));
  }
  return Json::object();
}

Json FieldSchemas::names_in(const std::string& folder) const {
  Json names = Json::array();
  for (const std::string& name : registry_.names(folder)) names.push_back(name);
  for (const auto& [alias, target] : registry_.aliases(folder)) names.push_back(alias);
  if (names.empty()) return string();
  return {{"type", "string"}, {"enum", names}};
}

}  // namespace fleetline::cli
