// Reading one value into one member: types, units and ranges, and what to say when they are wrong.
#include <cmath>

#include "fleetline/schema.hpp"
#include "fleetline/text.hpp"

namespace fleetline::detail {
namespace {

/// "a bandwidth, for example \"3.35 TB/s\"".
std::string wanted(const Field& field) {
  if (field.dimension == dimensionless) return "a number";
  return cat(with_article(name_of(field.dimension)), ", for example \"", example_of(field.dimension), "\"");
}

void wrong_type(const Value& value, const Field& field, ReadContext& context, std::string expected) {
  context.problems.add(value.where, context.path_of(field.name),
                       cat(value.type_name(), " (", value.written(), ") cannot be used here"), std::move(expected));
}

std::string limit_text(double base, const Field& field) { return write_exact(base, field.dimension, field.unit); }

std::string range_text(const Field& field) {
  const Limits& r = field.options.range;
  const bool low = std::isfinite(r.low), high = std::isfinite(r.high);
  const std::string above = cat(r.open_low ? "above " : "at least ", low ? limit_text(r.low, field) : "");
  const std::string below = cat(r.open_high ? "below " : "at most ", high ? limit_text(r.high, field) : "");
  return low && high ? above + " and " + below : low ? above : below;
}

bool in_range(const Value& value, const Field& field, ReadContext& context, double base) {
  if (within(field.options.range, base)) return true;
  context.problems.add(value.where, context.path_of(field.name), cat(value.written(), " is out of range"), range_text(field));
  return false;
}

/// A bare number where a unit is due: show it with the unit it could have meant.
void bare_number(const Value& value, const Field& field, ReadContext& context) {
  const std::string unit(field.unit.empty() ? base_unit(field.dimension) : std::string(field.unit));
  context.problems.add(value.where, context.path_of(field.name), cat("the number ", value.written(), " has no unit"),
                       wanted(field), cat("\"", value.written(), " ", unit, "\""));
}

}  // namespace

bool read_boolean(const Value& value, const Field& field, ReadContext& context, bool& out) {
  if (const bool* b = value.boolean()) return out = *b, true;
  return wrong_type(value, field, context, "true or false"), false;
}

bool read_integer(const Value& value, const Field& field, ReadContext& context, std::int64_t& out) {
  const std::int64_t* i = value.integer();
  const double* d = value.number();
  // 1e6 is how people write a million: whole floats that a double holds exactly are integers, too.
  const bool whole = d != nullptr && std::floor(*d) == *d && std::fabs(*d) < 9007199254740992.0;
  if (i == nullptr && !whole) return wrong_type(value, field, context, "a whole number"), false;
  const std::int64_t read = i != nullptr ? *i : static_cast<std::int64_t>(*d);
  if (!in_range(value, field, context, static_cast<double>(read))) return false;
  // Sweeps and bindings carry integers as doubles, which are exact up to 2^53.
  if (!fits(value, field, context, read, -(std::int64_t{1} << 53), std::int64_t{1} << 53)) return false;
  return out = read, true;
}

bool fits(const Value& value, const Field& field, ReadContext& context, std::int64_t i, std::int64_t low, std::int64_t high) {
  if (low <= i && i <= high) return true;
  context.problems.add(value.where, context.path_of(field.name), cat(value.written(), i < low ? " is too small" : " is too large"),
                       i < low ? cat("at least ", low) : cat("at most ", high));
  return false;
}

bool read_number(const Value& value, const Field& field, ReadContext& context, double& out) {
  double base = 0;
  if (const std::string* text = value.text()) {
    const Parsed<Measure> measure = parse_measure(*text);
    if (!measure) {
      context.problems.add(value.where, context.path_of(field.name), measure.error, wanted(field));
      return false;
    }
    if (measure.value->dimension != field.dimension) {
      context.problems.add(value.where, context.path_of(field.name),
                           measure.value->dimension == dimensionless
                               ? cat("\"", *text, "\" has no unit")
                               : cat("\"", *text, "\" is ", with_article(name_of(measure.value->dimension)), ", not ", with_article(name_of(field.dimension))),
                           wanted(field));
      return false;
    }
    base = measure.value->base;
  } else if (value.number() != nullptr || value.integer() != nullptr) {
    if (field.dimension != dimensionless) return bare_number(value, field, context), false;
    base = value.number() != nullptr ? *value.number() : static_cast<double>(*value.integer());
  } else {
    return wrong_type(value, field, context, wanted(field)), false;
  }
  if (!in_range(value, field, context, base)) return false;
  return out = base, true;
}

bool read_text(const Value& value, const Field& field, ReadContext& context, std::string& out) {
  if (const std::string* text = value.text()) return out = *text, true;
  const std::string expected =
      field.record_kind.empty() ? std::string("text in quotes") : cat("the name of a ", field.record_kind, " in quotes");
  return wrong_type(value, field, context, expected), false;
}

bool read_format(const Value& value, const Field& field, ReadContext& context, Format& out) {
  static constexpr std::string_view expected = "a number format, for example \"bf16\", \"fp8\" or \"int4 g128\"";
  const std::string* text = value.text();
  if (text == nullptr) return wrong_type(value, field, context, std::string(expected)), false;
  const Parsed<Format> format = parse_format(*text);
  if (!format) {
    context.problems.add(value.where, context.path_of(field.name), format.error, std::string(expected));
    return false;
  }
  return out = *format.value, true;
}

bool read_choice(const Value& value, const Field& field, ReadContext& context, int& out) {
  std::vector<std::string_view> names;
  for (const Choice& c : field.choices) names.push_back(c.name);
  const std::string* text = value.text();
  if (text == nullptr) return wrong_type(value, field, context, one_of(names)), false;
  for (const Choice& c : field.choices)
    if (c.name == *text) return out = c.value, true;
  context.problems.add(value.where, context.path_of(field.name), cat("\"", *text, "\" is not one of the choices"),
                       one_of(names), std::string(nearest(*text, names)));
  return false;
}

const Array* read_array(const Value& value, const Field& field, ReadContext& context) {
  const Array* array = value.array();
  if (array == nullptr) wrong_type(value, field, context, "a list, in square brackets");
  return array;
}

const Table* read_table(const Value& value, const Field& field, ReadContext& context) {
  const Table* table = value.table();
  if (table == nullptr) wrong_type(value, field, context, "a table, in braces or under a [header]");
  return table;
}

ReadContext nested_context(const ReadContext& outer, const Field& field, std::string_view suffix) {
  return {outer.problems, outer.records, outer.path_of(field.name) + std::string(suffix), true};
}

std::string write_boolean(bool b) { return b ? "true" : "false"; }
std::string write_integer(std::int64_t i) { return std::to_string(i); }

std::string write_number(double base, const Field& field) {
  return field.dimension == dimensionless && field.unit != "%" ? exact_text(base)
                                                                : write_exact(base, field.dimension, field.unit);
}

std::string write_choice(int code, const Field& field) {
  for (const Choice& c : field.choices)
    if (c.value == code) return std::string(c.name);
  return cat("choice ", code);
}

std::string write_list(const std::vector<std::string>& items) {
  std::string out;
  for (const std::string& item : items) out += (out.empty() ? "" : ", ") + item;
  return out;
}

}  // namespace fleetline::detail
