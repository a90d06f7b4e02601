#include "fleetline/schema.hpp"

#include <algorithm>
#include <new>

#include "fleetline/text.hpp"

namespace fleetline {

RecordSource::~RecordSource() = default;

bool within(const Limits& range, double value) {
  const bool above = range.open_low ? value > range.low : value >= range.low;
  const bool below = range.open_high ? value < range.high : value <= range.high;
  return above && below;  // false for NaN
}

std::string ReadContext::path_of(std::string_view key) const {
  if (element) return path;
  return path.empty() ? std::string(key) : key.empty() ? path : cat(path, ".", key);
}

const Field* AnySchema::find(std::string_view name) const {
  auto it = std::find_if(fields_.begin(), fields_.end(), [&](const Field& f) { return f.name == name; });
  return it == fields_.end() ? nullptr : &*it;
}

namespace {

void report_unknown_key(const AnySchema& schema, const Table::Entry& entry, ReadContext& context) {
  std::vector<std::string_view> names;
  for (const Field& f : schema.fields()) names.push_back(f.name);
  const std::string expected = names.empty() ? std::string("no parameters here") : one_of(names);
  context.problems.add(entry.where, context.path_of(entry.key), "no such parameter", expected,
                       std::string(nearest(entry.key, names)));
}

void report_missing(const Field& field, Where where, ReadContext& context) {
  std::string expected = std::string(field.doc);
  if (field.dimension != dimensionless) expected += cat(", for example \"", example_of(field.dimension), "\"");
  context.problems.add(where, context.path_of(field.name), "missing, and it has no default", expected);
}

}  // namespace

void AnySchema::read(void* object, const Table& table, Where where, ReadContext& context) const {
  const std::size_t problems_before = context.problems.size();
  for (const Table::Entry& entry : table.entries()) {
    if (entry.value.data.index() == 0) continue;  // a value that was already reported
    if (const Field* field = find(entry.key)) field->codec.read(field->in(object), entry.value, *field, context);
    else report_unknown_key(*this, entry, context);
  }
  for (const Field& field : fields_)
    if (field.options.required && table.find(field.name) == nullptr) report_missing(field, where, context);
  if (context.problems.size() == problems_before) check(object, table, context);
}

void AnySchema::check(const void* object, const Table& table, ReadContext& context) const {
  if (check_ != nullptr) check_(user_check_, object, table, context);
}

Box::Box(const AnySchema& schema) : schema_(&schema), data_(::operator new(schema.size_, std::align_val_t(schema.align_))) {
  schema_->construct_(data_);
}

Box::Box(const Box& other) : schema_(other.schema_) {
  if (schema_ == nullptr) return;
  data_ = ::operator new(schema_->size_, std::align_val_t(schema_->align_));
  schema_->copy_(data_, other.data_);
}

Box::~Box() {
  if (data_ == nullptr) return;
  schema_->destroy_(data_);
  ::operator delete(data_, std::align_val_t(schema_->align_));
}

}  // namespace fleetline
