// The value tree: what a TOML file, an override or a registry entry says, before anyone interprets it.
//
// Every value remembers where it was written, and its source if it has one. Tables keep the
// order of the file. The tree is plain data: copy it, merge it, pass it to a Schema. No TOML type.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "fleetline/label.hpp"

namespace fleetline {

/// A place in a file, or on the command line ("--set roofline.batch=8": line 0).
struct Where {
  Label file;
  std::uint32_t line = 0, column = 0;
  std::string text() const;  ///< "scenarios/a.toml:12:5"
  explicit operator bool() const { return static_cast<bool>(file); }
  friend bool operator==(const Where&, const Where&) = default;
};

/// Who published a number: title and address, when it was read, and the spread where sources differ.
struct Provenance {
  std::string title, url, as_of, note;
  std::string low, high;  ///< as written, same dimension as the value; empty when sources agree
};

class Value;

/// A table in file order. Look-up is linear: tables are small and read once.
class Table {
 public:
  struct Entry;
  Table();
  Table(const Table&);
  Table(Table&&) noexcept;
  Table& operator=(const Table&);
  Table& operator=(Table&&) noexcept;
  ~Table();

  Value* find(std::string_view key);
  const Value* find(std::string_view key) const;
  /// Insert or replace; returns the stored value.
  Value& set(std::string_view key, Where key_where, Value value);
  bool erase(std::string_view key);
  bool empty() const;
  std::size_t size() const;

  std::vector<Entry>& entries() { return entries_; }
  const std::vector<Entry>& entries() const { return entries_; }

 private:
  std::vector<Entry> entries_;
};

using Array = std::vector<Value>;

/// nothing | boolean | integer | number | text | array | table.
class Value {
 public:
  using Data = std::variant<std::monostate, bool, std::int64_t, double, std::string, Array, Table>;

  Value() = default;
  Value(Data data, Where where) : data(std::move(data)), where(where) {}

  const bool* boolean() const { return std::get_if<bool>(&data); }
  const std::int64_t* integer() const { return std::get_if<std::int64_t>(&data); }
  const double* number() const { return std::get_if<double>(&data); }
  const std::string* text() const { return std::get_if<std::string>(&data); }
  const Array* array() const { return std::get_if<Array>(&data); }
  const Table* table() const { return std::get_if<Table>(&data); }
  Array* array() { return std::get_if<Array>(&data); }
  Table* table() { return std::get_if<Table>(&data); }

  /// "an integer", "text", "a table", ...: for messages.
  std::string_view type_name() const;
  /// As TOML would write it, on one line: for messages and `explain`.
  std::string written() const;

  Data data;
  Where where;
  std::shared_ptr<const Provenance> provenance;
};

struct Table::Entry {
  std::string key;
  Where where;  ///< of the key
  Value value;
};

}  // namespace fleetline
