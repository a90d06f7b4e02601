#include "verdict.hpp"

#include <cmath>

#include "fleetline/text.hpp"
#include "fleetline/units.hpp"

namespace fleetline {
namespace {

std::string short_name(const ResultColumn& c) {
  const std::size_t dot = c.name.rfind('.');
  return dot == std::string::npos ? c.name : c.name.substr(dot + 1);
}

std::string shown(const ResultColumn& c, std::uint64_t row) {
  const auto label = c.labels.find(static_cast<int>(c.values[row]));
  return label != c.labels.end() ? label->second : write_short(c.values[row], c.dimension);
}

std::string at_case(const Results& r, std::uint64_t row) {
  std::string out;
  for (const ResultColumn& c : r.columns)
    if (c.axis && !std::isnan(c.values[row])) out += cat(out.empty() ? "" : ", ", short_name(c), " = ", shown(c, row));
  return out;
}

std::string counts(const Results& r) {
  const std::size_t infeasible = r.count(Status::Code::infeasible), failed = r.count(Status::Code::failed);
  std::string out = cat(r.rows(), r.rows() == 1 ? " case" : " cases");
  if (infeasible == 0 && failed == 0) return out + ", all feasible";
  if (infeasible > 0) out += infeasible == r.rows() ? ", none feasible" : cat(", ", infeasible, " infeasible");
  if (failed > 0) out += cat(", ", failed, " failed");
  return out;
}

/// "bottleneck is compute throughout", or "bottleneck turns from memory to compute at batch = 2".
std::string change_of(const Results& r, const ResultColumn& c) {
  for (std::uint64_t row = 1; row < r.rows(); ++row)
    if (!std::isnan(c.values[row]) && !std::isnan(c.values[row - 1]) && c.values[row] != c.values[row - 1])
      return cat(short_name(c), " turns from ", shown(c, row - 1), " to ", shown(c, row), " at ", at_case(r, row));
  return std::isnan(c.values[0]) ? std::string() : cat(short_name(c), " is ", shown(c, 0), r.rows() > 1 ? " throughout" : "");
}

std::string best_of(const Results& r, const ResultColumn& c) {
  const bool lower = c.direction == Direction::lower;
  std::uint64_t best = r.rows();
  for (std::uint64_t row = 0; row < r.rows(); ++row) {
    if (r.status[row] != Status::Code::ok || std::isnan(c.values[row])) continue;
    if (best == r.rows() || (lower ? c.values[row] < c.values[best] : c.values[row] > c.values[best])) best = row;
  }
  if (best == r.rows()) return {};
  const std::string where = at_case(r, best);
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

std::string sweep_verdict(const Results& r) {
  if (r.rows() == 0) return "No cases.";
  std::string out = counts(r);
  std::string separator = ": ";
  const auto say = [&](const std::string& clause) {
    if (clause.empty()) return;
    out += separator + clause;
    separator = "; ";
  };
  // One line of cases has an order in which something can change; a grid has not.
  std::size_t axes = 0;
  for (const ResultColumn& c : r.columns) axes += c.axis;
  for (const ResultColumn& c : r.columns)
    if (!c.axis && c.type == FieldType::choice && axes <= 1 && r.count(Status::Code::failed) == 0) {
      say(change_of(r, c));
      break;
    }
  if (const ResultColumn* c = column_to_praise(r)) say(best_of(r, *c));
  return out + ".";
}

}  // namespace fleetline
