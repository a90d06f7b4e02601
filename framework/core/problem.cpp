#include "fleetline/problem.hpp"

#include <algorithm>
#include <tuple>

namespace fleetline {

std::string Problem::text() const {
  std::string out;
  if (where) out += where.text() + ": ";
  if (!path.empty()) out += path + ": ";
  out += what;
  if (!expected.empty()) out += "\n  expected " + expected;
  const std::string_view quote = suggestion.starts_with('"') ? "" : "'";  // a quoted text is shown as it must be written
  if (!suggestion.empty()) out.append("\n  did you mean ").append(quote).append(suggestion).append(quote).append("?");
  return out;
}

namespace {

std::string joined(const std::vector<Problem>& problems) {
  std::string out;
  for (const Problem& p : problems) out += (out.empty() ? "" : "\n") + p.text();
  return out;
}

}  // namespace

InputError::InputError(std::vector<Problem> problems)
    : std::runtime_error(joined(problems)), problems_(std::move(problems)) {}

InputError::~InputError() = default;

void Problems::raise() const {
  if (list_.empty()) return;
  std::vector<Problem> ordered = list_;
  std::stable_sort(ordered.begin(), ordered.end(), [](const Problem& a, const Problem& b) {
    return std::tuple(a.where.file.text(), a.where.line, a.where.column) <
           std::tuple(b.where.file.text(), b.where.line, b.where.column);
  });
  // One mistake may be met along several ways (two variants share a line): say it once.
  auto same = [](const Problem& a, const Problem& b) { return a.text() == b.text(); };
  ordered.erase(std::unique(ordered.begin(), ordered.end(), same), ordered.end());
  throw InputError(std::move(ordered));
}

}  // namespace fleetline
