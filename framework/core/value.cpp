#include "fleetline/value.hpp"

#include <algorithm>

#include "fleetline/text.hpp"

namespace fleetline {

std::string Where::text() const {
  if (!file) return {};
  std::string out(file.text());
  if (line > 0) out += cat(":", line, ":", column);
  return out;
}

Table::Table() = default;
Table::Table(const Table&) = default;
Table::Table(Table&&) noexcept = default;
Table& Table::operator=(const Table&) = default;
Table& Table::operator=(Table&&) noexcept = default;
Table::~Table() = default;

const Value* Table::find(std::string_view key) const {
  auto it = std::find_if(entries_.begin(), entries_.end(), [&](const Entry& e) { return e.key == key; });
  return it == entries_.end() ? nullptr : &it->value;
}

Value* Table::find(std::string_view key) {
  return const_cast<Value*>(static_cast<const Table*>(this)->find(key));
}

Value& Table::set(std::string_view key, Where key_where, Value value) {
  if (Value* present = find(key)) return *present = std::move(value);
  return entries_.emplace_back(Entry{std::string(key), key_where, std::move(value)}).value;
}

bool Table::erase(std::string_view key) {
  return std::erase_if(entries_, [&](const Entry& e) { return e.key == key; }) > 0;
}

bool Table::empty() const { return entries_.empty(); }
std::size_t Table::size() const { return entries_.size(); }

std::string_view Value::type_name() const {
  static constexpr std::string_view names[] = {"nothing", "true or false", "an integer", "a number",
                                               "text",    "a list",        "a table"};
  return names[data.index()];
}

namespace {

std::string in_quotes(std::string_view text) {
  std::string out = "\"";
  for (char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    if (c == '\n') out += "\\n";
    else out += c;
  }
  return out + '"';
}

std::string written_array(const Array& array) {
  std::string out = "[";
  for (const Value& v : array) out += (out.size() > 1 ? ", " : "") + v.written();
  return out + "]";
}

std::string written_table(const Table& table) {
  std::string out = "{ ";
  for (const Table::Entry& e : table.entries()) out += (out.size() > 2 ? ", " : "") + e.key + " = " + e.value.written();
  return out + " }";
}

}  // namespace

std::string Value::written() const {
  if (const bool* b = boolean()) return *b ? "true" : "false";
  if (const std::int64_t* i = integer()) return std::to_string(*i);
  if (const double* d = number()) return exact_text(*d);
  if (const std::string* s = text()) return in_quotes(*s);
  if (const Array* a = array()) return written_array(*a);
  if (const Table* t = table()) return written_table(*t);
  return {};
}

}  // namespace fleetline
