// A configuration as a table of keys: read with their types, remembered as read, every problem collected.
#pragma once

#include <initializer_list>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "fleetline/problem.hpp"

namespace fleetline::workloads::import {

/// Names of one thing, the usual one first: configurations of different families spell it differently.
using Names = std::initializer_list<std::string_view>;

/// Of counts: no model has more of anything, and four times as many fit an int.
inline constexpr int largest_count = 100'000'000;

class Config {
 public:
  /// `path`: of the table, "" for the file's own.
  Config(const Value& table, std::string path, Problems& problems)
      : value_(&table), path_(std::move(path)), problems_(&problems) {}

  /// The value under the first of `names` that is there; null counts as not there. The key counts as read.
  const Value* find(Names names);
  bool has(Names names) { return find(names) != nullptr; }

  // Nothing when the key is not there, or after adding a problem: of another type, or out of range.
  std::optional<int> whole(Names names, int least = 1);
  std::optional<bool> flag(Names names);
  std::optional<std::string> text(Names names);
  /// Texts of a list, of which a configuration says one per layer.
  std::optional<std::vector<std::string>> texts(Names names);
  std::optional<std::vector<int>> wholes(Names names);
  /// A table inside this one.
  std::optional<Config> inner(std::string_view key);

  /// a times b, or 1 after adding a problem at `key`: more than any model has.
  int product(std::string_view key, int a, int b);
  /// Must be there: adds a problem and returns 1 when it is not.
  int needed(Names names);

  /// Problems so far, of the whole file: what was missing should not be measured against what was there.
  std::size_t problems() const { return problems_->size(); }
  /// A problem with the place of `key`, or of the table when it has none.
  void refuse(std::string_view key, std::string what, std::string expected = {}, std::string suggestion = {});
  std::string path_of(std::string_view key) const;

  const Table& table() const { return *value_->table(); }
  /// Keys that nobody has read, in the order of the file.
  std::vector<std::string_view> unread() const;
  /// Reads a key so that nobody else is asked about it.
  void read(std::string_view key) { read_.insert(std::string(key)); }

 private:
  std::string_view name_of(Names names) const;
  void mistaken(std::string_view key, const Value& value, std::string expected);
  template <class Element>
  std::optional<std::vector<Element>> list(Names names, const char* expected);

  const Value* value_;
  std::string path_;
  Problems* problems_;
  std::set<std::string, std::less<>> read_;
};

}  // namespace fleetline::workloads::import
