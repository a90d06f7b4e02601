#include "compare_columns.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "fleetline/text.hpp"
#include "fleetline/units.hpp"
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

/// False where the entry's kind means something else by the name.
bool measures(const Entry& entry, const EntryColumn& info) {
  if (entry.component() == nullptr) return true;
  const Field* field = entry.component()->params->find(info.name);
  return field == nullptr || (field->dimension == info.dimension && field->numeric());
}

/// The unit that a number of this size is told in: of an expression nobody has declared one.
std::string unit_for(const std::vector<double>& values, Dimension dimension) {
  std::vector<double> known;
  for (double value : values)
    if (std::isfinite(value) && value != 0) known.push_back(std::abs(value));
  if (known.empty()) return base_unit(dimension);
  const auto middle = known.begin() + static_cast<std::ptrdiff_t>(known.size() / 2);
  std::ranges::nth_element(known, middle);
  const std::string text = write_short(*middle, dimension);
  const std::string unit = text.substr(std::min(text.find(' '), text.size() - 1) + 1);
  return parse_unit(unit) ? unit : base_unit(dimension);
}

}  // namespace

Columns::Columns(const std::vector<const Entry*>& entries, const Aliases& aliases) : entries_(entries) {
  for (std::string_view own : own_columns)
    infos_.push_back({std::string(own), {}, {}, {}, dimensionless, FieldType::text});
  for (EntryColumn& column : columns_of(entries))
    if (std::ranges::find(own_columns, column.name) == std::end(own_columns)) infos_.push_back(std::move(column));
  for (const auto& [alias, target] : aliases) aliases_.emplace(target, alias);
  for (const EntryColumn& info : infos_) names_.push_back(info.name);
}

std::optional<std::size_t> Columns::index(std::string_view name) const {
  constexpr std::size_t shortest = 3;
  std::vector<std::size_t> begin_so;
  for (std::size_t i = 0; i < infos_.size(); ++i) {
    if (infos_[i].name == name) return i;
    if (name.size() >= shortest && infos_[i].name.starts_with(name)) begin_so.push_back(i);
  }
  return begin_so.size() == 1 ? std::optional(begin_so.front()) : std::nullopt;
}

std::optional<NameInfo> Columns::resolve(std::string_view name) const {
  const auto i = index(name);
  if (!i) return std::nullopt;
  const ResultColumn& column = filled(*i);
  return NameInfo{infos_[*i].dimension, infos_[*i].type, infos_[*i].type == FieldType::text ? &column.labels : nullptr,
                  slot_of(*i)};
}

std::string Columns::choices() const { return one_of(names_, names_.size()); }

const ResultColumn& Columns::filled(std::size_t i) const {
  auto [at, fresh] = filled_.try_emplace(i);
  if (fresh) fill(infos_[i], at->second), slots_.push_back(i);
  return at->second;
}

bool Columns::computed(std::size_t i, std::size_t entry) const {
  return infos_[i].derived && entries_[entry]->written(infos_[i].name) == nullptr &&
         !std::isnan(filled(i).values[entry]);
}

std::vector<double> Columns::row(std::size_t entry) const {
  std::vector<double> values;
  for (std::size_t i : slots_) values.push_back(filled_.at(i).values[entry]);
  return values;
}

int Columns::slot_of(std::size_t i) const { return static_cast<int>(std::ranges::find(slots_, i) - slots_.begin()); }

void Columns::fill(const EntryColumn& info, ResultColumn& out) const {
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

/// Codes in alphabetical order, so that sorting by code sorts by text. What is empty is not known, but that there is no
/// alias is.
void Columns::fill_texts(const EntryColumn& info, ResultColumn& out) const {
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

Where at(const char* flag) { return Where{Label(flag), 0, 0}; }

std::optional<Asked> Asked::read(const std::string& text, const char* flag, const Columns& columns,
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

ResultColumn Asked::column(const Columns& columns, std::size_t entries) const {
  if (index_) return columns.filled(*index_);
  ResultColumn out;
  out.name = text_;
  out.dimension = expression_->dimension();
  out.type = expression_->boolean() ? FieldType::boolean : FieldType::number;
  for (std::size_t i = 0; i < entries; ++i) out.values.push_back(expression_->evaluate(columns.row(i).data()));
  if (out.dimension != dimensionless) out.unit = unit_for(out.values, out.dimension);
  return out;
}

std::optional<std::pair<std::string, std::string>> Asked::derivation(const Columns& columns,
                                                                     const std::vector<std::size_t>& rows) const {
  if (!index_ || !std::ranges::any_of(rows, [&](std::size_t row) { return columns.computed(*index_, row); }))
    return std::nullopt;
  const EntryColumn& info = columns.info(*index_);
  return std::pair(info.name, info.equation.empty() ? info.doc : info.equation);
}

}  // namespace fleetline::cli
