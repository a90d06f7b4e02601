// The cell `inputs` of a row of operations figures: "gpus=384;pue=1.2;site=Jean Zay".
#pragma once

#include <cstdlib>
#include <optional>
#include <string>
#include <string_view>

#include "fleetline/validation.hpp"

namespace fleetline::facilities {

class RowInputs {
 public:
  explicit RowInputs(const MeasuredRow& row) : cell_(row["inputs"]) {}

  /// The text behind `key=`, up to the next ';'; empty when it is not there.
  std::string_view text(std::string_view key) const {
    std::string_view rest = cell_;
    while (!rest.empty()) {
      const std::size_t end = rest.find(';');
      const std::string_view entry = rest.substr(0, end);
      if (entry.size() > key.size() && entry.substr(0, key.size()) == key && entry[key.size()] == '=') return entry.substr(key.size() + 1);
      if (end == std::string_view::npos) break;
      rest.remove_prefix(end + 1);
    }
    return {};
  }

  /// The number that the text begins with: "1.170", "2.788M", "440 A100-40GB".
  std::optional<double> number(std::string_view key) const {
    const std::string written(text(key));
    char* end = nullptr;
    const double value = std::strtod(written.c_str(), &end);
    if (end == written.c_str()) return std::nullopt;
    if (*end == 'M') return value * 1e6;
    return value;
  }

 private:
  std::string_view cell_;
};

/// True when the row's figure follows from its inputs by construction: a test of units, no evidence for a model.
inline bool circular(const MeasuredRow& row) { return row["notes"].find("CIRCULAR") != std::string_view::npos; }

/// The whole cell as a number; nothing for ranges ("41-140") and texts.
inline std::optional<double> figure(const MeasuredRow& row) { return row.number("value"); }

/// The rule for a row's metric: an array of structs with a `metric`. nullptr: another plugin's row.
template <class Rules>
const auto* rule_for(const Rules& rules, const MeasuredRow& row) {
  for (const auto& rule : rules)
    if (rule.metric == row["metric"]) return &rule;
  return static_cast<decltype(&rules[0])>(nullptr);
}

/// What every translation begins with: the measured figure and its unit; foreign without a rule.
inline Translation begun(const MeasuredRow& row, bool known) {
  Translation out;
  out.foreign = !known;
  out.unit = row["unit"];
  out.measured = figure(row).value_or(0);
  return out;
}

}  // namespace fleetline::facilities
