// The sections of a scenario around its stages: which keys there may be, [show], [[expect]].
#pragma once

#include "names.hpp"

namespace fleetline {

/// Unknown sections, sections of the wrong type, and a scenario without stages.
void check_sections(const Value& root, Problems& problems);

/// [show] columns and tables; without it every axis and every headline output.
void plan_columns(Plan& plan, const Value& root, const std::vector<PlacedAxis>& axes, SlotNames& names, Problems& problems);

/// The text of a condition, and where it is written.
struct Condition {
  std::string text;
  Where where;
};

/// An expression that is a condition; nothing after adding a problem.
std::optional<Expression> compile_condition(const Condition& condition, const std::string& path, SlotNames& names, Problems& problems);

/// [[expect]]: that = "EXPRESSION", or metric with below, above, at_most, at_least, equals (and tolerance) or is; where = "EXPRESSION".
void plan_expectations(Plan& plan, const Value& root, SlotNames& names, Problems& problems);

}  // namespace fleetline
