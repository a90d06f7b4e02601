#include "bound.hpp"

#include <algorithm>

#include "fleetline/text.hpp"
#include "prepared.hpp"

namespace fleetline {
namespace {

using Kind = SubjectSource::Kind;

/// True when a stage, or anything it rests on, depends on the dimension by another way than its parameter `except`.
bool depends(const Plan& plan, std::uint32_t stage, std::uint32_t dimension, const Field* except) {
  const Stage& s = plan.stages[stage];
  for (const StageAxis& a : s.axes)
    if (a.dimension == dimension && a.field != except) return true;
  for (const SubjectSource& source : {s.workload, s.hardware, s.fleet}) {
    if (source.kind == Kind::subject && plan.subjects[source.index].selector.uses(dimension)) return true;
    if (source.kind == Kind::object && depends(plan, source.index, dimension, nullptr)) return true;
  }
  return std::any_of(s.bindings.begin(), s.bindings.end(), [&](const Binding& b) { return depends(plan, b.stage, dimension, nullptr); });
}

/// +1: ascending, -1: descending, 0: neither.
int order_of(const std::vector<double>& values) {
  if (values.size() < 2) return 0;
  if (std::is_sorted(values.begin(), values.end(), [](double a, double b) { return a <= b; })) return 1;
  return std::is_sorted(values.begin(), values.end(), [](double a, double b) { return a >= b; }) ? -1 : 0;
}

const Monotone* promise(const Stage& stage, const Slot& output, const Field& parameter) {
  for (const Monotone& m : stage.loaded.component->promises)
    if (m.output == output.field->name && m.parameter == parameter.name && m.direction != Direction::none) return &m;
  return nullptr;
}

}  // namespace

std::optional<MonotoneLine> monotone_line(const Plan& plan) {
  std::optional<MonotoneLine> best;
  if (!plan.search || plan.search->objectives.size() != 1) return best;
  const Objective& objective = plan.search->objectives.front();
  const Slot& slot = plan.slots[objective.slot];
  if (slot.kind != Slot::Kind::output) return best;
  const Stage& stage = plan.stages[slot.stage];
  // Its dimension will be the fastest: where preparations are too many to keep, that would make them again for every case.
  const auto costly = [&](std::uint32_t d) {
    return std::any_of(plan.stages.begin(), plan.stages.end(), [&](const Stage& s) { return s.prepared.uses(d) && s.prepared.count > PreparationTable::shared_limit; });
  };
  for (const StageAxis& axis : stage.axes) {
    const int order = order_of(axis.numbers);
    const Monotone* m = axis.input || order == 0 || !plan.search->over[axis.dimension] ? nullptr : promise(stage, slot, *axis.field);
    if (!m || costly(axis.dimension) || depends(plan, slot.stage, axis.dimension, axis.field)) continue;
    if (best && plan.dimensions[axis.dimension].size <= plan.dimensions[best->dimension].size) continue;
    const bool rises = m->direction == Direction::higher;
    best = MonotoneLine{axis.dimension, (rises != objective.maximise) == (order > 0),
                        cat(slot.field->name, rises ? " never falls when " : " never rises when ", axis.field->name, " rises, as solver '", stage.loaded.component->name, "' promises")};
  }
  return best;
}

}  // namespace fleetline
