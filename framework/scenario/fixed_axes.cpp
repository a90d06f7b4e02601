// A name that one variant sweeps identifies the cases of all: the others show the value that they fix.
#include <algorithm>

#include "fleetline/text.hpp"
#include "names.hpp"
#include "slots.hpp"

namespace fleetline {
namespace {

/// What follows `head` in a path such as "hardware.peak.fp16" or "solve.x.list[2]"; nothing when the path does not lie there.
std::optional<std::string_view> below(std::string_view path, std::string_view head) {
  if (!path.starts_with(head)) return {};
  path.remove_prefix(head.size());
  if (path.empty() || path.front() == '.' || path.front() == '[') return path;
  return {};
}

/// The subject itself ("hardware.use" means "hardware"): as it was written. A place inside: what each instance has there.
std::optional<Slot> fixed_in_subject(const Subject& subject, std::string_view rest, const std::string& name, const Value& root) {
  if (rest.empty())
    if (const Value* written = find_place(root, subject.path)) return table_slot(name, {}, {*written});
  std::vector<Value> values;
  for (const SubjectInstance& s : subject.instances) {
    const Value* value = rest.empty() ? nullptr : find_place(s.table, rest);
    if (value == nullptr && !rest.empty()) return {};
    values.push_back(value ? *value : Value(s.name, {}));
  }
  return table_slot(name, subject.selector, values);
}

/// A numeric parameter or input shows itself; anything else, the text it was given or starts with.
std::optional<Slot> fixed_in_stage(const Stage& stage, std::uint32_t index, std::string_view rest, const std::string& name) {
  if (rest.empty()) return {};
  rest.remove_prefix(1);
  const bool input = rest.starts_with("inputs.");
  if (input) rest.remove_prefix(7);
  const AnySchema* schema = input ? stage.loaded.component->inputs : stage.loaded.component->params;
  const std::string_view key = rest.substr(0, std::min(rest.find('.'), rest.find('[')));
  const Field* field = schema ? schema->find(key) : nullptr;
  if (!field) return {};
  if (key == rest && field->numeric()) return slot_of(input ? Slot::Kind::input : Slot::Kind::param, index, *field, name);
  if (const Value* written = find_place(input ? stage.input_table : stage.table, rest)) return table_slot(name, {}, {*written});
  if (key != rest) return {};
  return table_slot(name, {}, {Value(field->codec.write(field->in((input ? stage.inputs : stage.params).data()), *field), {})});
}

std::optional<Slot> fixed_slot(const Plan& plan, std::string_view path, const Value& root) {
  const std::string name = axis_name(path);
  if (path.ends_with(".use")) path.remove_suffix(4);
  for (const Subject& subject : plan.subjects)
    if (const auto rest = below(path, subject.path)) return fixed_in_subject(subject, *rest, name, root);
  for (std::uint32_t i = 0; i < plan.stages.size(); ++i)
    if (const auto rest = below(path, cat("solve.", plan.stages[i].name))) return fixed_in_stage(plan.stages[i], i, *rest, name);
  return {};
}

}  // namespace

void show_fixed_axis(Plan& plan, const std::string& path, const Value& root) {
  const auto shown = [&](std::uint32_t slot) { return plan.slots[slot].name == axis_name(path); };
  if (std::any_of(plan.columns.begin(), plan.columns.end(), shown)) return;
  std::optional<Slot> slot = fixed_slot(plan, path, root);
  if (!slot) return;
  slot->axis = true;
  describe_by_subject(*slot, plan.subjects);
  const auto after_axes = std::find_if(plan.columns.begin(), plan.columns.end(), [&](std::uint32_t c) { return !plan.slots[c].axis; });
  plan.columns.insert(after_axes, static_cast<std::uint32_t>(plan.slots.size()));
  plan.slots.push_back(std::move(*slot));
}

}  // namespace fleetline
