#include "import/config.hpp"

#include "fleetline/text.hpp"

namespace fleetline::workloads::import {
namespace {

bool is_null(const Value& value) { return std::holds_alternative<std::monostate>(value.data); }

bool read_element(const Value& value, std::string& out) {
  if (value.text() != nullptr) out = *value.text();
  return value.text() != nullptr;
}

bool read_element(const Value& value, int& out) {
  const std::int64_t* number = value.integer();
  if (number == nullptr || *number < 0 || *number > largest_count) return false;
  out = static_cast<int>(*number);
  return true;
}

/// What stands there, for a message: a long list or table only by its kind.
std::string shown(const Value& value) {
  const std::string written = value.written();
  return is_null(value) || written.empty() || written.size() > 40 ? std::string(value.type_name()) : written;
}

}  // namespace

std::string_view Config::name_of(Names names) const {
  for (std::string_view name : names)
    if (const Value* value = table().find(name); value != nullptr && !is_null(*value)) return name;
  return *names.begin();
}

const Value* Config::find(Names names) {
  for (std::string_view name : names) read(name);
  const Value* value = table().find(name_of(names));
  return value == nullptr || is_null(*value) ? nullptr : value;
}

std::optional<int> Config::whole(Names names, int least) {
  const Value* value = find(names);
  if (value == nullptr) return {};
  const std::int64_t* number = value->integer();
  if (number != nullptr && *number >= least && *number <= largest_count) return static_cast<int>(*number);
  mistaken(name_of(names), *value,
           cat("a whole number, at least ", least,
               number != nullptr && *number > least ? cat(" and at most ", largest_count) : ""));
  return {};
}

std::optional<bool> Config::flag(Names names) {
  const Value* value = find(names);
  if (value == nullptr) return {};
  if (value->boolean() != nullptr) return *value->boolean();
  mistaken(name_of(names), *value, "true or false");
  return {};
}

std::optional<std::string> Config::text(Names names) {
  const Value* value = find(names);
  if (value == nullptr) return {};
  if (value->text() != nullptr) return *value->text();
  mistaken(name_of(names), *value, "text");
  return {};
}

template <class Element>
std::optional<std::vector<Element>> Config::list(Names names, const char* expected) {
  const Value* value = find(names);
  if (value == nullptr) return {};
  std::vector<Element> all;
  if (value->array() != nullptr) {
    all.resize(value->array()->size());
    bool every = true;
    for (std::size_t i = 0; i < all.size(); ++i) every = every && read_element((*value->array())[i], all[i]);
    if (every) return all;
  }
  mistaken(name_of(names), *value, expected);
  return {};
}

std::optional<std::vector<std::string>> Config::texts(Names names) {
  return list<std::string>(names, "a list of texts");
}
std::optional<std::vector<int>> Config::wholes(Names names) { return list<int>(names, "a list of whole numbers"); }

std::optional<Config> Config::inner(std::string_view key) {
  const Value* value = find({key});
  if (value == nullptr) return {};
  if (value->table() != nullptr) return Config(*value, path_of(key), *problems_);
  mistaken(key, *value, "a table");
  return {};
}

int Config::needed(Names names) {
  const std::size_t before = problems_->size();
  if (const std::optional<int> number = whole(names)) return *number;
  if (problems_->size() == before) {
    const std::vector<std::string_view> keys(names);
    refuse(*names.begin(), "is missing",
           cat("a whole number, at least 1", keys.size() > 1 ? cat(", as ", one_of(keys)) : ""));
  }
  return 1;
}

int Config::product(std::string_view key, int a, int b) {
  const std::int64_t all = static_cast<std::int64_t>(a) * b;
  if (all <= largest_count) return static_cast<int>(all);
  refuse(key, cat(a, " times ", b, " is more than any model has"), cat("at most ", largest_count, " in all"));
  return 1;
}

void Config::refuse(std::string_view key, std::string what, std::string expected, std::string suggestion) {
  const Value* value = table().find(key);
  problems_->add(value != nullptr ? value->where : value_->where, path_of(key), std::move(what), std::move(expected),
                 std::move(suggestion));
}

void Config::mistaken(std::string_view key, const Value& value, std::string expected) {
  refuse(key, cat("cannot be ", shown(value)), std::move(expected));
}

std::string Config::path_of(std::string_view key) const {
  return path_.empty() ? std::string(key) : cat(path_, ".", key);
}

std::vector<std::string_view> Config::unread() const {
  std::vector<std::string_view> keys;
  for (const Table::Entry& entry : table().entries())
    if (!read_.contains(entry.key)) keys.push_back(entry.key);
  return keys;
}

}  // namespace fleetline::workloads::import
