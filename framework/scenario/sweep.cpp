#include "sweep.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>

#include "fleetline/text.hpp"
#include "fleetline/units.hpp"

namespace fleetline {
namespace {

constexpr std::array<std::string_view, 7> range_keys{"from", "to", "step", "factor", "powers_of", "count", "spacing"};
constexpr std::string_view range_help =
    "from and to with one of step, factor, powers_of or count (with spacing = \"linear\" or \"log\")";

/// A range's numbers share one dimension; whole numbers stay whole.
struct Scale {
  Dimension dimension;
  std::string unit;  ///< the unit the first of them was written in
  bool whole = true, text = false;

  Value value(double base, Where where) const {
    if (text) return Value(write_exact(base, dimension, unit), where);
    if (whole && std::floor(base) == base) return Value(static_cast<std::int64_t>(base), where);
    return Value(base, where);
  }
};

struct RangeReader {
  const Table& table;
  const std::string path;
  Problems& problems;
  Scale scale = {};
  bool first = true;
  std::vector<const Table::Entry*> bare = {};  ///< bounds and step without a unit

  /// The unit part of "1.5 GB/s".
  static std::string unit_of(std::string_view text) {
    const std::size_t unit = text.find_first_not_of(" \t", text.find_first_of(" \t"));
    return unit == std::string_view::npos ? std::string() : std::string(text.substr(unit));
  }

  std::optional<double> plain(std::string_view key) {
    const Value* v = table.find(key);
    if (v == nullptr) return {};
    if (v->integer()) return static_cast<double>(*v->integer());
    if (v->number()) return scale.whole = false, *v->number();
    problems.add(v->where, cat(path, ".", key), cat(v->type_name(), " cannot be used here"), "a number");
    return {};
  }

  /// A bound or step: a number, or text with a unit, of the same dimension as the ones before.
  std::optional<double> measured(std::string_view key) {
    const Value* v = table.find(key);
    if (v == nullptr || !v->text()) {
      for (const Table::Entry& e : table.entries())
        if (e.key == key) bare.push_back(&e);
      return plain(key);
    }
    const Parsed<Measure> m = parse_measure(*v->text());
    if (!m) {
      problems.add(v->where, cat(path, ".", key), m.error);
      return {};
    }
    if (!first && m.value->dimension != scale.dimension) {
      problems.add(v->where, cat(path, ".", key), cat("\"", *v->text(), "\" is ", with_article(name_of(m.value->dimension))),
                   cat(with_article(name_of(scale.dimension)), " like the rest of this sweep"));
      return {};
    }
    if (first) scale = {m.value->dimension, unit_of(*v->text()), false, true};
    first = false;
    return m.value->base;
  }

  /// Once one number of the range carries a unit, all must: 1 beside "3 TB/s" could be a byte or a terabyte per second.
  void refuse_bare_numbers() {
    if (scale.dimension == dimensionless) return;
    for (const Table::Entry* e : bare) {
      if (!e->value.number() && !e->value.integer()) continue;  // reported
      const std::string unit = scale.unit.empty() ? base_unit(scale.dimension) : scale.unit;
      problems.add(e->value.where, cat(path, ".", e->key), cat("the number ", e->value.written(), " has no unit"),
                   cat(with_article(name_of(scale.dimension)), ", for example \"", example_of(scale.dimension), "\""),
                   cat("\"", e->value.written(), " ", unit, "\""));
    }
    bare.clear();
  }
};

constexpr std::array<std::string_view, 4> range_ways{"step", "factor", "powers_of", "count"};
constexpr std::array<std::string_view, 2> spacings{"linear", "log"};

/// `spacing` belongs to `count` and says "linear" or "log".
void check_spacing(const Table& table, const std::string& path, Problems& problems) {
  const Value* spacing = table.find("spacing");
  if (spacing == nullptr) return;
  const std::string at = cat(path, ".spacing");
  for (std::string_view way : range_ways)
    if (table.find(way) && !table.find("count"))
      return problems.add(spacing->where, at, cat("does not go with ", way), "spacing beside count only");
  const std::string_view said = spacing->text() ? std::string_view(*spacing->text()) : std::string_view();
  if (std::find(spacings.begin(), spacings.end(), said) == spacings.end())
    problems.add(spacing->where, at, cat(spacing->written(), " is not a spacing"), "\"linear\" or \"log\"", std::string(nearest(said, spacings)));
}

/// Inclusive of `to` up to rounding: 0.1, 0.2 ... 0.5 has five values.
std::vector<double> by_step(double from, double to, double step) {
  std::vector<double> out;
  const double n = std::floor((to - from) / step + 1e-9);
  if (n >= 0 && n < static_cast<double>(sweep_value_limit))
    for (std::size_t i = 0; i <= static_cast<std::size_t>(n); ++i) out.push_back(from + static_cast<double>(i) * step);
  return out;
}

std::vector<double> by_factor(double from, double to, double factor) {
  std::vector<double> out;
  const double n = std::floor(std::log(to / from) / std::log(factor) + 1e-9);
  double value = from;
  for (std::size_t i = 0; n >= 0 && i <= static_cast<std::size_t>(n) && i < sweep_value_limit; ++i, value *= factor) out.push_back(value);
  return out;
}

std::vector<double> powers(double base, double from, double to) {
  std::vector<double> out;
  if (from <= 0) return out;
  double value = std::pow(base, std::ceil(std::log(from) / std::log(base) - 1e-9));
  for (; value <= to; value *= base) out.push_back(value);
  return out;
}

std::vector<double> by_count(double from, double to, std::size_t count, bool log) {
  std::vector<double> out;
  for (std::size_t i = 0; i < count; ++i) {
    const double t = count == 1 ? 0.0 : static_cast<double>(i) / static_cast<double>(count - 1);
    const double value = log ? from * std::pow(to / from, t) : from + (to - from) * t;
    out.push_back(i + 1 == count && count > 1 ? to : value);
  }
  return out;
}

/// How often `from` can be multiplied by `factor` on the way to `to`.
bool too_many(double from, double to, double factor) {
  return std::log(to / from) / std::log(factor) >= static_cast<double>(sweep_value_limit);
}

std::vector<double> range_values(RangeReader& read, double from, double to, std::string& error) {
  const auto ways = std::count_if(range_ways.begin(), range_ways.end(), [&](std::string_view way) { return read.table.find(way) != nullptr; });
  if (ways != 1) return error = ways == 0 ? "a range needs a way to advance" : "a range advances in one way only", std::vector<double>{};
  const std::string limit = "more than 10,000,000 values";
  if (auto step = read.measured("step")) {
    read.refuse_bare_numbers();
    if (!(*step > 0)) return error = "step must be above 0", std::vector<double>{};
    if ((to - from) / *step >= static_cast<double>(sweep_value_limit)) return error = limit, std::vector<double>{};
    return by_step(from, to, *step);
  }
  if (auto factor = read.plain("factor")) {
    if (!(*factor > 1) || !(from > 0)) return error = "factor must be above 1 and from above 0", std::vector<double>{};
    if (too_many(from, to, *factor)) return error = limit, std::vector<double>{};
    return by_factor(from, to, *factor);
  }
  if (auto base = read.plain("powers_of")) {
    if (!(*base > 1)) return error = "powers_of must be above 1", std::vector<double>{};
    if (from > 0 && too_many(from, to, *base)) return error = limit, std::vector<double>{};
    return powers(*base, from, to);
  }
  if (auto count = read.plain("count")) {
    const Value* spacing = read.table.find("spacing");
    const bool log = spacing && spacing->text() && *spacing->text() == "log";
    if (!(*count >= 1) || std::floor(*count) != *count || *count > static_cast<double>(sweep_value_limit))
      return error = "count must be a whole number from 1 to 10,000,000", std::vector<double>{};
    if (log && !(from > 0 && to > 0)) return error = "log spacing needs from and to above 0", std::vector<double>{};
    read.scale.whole = read.scale.whole && !log && *count > 1 && std::fmod(to - from, *count - 1) == 0;
    return by_count(from, to, static_cast<std::size_t>(*count), log);
  }
  return {};
}

void expand_range(const Value& written, SweepAxis& axis, Problems& problems) {
  for (const Table::Entry& e : written.table()->entries())
    if (std::find(range_keys.begin(), range_keys.end(), e.key) == range_keys.end())
      problems.add(e.where, cat(axis.path, ".sweep.", e.key), "not part of a range", std::string(range_help),
                   std::string(nearest(e.key, range_keys)));
  RangeReader read{*written.table(), cat(axis.path, ".sweep"), problems};
  const auto before = problems.size();
  check_spacing(read.table, read.path, problems);
  const auto from = read.measured("from");
  const auto to = read.measured("to");
  read.refuse_bare_numbers();
  if (problems.size() != before) return;
  if (!from || !to) return problems.add(written.where, axis.path, "a range needs both ends", std::string(range_help));
  std::string error;
  const std::vector<double> values = range_values(read, *from, *to, error);
  if (problems.size() != before) return;
  if (!error.empty()) return problems.add(written.where, axis.path, error, std::string(range_help));
  for (double v : values) axis.values.push_back(read.scale.value(v, written.where));
}

/// { sweep = ..., zip = ... }: reads it into an axis. Returns false when there is nothing to sweep.
bool read_sweep(const Value& written, SweepAxis& axis, Problems& problems) {
  const std::size_t before = problems.size();
  for (const Table::Entry& e : written.table()->entries()) {
    if (e.key == "sweep") continue;
    if (e.key == "zip" && e.value.text()) axis.zip = *e.value.text();
    else problems.add(e.where, cat(axis.path, ".", e.key), "does not belong beside sweep", "zip = \"group\", or nothing");
  }
  const Value& sweep = *written.table()->find("sweep");
  if (const Array* list = sweep.array()) axis.values = *list;
  else if (sweep.table()) expand_range(sweep, axis, problems);
  else problems.add(sweep.where, axis.path, cat(sweep.type_name(), " cannot be swept"), "a list, or a range: " + std::string(range_help));
  if (axis.values.empty() && problems.size() == before)
    problems.add(sweep.where, axis.path, "an empty sweep: there would be no case", "at least one value");
  return !axis.values.empty();
}

}  // namespace

void take_sweeps(Value& value, const std::string& path, std::vector<SweepAxis>& axes, Problems& problems) {
  if (Array* array = value.array()) {
    for (std::size_t i = 0; i < array->size(); ++i) take_sweeps((*array)[i], cat(path, "[", i, "]"), axes, problems);
    return;
  }
  Table* table = value.table();
  if (table == nullptr) return;
  if (table->find("sweep") != nullptr) {
    SweepAxis axis{path, value.where, {}, {}};
    if (read_sweep(value, axis, problems)) {
      Value first = axis.values.front();
      axes.push_back(std::move(axis));
      value = std::move(first);
    } else {
      value = Value();
    }
    return;
  }
  for (Table::Entry& entry : table->entries()) {
    const std::size_t before = axes.size();
    const std::string inner = path.empty() ? entry.key : cat(path, ".", entry.key);
    take_sweeps(entry.value, inner, axes, problems);
    if (axes.size() == before || entry.key.find_first_of(".[") == std::string::npos) continue;
    problems.add(entry.where, inner, "nothing can be swept below a key with a dot or a bracket in it");
    axes.resize(before);
  }
}

}  // namespace fleetline
