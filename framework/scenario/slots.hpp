// Slots as names make them: of a field of a stage, or a table of values that axes choose from.
#pragma once

#include "plan.hpp"

namespace fleetline {

/// The value of a numeric field, with its unit, type and labels.
Slot slot_of(Slot::Kind kind, std::uint32_t stage, const Field& field, std::string name);

/// One entry per value that `selector` picks: numbers of one dimension if that is what the values are, their texts otherwise.
Slot table_slot(std::string name, Selector selector, const std::vector<Value>& values);

/// Lends unit and doc of the subject's parameter that a table slot of numbers shows, if it shows one.
void describe_by_subject(Slot& slot, const std::vector<Subject>& subjects);

/// The parameters of a subject's kind; nullptr: a fleet has none, nor has what could not be resolved.
const AnySchema* schema_of(const Subject& subject);

/// Gives `plan` a slot, shown first, for what another variant of the scenario sweeps at `path` and this one fixes. Without a value
/// at that place there is nothing to show. `root` is the plan's variant as written.
void show_fixed_axis(Plan& plan, const std::string& path, const Value& root);

}  // namespace fleetline
