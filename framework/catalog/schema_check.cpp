#include "schema_check.hpp"

#include <cmath>
#include <set>

#include "fleetline/text.hpp"
#include "fleetline/units.hpp"

namespace fleetline {
namespace {

bool has_unit(const Field& field) {
  const FieldType type = field.codec.type == FieldType::list || field.codec.type == FieldType::map ? field.codec.element
                                                                                                   : field.codec.type;
  return type == FieldType::number || type == FieldType::integer;
}

std::string in_unit(const Field& field, double base) {
  if (!std::isfinite(base)) return base < 0 ? "-inf" : std::isnan(base) ? "nan" : "inf";
  return field.dimension == dimensionless ? number_text(base) : write_exact(base, field.dimension, field.unit);
}

class SchemaCheck {
 public:
  SchemaCheck(std::string owner, std::string_view what, bool check_defaults, std::vector<std::string>& reasons)
      : owner_(std::move(owner)), what_(what), check_defaults_(check_defaults), reasons_(reasons) {}

  void check(const AnySchema& schema, const std::string& path) {
    if (!seen_.insert(&schema).second) return;  // a table may hold tables of its own kind
    const Box defaults(schema);
    std::set<std::string_view> names;
    for (const Field& field : schema.fields()) {
      name_ = cat(path, field.name);
      check_name(field, names);
      check_unit(field);
      check_choices(field);
      check_range(field);
      if (check_defaults_ && defaults) check_default(field, defaults);
      if (field.codec.nested != nullptr) check(*field.codec.nested(), cat(path, field.name, "."));
    }
  }

 private:
  template <class... Parts>
  void add(const Parts&... parts) { reasons_.push_back(cat(owner_, ": ", what_, " '", name_, "' ", parts...)); }

  void check_name(const Field& field, std::set<std::string_view>& names) {
    if (!is_name(field.name))
      add("is no valid name: lower-case letters, digits, '-' and '_', beginning with a letter");
    if (!names.insert(field.name).second) add("is declared twice");
    if (field.doc.empty()) add("has no doc");
  }

  void check_unit(const Field& field) {
    const Parsed<Unit> unit = parse_unit(field.unit);
    if (!unit) add("has unit '", field.unit, "': ", unit.error);
    else if (!has_unit(field) && !field.unit.empty()) add("has unit '", field.unit, "', but is no number");
    else if (has_unit(field) && !(unit.value->dimension == field.dimension))
      add("has unit '", field.unit, "', but measures ", name_of(field.dimension), " (", base_unit(field.dimension), ")");
  }

  void check_choices(const Field& field) {
    if (field.codec.type != FieldType::choice) return;
    if (field.choices.empty()) add("has no choices");
    std::set<std::string_view> names;
    std::set<int> values;
    for (const Choice& choice : field.choices) {
      if (choice.name.empty()) add("has a choice without a name");
      else if (!names.insert(choice.name).second) add("has choice '", choice.name, "' twice");
      if (!values.insert(choice.value).second) add("has two names for one choice, the second is '", choice.name, "'");
    }
  }

  void check_range(const Field& field) {
    const Limits& range = field.options.range;
    const bool empty = range.low > range.high || (range.low == range.high && (range.open_low || range.open_high));
    if (empty || std::isnan(range.low) || std::isnan(range.high)) add("allows no value: its range is ", range_text(field));
  }

  void check_default(const Field& field, const Box& defaults) {
    if (!field.numeric() || field.options.required) return;
    const double value = field.codec.get(field.in(defaults.data()));
    if (field.codec.optional && std::isnan(value)) return;
    if (field.codec.type == FieldType::choice) {
      for (const Choice& choice : field.choices)
        if (choice.value == static_cast<int>(value)) return;
      if (!field.choices.empty()) add("has a default that is none of its choices");
    } else if (field.codec.type == FieldType::number || field.codec.type == FieldType::integer) {
      if (!std::isfinite(value)) add("has default ", in_unit(field, value), ", which is no finite number");
      else if (!within(field.options.range, value))
        add("has default ", in_unit(field, value), ", outside its range ", range_text(field));
    }
  }

  std::string owner_;
  std::string_view what_;
  bool check_defaults_;
  std::vector<std::string>& reasons_;
  std::set<const AnySchema*> seen_;
  std::string name_;
};

}  // namespace

std::string range_text(const Field& field) {
  const Limits& range = field.options.range;
  return cat(range.open_low || std::isinf(range.low) ? '(' : '[', in_unit(field, range.low), ", ",
             in_unit(field, range.high), range.open_high || std::isinf(range.high) ? ')' : ']');
}

void check_schema(const AnySchema& schema, const std::string& owner, std::string_view what, bool check_defaults,
                  std::vector<std::string>& reasons) {
  SchemaCheck(owner, what, check_defaults, reasons).check(schema, {});
}

}  // namespace fleetline
