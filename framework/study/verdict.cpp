#include "verdict.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

#include "fleetline/quantity.hpp"
#include "fleetline/text.hpp"
#include "fleetline/units.hpp"

namespace fleetline {
namespace {

std::string short_name(const ResultColumn& c) { return fleetline::short_name(c.name); }

std::string shown(const ResultColumn& c, std::uint64_t row) {
  const std::string* label = c.label(c.values[row]);
  return label ? *label : write_short(c.values[row], c.dimension);
}

std::string counts(const Results& r) {
  const std::size_t infeasible = r.count(Status::Code::infeasible), failed = r.count(Status::Code::failed);
  std::string out = cat(r.rows(), r.rows() == 1 ? " case" : " cases");
  if (infeasible == 0 && failed == 0) return out + ", all feasible";
  if (infeasible > 0) out += infeasible == r.rows() ? ", none feasible" : cat(", ", infeasible, " infeasible");
  if (failed > 0) out += cat(", ", failed, " failed");
  return out;
}

/// Consecutive rows that differ in one numeric axis at most: one line through the cases.
struct Line {
  std::uint64_t begin = 0, end = 0;
  std::string label;  ///< "ResNet-50": the values of the other axes
};

bool is_label(const ResultColumn& c) { return c.axis && !c.labels.empty(); }

/// The cases as lines, told apart by their labelled axes (variants, registry names, formats); none when two numbers vary.
std::vector<Line> lines_of(const Results& r) {
  std::size_t numeric = 0;
  for (const ResultColumn& c : r.columns) numeric += c.axis && c.labels.empty();
  std::vector<Line> lines;
  if (numeric > 1) return lines;
  for (std::uint64_t row = 0; row < r.rows(); ++row) {
    std::string label;
    for (const ResultColumn& c : r.columns)
      if (is_label(c) && !std::isnan(c.values[row])) label += cat(label.empty() ? "" : ", ", shown(c, row));
    if (lines.empty() || lines.back().label != label) lines.push_back({row, row, label});
    lines.back().end = row + 1;
  }
  return lines;
}

/// "bottleneck is compute throughout", or "bottleneck turns from memory to compute at batch = 2".
std::string change_of(const Results& r, const ResultColumn& c, const Line& line) {
  for (std::uint64_t row = line.begin + 1; row < line.end; ++row) {
    if (std::isnan(c.values[row]) || std::isnan(c.values[row - 1]) || c.values[row] == c.values[row - 1]) continue;
    std::string at;
    for (const ResultColumn& axis : r.columns)
      if (axis.axis && axis.values[row] != axis.values[row - 1] && !std::isnan(axis.values[row])) at += cat(at.empty() ? "" : ", ", short_name(axis), " = ", shown(axis, row));
    return cat(short_name(c), " turns from ", shown(c, row - 1), " to ", shown(c, row), " at ", at);
  }
  return std::isnan(c.values[line.begin]) ? std::string() : cat(short_name(c), " is ", shown(c, line.begin), line.end - line.begin > 1 ? " throughout" : "");
}

/// What the first coded output does along each line of cases; lines of which the same is true are named together.
std::string changes(const Results& r) {
  constexpr std::size_t most_lines = 6;  // more would be no sentence
  const std::vector<Line> lines = lines_of(r);
  if (lines.empty() || lines.size() > most_lines || r.count(Status::Code::failed) > 0) return {};
  for (const ResultColumn& c : r.columns) {
    if (c.axis || c.type != FieldType::choice) continue;
    std::vector<std::pair<std::string, std::string>> said;  // what, of which lines
    for (const Line& line : lines) {
      const std::string what = change_of(r, c, line);
      const auto same = std::find_if(said.begin(), said.end(), [&](const auto& s) { return s.first == what; });
      if (same == said.end()) said.emplace_back(what, line.label);
      else same->second += cat(" and ", line.label);
    }
    if (said.size() == 1 && lines.size() > 1) return cat(said.front().first, said.front().first.ends_with(" throughout") ? "" : " throughout");
    std::string out;
    for (const auto& [what, labels] : said) out += cat(out.empty() ? "" : "; ", lines.size() > 1 ? cat(labels, ": ") : std::string(), what);
    return out;
  }
  return {};
}

/// "fp8, batch = 16": where in a sweep a row stands; texts speak for themselves.
std::string place_of(const Results& r, std::uint64_t row) {
  std::string out;
  for (const ResultColumn& c : r.columns)
    if (c.axis && !std::isnan(c.values[row])) out += cat(out.empty() ? "" : ", ", is_label(c) ? shown(c, row) : cat(short_name(c), " = ", shown(c, row)));
  return out;
}

/// "carbon from 0.23 t (Quebec) to 82 t (US average)": of cases that are no contest, both ends. The better one first.
std::string ends_of(const Results& r, const ResultColumn& c) {
  const bool lower = c.direction == Direction::lower;
  std::uint64_t best = r.rows(), worst = r.rows();
  for (std::uint64_t row = 0; row < r.rows(); ++row) {
    if (r.status[row] != Status::Code::ok || std::isnan(c.values[row])) continue;
    if (best == r.rows() || (lower ? c.values[row] < c.values[best] : c.values[row] > c.values[best])) best = row;
    if (worst == r.rows() || (lower ? c.values[row] > c.values[worst] : c.values[row] < c.values[worst])) worst = row;
  }
  if (best == r.rows()) return {};
  if (shown(c, best) == shown(c, worst)) return cat(short_name(c), " is ", shown(c, best), r.rows() > 1 ? " throughout" : "");
  return cat(short_name(c), " from ", shown(c, best), " (", place_of(r, best), ") to ", shown(c, worst), " (", place_of(r, worst), ")");
}

/// Why nothing is feasible, by the first case: what was asked and what it takes.
std::string first_reason(const Results& r) {
  if (r.count(Status::Code::infeasible) != r.rows() || r.notes.empty()) return {};
  return r.notes.front().message();
}

std::string best_of(const Results& r, const ResultColumn& c) {
  const bool lower = c.direction == Direction::lower;
  std::uint64_t best = r.rows();
  for (std::uint64_t row = 0; row < r.rows(); ++row) {
    if (r.status[row] != Status::Code::ok || std::isnan(c.values[row])) continue;
    if (best == r.rows() || (lower ? c.values[row] < c.values[best] : c.values[row] > c.values[best])) best = row;
  }
  if (best == r.rows()) return {};
  const std::string where = case_axes(r, best);
  return cat(short_name(c), r.rows() > 1 ? " is best, " : " is ", shown(c, best), where.empty() || r.rows() == 1 ? "" : cat(", at ", where));
}

/// Of the columns with a better end: a headline before the rest.
const ResultColumn* column_to_praise(const Results& r) {
  const ResultColumn* found = nullptr;
  for (const ResultColumn& c : r.columns) {
    if (c.axis || c.direction == Direction::none) continue;
    if (c.headline) return &c;
    if (!found) found = &c;
  }
  return found;
}

}  // namespace

/// Of an expression there is no shorter name.
std::string short_name(const std::string& name) {
  const std::size_t dot = name.rfind('.');
  const bool plain = name.find_first_of(" ()*/+") == std::string::npos;
  return dot == std::string::npos || !plain ? name : name.substr(dot + 1);
}

std::string case_axes(const Results& r, std::uint64_t row, bool with_variant) {
  const auto told = [&](const ResultColumn& c) { return c.axis && !std::isnan(c.values[row]) && (with_variant || c.name != "variant"); };
  const auto alone = [&](const ResultColumn& c) {
    return std::none_of(r.columns.begin(), r.columns.end(), [&](const ResultColumn& o) { return &o != &c && told(o) && short_name(o) == short_name(c); });
  };
  std::string out, last;
  for (const ResultColumn& c : r.columns) {
    if (!told(c)) continue;
    const std::string value = shown(c, row), name = alone(c) ? short_name(c) : c.name;
    // One after another of the same text are told together: "weights = kv = fp8".
    const bool same = is_label(c) && value == last;
    if (same) out.insert(out.size() - value.size(), cat(name, " = "));
    else out += cat(out.empty() ? "" : ", ", name, " = ", value);
    last = is_label(c) ? value : std::string();
  }
  return out;
}

std::string variants_verdict(const Results& r, const std::vector<CaseVerdict>& said) {
  constexpr std::size_t most = 4;  // more is for the table
  if (said.size() < 2 || said.size() > most || said.size() != r.rows()) return {};
  std::string out = cat(counts(r), ".");
  for (const CaseVerdict& v : said) {
    if (v.sentence.empty()) return {};
    out += cat("\n", v.variant, ": ", v.sentence);
  }
  return out;
}

std::string sweep_verdict(const Results& r) {
  if (r.rows() == 0) return "No cases.";
  std::string out = counts(r);
  std::string separator = ": ";
  const auto say = [&](const std::string& clause) {
    if (clause.empty()) return;
    out += separator + clause;
    separator = "; ";
  };
  say(first_reason(r));
  say(changes(r));
  // An image against a token, or one model against another, is no contest.
  const bool comparable = std::none_of(r.columns.begin(), r.columns.end(), [](const ResultColumn& c) { return c.axis && (c.name == "variant" || c.name.starts_with("workload")); });
  const ResultColumn* praised = column_to_praise(r);
  if (praised != nullptr) say(comparable ? best_of(r, *praised) : ends_of(r, *praised));
  // What it costs, where that is among what was asked for.
  const auto is_cost = [&](const ResultColumn& c) { return !c.axis && c.dimension == Dollars::dimension && c.direction == Direction::lower && &c != praised; };
  if (const auto cost = std::find_if(r.columns.begin(), r.columns.end(), is_cost); cost != r.columns.end() && r.rows() > 1) say(ends_of(r, *cost));
  return out + ".";
}

}  // namespace fleetline
