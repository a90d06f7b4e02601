// The columns that entries of a folder are compared by, filled when something first asks for one: by name, or by an
// expression over several. Part of `list`; compare.cpp chooses and sorts.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "catalog/columns.hpp"
#include "scenario/expression.hpp"
#include "study/results.hpp"

namespace fleetline::cli {

using Aliases = std::vector<std::pair<std::string, std::string>>;  ///< alias, name

class Columns final : public Names {
 public:
  Columns(const std::vector<const Entry*>& entries, const Aliases& aliases);

  /// A name, or the beginning of one when no other begins so: `release` is `released`.
  std::optional<std::size_t> index(std::string_view name) const;
  std::optional<NameInfo> resolve(std::string_view name) const override;
  std::vector<std::string_view> all() const override { return names_; }
  std::string choices() const override;

  const EntryColumn& info(std::size_t i) const { return infos_[i]; }
  const ResultColumn& filled(std::size_t i) const;
  /// True where the value of an entry is not one that somebody typed.
  bool computed(std::size_t i, std::size_t entry) const;
  /// What expressions read of one row.
  std::vector<double> row(std::size_t entry) const;

 private:
  int slot_of(std::size_t i) const;
  void fill(const EntryColumn& info, ResultColumn& out) const;
  void fill_texts(const EntryColumn& info, ResultColumn& out) const;

  const std::vector<const Entry*>& entries_;
  std::vector<EntryColumn> infos_;
  std::vector<std::string_view> names_;
  std::multimap<std::string, std::string> aliases_;  ///< entry -> alias
  mutable std::map<std::size_t, ResultColumn> filled_;
  mutable std::vector<std::size_t> slots_;  ///< of expressions: which column each reads
};

/// Where a flag is written, for messages.
Where at(const char* flag);

/// A column by name, or what an expression over columns makes.
class Asked {
 public:
  /// Nothing after adding a problem.
  static std::optional<Asked> read(const std::string& text, const char* flag, const Columns& columns,
                                   Problems& problems);

  ResultColumn column(const Columns& columns, std::size_t entries) const;
  /// Name and equation, when it is computed for any of `rows`.
  std::optional<std::pair<std::string, std::string>> derivation(const Columns& columns,
                                                                const std::vector<std::size_t>& rows) const;

 private:
  std::string text_;
  std::optional<std::size_t> index_;
  std::optional<Expression> expression_;
};

}  // namespace fleetline::cli
