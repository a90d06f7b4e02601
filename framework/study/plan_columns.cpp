#include "plan_columns.hpp"

#include <algorithm>

#include "fleetline/text.hpp"

namespace fleetline {

std::size_t column_of(Results& results, const Slot& slot, const std::string& variant) {
  const auto same_kind = [&](const ResultColumn& c) { return c.dimension == slot.dimension && c.labels.empty() == slot.labels.empty(); };
  std::string name = slot.name;
  for (std::size_t i = 0; i < results.columns.size(); ++i) {
    if (results.columns[i].name != slot.name) continue;
    if (same_kind(results.columns[i])) return results.columns[i].axis |= slot.axis, i;
    name = cat(slot.name, " (", variant, ")");
  }
  ResultColumn c;
  c.name = std::move(name);
  c.unit = slot.unit;
  c.doc = slot.doc;
  c.dimension = slot.dimension;
  c.direction = slot.direction;
  c.type = slot.type;
  c.axis = slot.axis;
  c.headline = slot.field != nullptr && slot.field->options.headline;
  results.columns.push_back(std::move(c));
  return results.columns.size() - 1;
}

std::map<int, int> merge_labels(ResultColumn& column, const Slot& slot) {
  std::map<int, int> recode;
  for (const auto& [code, label] : slot.labels) {
    const auto same = std::find_if(column.labels.begin(), column.labels.end(), [&](const auto& l) { return l.second == label; });
    if (same != column.labels.end()) {
      recode[code] = same->first;
    } else if (!column.labels.contains(code)) {
      column.labels[code] = label;
      recode[code] = code;
    } else {
      recode[code] = column.labels.rbegin()->first + 1;
      column.labels[recode[code]] = label;
    }
  }
  std::erase_if(recode, [](const auto& r) { return r.first == r.second; });
  return recode;
}

}  // namespace fleetline
