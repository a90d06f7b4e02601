// `over` of [optimize]: places of the scenario, turned into sweeps of the tree.
#include <algorithm>
#include <array>

#include "fleetline/text.hpp"
#include "optimize_section.hpp"

namespace fleetline {
namespace {

constexpr std::array<std::string_view, 4> roots{"workload", "hardware", "fleet", "solve"};
constexpr std::array<std::string_view, 4> range_ways{"step", "factor", "powers_of", "count"};
constexpr std::string_view values_help = "a list, or a range: { from = 1, to = 64 }";

struct Entry {
  std::string path;
  Where where;  ///< of the key
  Value value;
};

bool on_command_line(const Where& where) { return where.file.text().starts_with("--set "); }

/// A range or sweep, not a table of further places.
bool is_leaf(const Value& value) {
  const Table* table = value.table();
  return !table || table->empty() || table->find("from") || table->find("to") || table->find("sweep");
}

void flatten(const Table& table, const std::string& above, std::vector<Entry>& out) {
  for (const Table::Entry& e : table.entries()) {
    const std::string path = above.empty() ? e.key : cat(above, ".", e.key);
    if (is_leaf(e.value)) out.push_back({path, e.where, e.value});
    else flatten(*e.value.table(), path, out);
  }
}

/// { sweep = ... } of what was written; nothing after a problem. Whole numbers without a way to advance go up by one.
std::optional<Value> as_sweep(const Entry& entry, Problems& problems) {
  Value sweep(Table(), entry.value.where);
  const auto finish = [&](Value values) {
    sweep.table()->set("sweep", values.where, std::move(values));
    return sweep;
  };
  if (entry.value.array()) return finish(entry.value);
  const Table* table = entry.value.table();
  if (!table || table->empty()) {
    problems.add(entry.value.where, cat("optimize.over.", entry.path), cat(table ? "an empty table" : entry.value.type_name(), " cannot be searched"), std::string(values_help));
    return {};
  }
  if (table->find("sweep")) return entry.value;
  Value range = entry.value;
  if (const Value* zip = table->find("zip")) {
    sweep.table()->set("zip", zip->where, *zip);
    range.table()->erase("zip");
  }
  const Value *from = table->find("from"), *to = table->find("to");
  const bool told = std::any_of(range_ways.begin(), range_ways.end(), [&](std::string_view way) { return table->find(way) != nullptr; });
  if (!told && from && to && from->integer() && to->integer()) range.table()->set("step", range.where, Value(std::int64_t{1}, range.where));
  return finish(std::move(range));
}

std::string_view head_of(std::string_view path) { return path.substr(0, std::min(path.find('.'), path.find('['))); }

/// "serving.batch" -> "solve.serving.batch"; nothing after a problem: no such section or stage.
std::optional<std::string> whole_path(const Entry& entry, const Value& root, Problems& problems) {
  const Value* solve = root.table()->find("solve");
  std::vector<std::string_view> stages;
  if (solve && solve->table())
    for (const Table::Entry& e : solve->table()->entries()) stages.push_back(e.key);
  const auto known = [](const auto& names, std::string_view name) { return std::find(names.begin(), names.end(), name) != names.end(); };
  const std::string_view head = head_of(entry.path);
  const std::string at = cat("optimize.over.", entry.path);
  if (head == "solve" && entry.path.size() > 6) {
    const std::string_view stage = head_of(std::string_view(entry.path).substr(6));
    if (known(stages, stage)) return entry.path;
    problems.add(entry.where, at, cat("no stage is called '", stage, "'"), one_of(stages), std::string(nearest(stage, stages)));
    return {};
  }
  if (known(roots, head)) return entry.path;
  if (known(stages, head)) return cat("solve.", entry.path);
  stages.insert(stages.end(), roots.begin(), roots.end());
  problems.add(entry.where, at, cat("the scenario has no '", head, "'"), cat("a place of the scenario: ", one_of(stages), ", and what lies below"),
               std::string(nearest(head, stages)));
  return {};
}

bool holds_sweep(const Value& value) {
  if (const Array* array = value.array()) return std::any_of(array->begin(), array->end(), holds_sweep);
  const Table* table = value.table();
  if (!table) return false;
  return table->find("sweep") || std::any_of(table->entries().begin(), table->entries().end(), [](const Table::Entry& e) { return holds_sweep(e.value); });
}

/// Walks to a place, making the tables on the way.
class Walk {
 public:
  Walk(Value& root, const Entry& entry, std::string_view path, Problems& problems) : at_(&root), entry_(entry), rest_(path), problems_(problems) {}

  /// The place; nullptr after a problem.
  Value* go() {
    while (at_ && !rest_.empty()) step();
    return at_;
  }

 private:
  void step() {
    if (at_->table() && at_->table()->find("sweep")) return stop(cat("lies in what is varied already, at ", at_->where.text()), "one of the two");
    if (rest_.front() == '.') rest_.remove_prefix(1);
    if (!rest_.empty() && rest_.front() == '[') return element();
    const std::size_t end = std::min({rest_.find('.'), rest_.find('['), rest_.size()});
    if (end == 0) return stop("the place has an empty part", "names joined by single dots");
    open(rest_.substr(0, end));
    rest_.remove_prefix(end);
  }

  void open(std::string_view key) {
    // A subject named by a text can have more said about it: { use = NAME }.
    const bool subject = passed_ == "workload" || passed_ == "hardware" || passed_ == "fleet";
    if (at_->text() && subject) {
      Value named(Table(), at_->where);
      named.table()->set("use", at_->where, *at_);
      *at_ = std::move(named);
    }
    if (!at_->table()) return stop(cat("there is ", at_->type_name(), " at ", at_->where.text(), ", and nothing below it"), {});
    Value* next = at_->table()->find(key);
    at_ = next ? next : &at_->table()->set(key, entry_.where, Value(Table(), entry_.value.where));
    passed_ = key;
  }

  void element() {
    const std::size_t close = rest_.find(']');
    const std::string_view digits = close == std::string_view::npos ? std::string_view() : rest_.substr(1, close - 1);
    if (digits.empty() || digits.size() > 6 || digits.find_first_not_of("0123456789") != std::string_view::npos)
      return stop("the place has a bracket that is no number", "[0], [1], ...");
    const std::size_t index = std::stoul(std::string(digits)), size = at_->array() ? at_->array()->size() : 0;
    if (index >= size) return stop(cat("there is no element [", index, "]: ", size == 0 ? "nothing" : cat(size, " of them"), " written there"), size == 0 ? "" : cat("[0] to [", size - 1, "]"));
    at_ = &(*at_->array())[index];
    rest_.remove_prefix(close + 1);
  }

  void stop(std::string what, std::string expected) {
    problems_.add(entry_.where, cat("optimize.over.", entry_.path), std::move(what), std::move(expected));
    at_ = nullptr;
  }

  Value* at_;
  const Entry& entry_;
  std::string_view rest_, passed_;
  Problems& problems_;
};

/// --set gave this place a value, a sweep, or another thing to use.
bool fixed_on_command_line(const Value& place) {
  const Value* use = place.table() ? place.table()->find("use") : nullptr;
  return on_command_line(place.where) || (use && on_command_line(use->where));
}

void place_one(Value& root, const Entry& entry, std::vector<std::string>& searched, Problems& problems) {
  const auto path = whole_path(entry, root, problems);
  if (!path) return;
  const std::optional<Value> sweep = as_sweep(entry, problems);
  Value changed = root;  // what is made on the way to a wrong place must not stay
  Value* place = Walk(changed, entry, *path, problems).go();
  if (!sweep || !place) return;
  if (!on_command_line(entry.value.where) && fixed_on_command_line(*place)) return;  // what the command line says wins
  if (holds_sweep(*place))
    return problems.add(entry.where, cat("optimize.over.", entry.path), cat("is varied already, at ", place->where.text()), "a sweep, or a search, of it");
  *place = *sweep;
  root = std::move(changed);
  searched.push_back(*path);
}

}  // namespace

std::vector<std::string> place_searched_axes(Value& root, Problems& problems) {
  std::vector<std::string> searched;
  const Value* optimize = root.table()->find("optimize");
  const Value* over = optimize && optimize->table() ? optimize->table()->find("over") : nullptr;
  if (!over) return searched;  // plan_search says so
  if (!over->table()) {
    problems.add(over->where, "optimize.over", cat(over->type_name(), " does not say what to search"), cat("{ PLACE = VALUES }, values being ", values_help));
    return searched;
  }
  std::vector<Entry> entries;
  flatten(*over->table(), "", entries);
  for (const Entry& e : entries) place_one(root, e, searched, problems);
  return searched;
}

}  // namespace fleetline
