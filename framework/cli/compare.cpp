// Choosing and sorting entries for a comparison.
#include "compare.hpp"

#include <algorithm>
#include <cmath>
#include <set>

#include "compare_columns.hpp"
#include "fleetline/text.hpp"

namespace fleetline::cli {
namespace {

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

  Comparison out{.title = title,
                 .columns = {},
                 .derived = {},
                 .broken = {},
                 .undecided = {},
                 .chosen = !options.columns.empty(),
                 .entries = entries.size()};
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
