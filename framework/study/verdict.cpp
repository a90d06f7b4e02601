#include "verdict.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

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

/// What the first coded output does along each line of cases.
std::string changes(const Results& r) {
  constexpr std::size_t most_lines = 4;  // more would be no sentence
  const std::vector<Line> lines = lines_of(r);
  if (lines.empty() || lines.size() > most_lines || r.count(Status::Code::failed) > 0) return {};
  for (const ResultColumn& c : r.columns) {
    if (c.axis || c.type != FieldType::choice) continue;
    std::string out;
    for (const Line& line : lines)
      out += cat(out.empty() ? "" : "; ", lines.size() > 1 ? cat(line.label, ": ") : std::string(), change_of(r, c, line));
    return out;
  }
  return {};
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
  std::string out;
  for (const ResultColumn& c : r.columns)
    if (told(c)) out += cat(out.empty() ? "" : ", ", alone(c) ? short_name(c) : c.name, " = ", shown(c, row));
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
  say(changes(r));
  // An image against a token, or one model against another, is no contest.
  const bool comparable = std::none_of(r.columns.begin(), r.columns.end(), [](const ResultColumn& c) { return c.axis && (c.name == "variant" || c.name.starts_with("workload")); });
  if (const ResultColumn* c = column_to_praise(r); c && comparable) say(best_of(r, *c));
  return out + ".";
}

}  // namespace fleetline
