// Choosing, sorting and filling the columns of a comparison.
#include "compare.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <numeric>
#include <optional>
#include <set>

#include "fleetline/text.hpp"
#include "fleetline/units.hpp"
#include "scenario/expression.hpp"
#include "things.hpp"

namespace fleetline::cli {
namespace {

constexpr double not_known = std::numeric_limits<double>::quiet_NaN();

/// What every entry has, whatever its kind.
constexpr std::string_view own_columns[] = {"name", "title", "kind", "aliases"};

std::string own_text(const Entry& entry, std::string_view column,
                     const std::multimap<std::string, std::string>& aliases) {
  if (column == "name") return std::string(entry.name());
  if (column == "title") return title_of(entry.raw());
  if (column == "kind") return std::string(entry.kind());
  std::vector<std::string> names;
  for (auto [at, end] = aliases.equal_range(std::string(entry.name())); at != end; ++at) names.push_back(at->second);
  return joined(names);
}

/// The columns there are, filled when an expression, a sort or the table first asks for one.
class Columns final : public Names {
 public:
  Columns(const std::vector<const Entry*>& entries, const std::vector<std::pair<std::string, std::string>>& aliases)
      : entries_(entries) {
    for (std::string_view own : own_columns)
      infos_.push_back({std::string(own), {}, {}, {}, dimensionless, FieldType::text});
    for (EntryColumn& column : columns_of(entries))
      if (std::ranges::find(own_columns, column.name) == std::end(own_columns)) infos_.push_back(std::move(column));
    for (const auto& [alias, target] : aliases) aliases_.emplace(target, alias);
    for (const EntryColumn& info : infos_) names_.push_back(info.name);
  }

  /// A name, or the beginning of one when no other begins so: `release` is `released`.
  std::optional<std::size_t> index(std::string_view name) const {
    constexpr std::size_t shortest = 3;
    std::vector<std::size_t> begin_so;
    for (std::size_t i = 0; i < infos_.size(); ++i) {
      if (infos_[i].name == name) return i;
      if (name.size() >= shortest && infos_[i].name.starts_with(name)) begin_so.push_back(i);
    }
    return begin_so.size() == 1 ? std::optional(begin_so.front()) : std::nullopt;
  }

  std::optional<NameInfo> resolve(std::string_view name) const override {
    const auto i = index(name);
    if (!i) return std::nullopt;
    const ResultColumn& column = filled(*i);
    return NameInfo{infos_[*i].dimension, infos_[*i].type,
                    infos_[*i].type == FieldType::text ? &column.labels : nullptr, slot_of(*i)};
  }
  std::vector<std::string_view> all() const override { return names_; }
  std::string choices() const override { return one_of(names_, names_.size()); }

  const EntryColumn& info(std::size_t i) const { return infos_[i]; }
  const ResultColumn& filled(std::size_t i) const {
    auto [at, fresh] = filled_.try_emplace(i);
    if (fresh) fill(infos_[i], at->second), slots_.push_back(i);
    return at->second;
  }
  /// True where the value of an entry is not one that somebody typed.
  bool computed(std::size_t i, std::size_t entry) const {
    return infos_[i].derived && entries_[entry]->written(infos_[i].name) == nullptr &&
           !std::isnan(filled(i).values[entry]);
  }
  /// What expressions read of one row.
  std::vector<double> row(std::size_t entry) const {
    std::vector<double> values;
    for (std::size_t i : slots_) values.push_back(filled_.at(i).values[entry]);
    return values;
  }

 private:
  int slot_of(std::size_t i) const { return static_cast<int>(std::ranges::find(slots_, i) - slots_.begin()); }

  void fill(const EntryColumn& info, ResultColumn& out) const {
    out = {.name = info.name,
           .unit = info.unit,
           .doc = info.doc,
           .dimension = info.dimension,
           .type = info.type,
           .labels = {},
           .values = {}};
    if (info.type == FieldType::text) return fill_texts(info, out);
    for (const Entry* entry : entries_)
      out.values.push_back(measures(*entry, info) ? entry->number(info.name) : not_known);
  }

  /// False where the entry's kind means something else by the name.
  static bool measures(const Entry& entry, const EntryColumn& info) {
    if (entry.component() == nullptr) return true;
    const Field* field = entry.component()->params->find(info.name);
    return field == nullptr || (field->dimension == info.dimension && field->numeric());
  }

  /// Codes in alphabetical order, so that sorting by code sorts by text. What is empty is not known, but that there is
  /// no alias is.
  void fill_texts(const EntryColumn& info, ResultColumn& out) const {
    const bool own = std::ranges::find(own_columns, info.name) != std::end(own_columns);
    std::vector<std::string> texts;
    for (const Entry* entry : entries_)
      texts.push_back(own ? own_text(*entry, info.name, aliases_) : entry->text(info.name));
    const auto known = [&](const std::string& text) { return !text.empty() || info.name == "aliases"; };
    std::map<std::string, int> codes;
    for (const std::string& text : texts)
      if (known(text)) codes.emplace(text, 0);
    int next = 0;
    for (auto& [text, code] : codes) out.labels.emplace(code = next++, text);
    for (const std::string& text : texts) out.values.push_back(known(text) ? codes.at(text) : not_known);
  }

  const std::vector<const Entry*>& entries_;
  std::vector<EntryColumn> infos_;
  std::vector<std::string_view> names_;
  std::multimap<std::string, std::string> aliases_;  ///< entry -> alias
  mutable std::map<std::size_t, ResultColumn> filled_;
  mutable std::vector<std::size_t> slots_;  ///< of expressions: which column each reads
};

Where at(const char* flag) { return Where{Label(flag), 0, 0}; }

/// "a, max(b, c)" -> "a", "max(b, c)".
std::vector<std::string> split(const std::string& text) {
  std::vector<std::string> parts(1);
  int depth = 0;
  for (char c : text) {
    depth += c == '(' ? 1 : c == ')' ? -1 : 0;
    if (c == ',' && depth == 0)
      parts.emplace_back();
    else if (c != ' ' || !parts.back().empty())
      parts.back() += c;
  }
  for (std::string& part : parts)
    while (part.ends_with(' ')) part.pop_back();
  std::erase_if(parts, [](const std::string& part) { return part.empty(); });
  return parts;
}

/// A column by name, or what an expression over columns makes.
class Asked {
 public:
  static std::optional<Asked> read(const std::string& text, const char* flag, const Columns& columns,
                                   Problems& problems) {
    Asked asked;
    asked.text_ = text;
    if (asked.index_ = columns.index(text); asked.index_) {
      columns.filled(*asked.index_);
      return asked;
    }
    asked.expression_ = Expression::compile(text, at(flag), "", columns, problems);
    if (!asked.expression_) return std::nullopt;
    return asked;
  }

  ResultColumn column(const Columns& columns, std::size_t entries) const {
    if (index_) return columns.filled(*index_);
    ResultColumn out;
    out.name = text_;
    out.dimension = expression_->dimension();
    out.type = expression_->boolean() ? FieldType::boolean : FieldType::number;
    if (out.dimension != dimensionless) out.unit = base_unit(out.dimension);
    for (std::size_t i = 0; i < entries; ++i) out.values.push_back(expression_->evaluate(columns.row(i).data()));
    return out;
  }
  /// Name and equation, when it is computed for any of `rows`.
  std::optional<std::pair<std::string, std::string>> derivation(const Columns& columns,
                                                                const std::vector<std::size_t>& rows) const {
    if (!index_ || !std::ranges::any_of(rows, [&](std::size_t row) { return columns.computed(*index_, row); }))
      return std::nullopt;
    const EntryColumn& info = columns.info(*index_);
    return std::pair(info.name, info.equation.empty() ? info.doc : info.equation);
  }

 private:
  std::string text_;
  std::optional<std::size_t> index_;
  std::optional<Expression> expression_;
};

/// The largest first where it is a number, A first where it is a text, whatever is not known last.
class Order {
 public:
  Order(ResultColumn column, bool reverse) : column_(std::move(column)) {
    const bool text = column_.type == FieldType::text;
    descending_ = text == reverse;
  }
  /// Negative: a comes first.
  int compare(std::size_t a, std::size_t b) const {
    const double x = column_.values[a], y = column_.values[b];
    if (std::isnan(x) || std::isnan(y)) return static_cast<int>(std::isnan(x)) - static_cast<int>(std::isnan(y));
    if (x == y) return 0;
    return (x < y) == descending_ ? 1 : -1;
  }

 private:
  ResultColumn column_;
  bool descending_;
};

std::vector<Order> orders(const ListOptions& options, const Columns& columns, std::size_t entries, Problems& problems) {
  std::vector<Order> all;
  if (options.sort.empty() && options.reverse) all.emplace_back(columns.filled(*columns.index("name")), true);
  for (const std::string& written : options.sort)
    for (std::string text : split(written)) {
      const bool minus = text.starts_with('-');
      if (minus) text.erase(0, 1);
      if (const auto asked = Asked::read(text, "--sort", columns, problems))
        all.emplace_back(asked->column(columns, entries), minus != options.reverse);
    }
  return all;
}

std::vector<Expression> conditions(const ListOptions& options, const Columns& columns, Problems& problems) {
  std::vector<Expression> all;
  for (const std::string& text : options.where) {
    std::optional<Expression> condition = Expression::compile(text, at("--where"), "", columns, problems);
    if (condition && !condition->boolean()) {
      problems.add(at("--where"), "", cat("'", text, "' is no condition"),
                   "a comparison, for example \"released >= 2022\"");
      condition.reset();
    }
    if (condition) all.push_back(std::move(*condition));
  }
  return all;
}

std::vector<std::string> asked_columns(const ListOptions& options, const std::vector<const Entry*>& entries) {
  std::vector<std::string> names{"name"};
  const auto add = [&](const std::string& name) {
    if (std::ranges::find(names, name) == names.end()) names.push_back(name);
  };
  for (const std::string& written : options.columns)
    for (const std::string& name : split(written)) add(name);
  if (!options.columns.empty()) return names;
  std::set<std::string_view> kinds;
  for (const Entry* entry : entries) kinds.insert(entry->kind());
  if (kinds.size() > 1) add("kind");
  for (const std::string& name : default_columns(entries)) add(name);
  return names;
}

bool is_blank(const ResultColumn& column) {
  return std::ranges::all_of(column.values, [](double value) { return std::isnan(value); });
}

void keep(ResultColumn& column, const std::vector<std::size_t>& rows) {
  std::vector<double> values;
  for (std::size_t row : rows) values.push_back(column.values[row]);
  column.values = std::move(values);
}

}  // namespace

Comparison compare(const std::string& title, const std::vector<const Entry*>& entries,
                   const std::vector<std::pair<std::string, std::string>>& aliases, const ListOptions& options) {
  Problems problems;
  const Columns columns(entries, aliases);
  const std::vector<Expression> wanted = conditions(options, columns, problems);
  const std::vector<Order> sorted = orders(options, columns, entries.size(), problems);
  std::vector<Asked> shown;
  for (const std::string& name : asked_columns(options, entries))
    if (auto asked = Asked::read(name, "--columns", columns, problems)) shown.push_back(std::move(*asked));
  problems.raise();

  Comparison out{
      .title = title, .columns = {}, .derived = {}, .broken = {}, .undecided = {}, .entries = entries.size()};
  std::vector<std::size_t> rows;
  for (std::size_t i = 0; i < entries.size(); ++i) {
    const std::vector<double> values = columns.row(i);
    double holds = 1;
    for (const Expression& condition : wanted) {
      const double one = condition.evaluate(values.data());
      if (one == 0 || (std::isnan(one) && holds == 1)) holds = one;
    }
    if (holds == 1)
      rows.push_back(i);
    else if (std::isnan(holds))
      out.undecided.emplace_back(entries[i]->name());
  }
  std::stable_sort(rows.begin(), rows.end(), [&](std::size_t a, std::size_t b) {
    for (const Order& order : sorted)
      if (const int c = order.compare(a, b); c != 0) return c < 0;
    return false;
  });
  for (const Asked& asked : shown) {
    ResultColumn column = asked.column(columns, entries.size());
    keep(column, rows);
    if (options.columns.empty() && is_blank(column)) continue;  // by default, nothing empty
    if (auto derivation = asked.derivation(columns, rows)) out.derived.push_back(std::move(*derivation));
    out.columns.push_back(std::move(column));
  }
  return out;
}

}  // namespace fleetline::cli
