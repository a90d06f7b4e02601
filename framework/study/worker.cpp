#include "worker.hpp"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <limits>

#include "fleetline/text.hpp"
#include "fleetline/units.hpp"
#include "placed_error.hpp"

namespace fleetline {
namespace {

/// FNV-1a: the same for a name on every machine and in every version.
std::uint32_t hash_of(std::string_view name) {
  std::uint32_t h = 2166136261u;
  for (unsigned char c : name) h = (h ^ c) * 16777619u;
  return h;
}

}  // namespace

StageAccess::StageAccess(const Stage& stage) : key(hash_of(stage.name)) {
  for (const Field& f : stage.outputs().fields()) {
    if (f.codec.plain_double) finite.push_back(f.offset);
    else if (f.codec.optional) optional.push_back(&f);
    else if (f.codec.type == FieldType::choice) coded.push_back(&f);
    else if (f.codec.view) lists.push_back(&f);
  }
}

PlanRun::PlanRun(const Plan& p) : plan(p) {
  for (const Stage& s : plan.stages) {
    preparations.emplace_back(s.prepared.count);
    access.emplace_back(s);
  }
  // The cases of one search run one after another; and those that share a preparation: what shapes preparations varies slowest.
  const auto searched = [&](std::uint32_t d) { return plan.search && plan.search->over[d]; };
  const auto shapes = [&](std::uint32_t d) {
    return std::any_of(plan.stages.begin(), plan.stages.end(), [&](const Stage& s) { return s.prepared.uses(d); });
  };
  const auto add = [&](auto&& wanted) {
    for (std::uint32_t d = 0; d < plan.dimensions.size(); ++d)
      if (wanted(d)) order.push_back(d);
  };
  line = monotone_line(plan);
  const auto last = [&](std::uint32_t d) { return line && line->dimension == d; };
  if (plan.search) add([&](std::uint32_t d) { return !searched(d); });
  for (bool shaping : {true, false}) add([&](std::uint32_t d) { return (!plan.search || searched(d)) && !last(d) && shapes(d) == shaping; });
  add(last);
}

Worker::Worker(PlanRun& run) : run_(run), digits_(run.plan.dimensions.size(), 0), strides_(run.plan.dimensions.size(), 1) {
  for (std::size_t d = strides_.size(); d-- > 1;) strides_[d - 1] = strides_[d] * run_.plan.dimensions[d].size;
  for (const Stage& s : run_.plan.stages) {
    StageState& state = stages_.emplace_back();
    state.params = s.params;
    state.inputs = s.inputs;
    state.outputs = Box(s.outputs());
    state.blank = Box(s.outputs());
    state.scratch = at_boundary(s.name, [&] { return s.solver->make_scratch(); });
  }
  slots_.assign(run_.plan.slots.size(), std::numeric_limits<double>::quiet_NaN());
}

void Worker::apply_axes(std::uint32_t dimension) {
  const std::uint32_t digit = digits_[dimension];
  for (std::size_t i = 0; i < stages_.size(); ++i)
    for (const StageAxis& axis : run_.plan.stages[i].axes) {
      if (axis.dimension != dimension) continue;
      Box& target = axis.input ? stages_[i].inputs : stages_[i].params;
      void* member = axis.field->in(target.data());
      if (!axis.numbers.empty()) axis.field->codec.set(member, axis.numbers[digit]);
      else axis.field->codec.assign(member, axis.field->in(axis.boxes[digit].data()));
    }
}

void Worker::set_digits(std::uint64_t position) {
  row_ = 0;
  for (std::size_t k = run_.order.size(); k-- > 0;) {
    const std::uint32_t d = run_.order[k];
    digits_[d] = static_cast<std::uint32_t>(position % run_.plan.dimensions[d].size);
    position /= run_.plan.dimensions[d].size;
    row_ += digits_[d] * strides_[d];
    apply_axes(d);
  }
}

void Worker::place(std::uint64_t position) {
  if (position != position_ + 1 || position == 0) {
    set_digits(position);
  } else {
    for (std::size_t k = run_.order.size(); k-- > 0;) {
      const std::uint32_t d = run_.order[k];
      const bool carry = ++digits_[d] == run_.plan.dimensions[d].size;
      if (carry) {
        digits_[d] = 0;
        row_ -= (run_.plan.dimensions[d].size - 1) * strides_[d];
      } else {
        row_ += strides_[d];
      }
      apply_axes(d);
      if (!carry) break;
    }
  }
  position_ = position;
}

void Worker::place_row(std::uint64_t row) {
  row_ = row;
  position_ = ~std::uint64_t{0};
  for (std::uint32_t d = 0; d < digits_.size(); ++d) {
    digits_[d] = static_cast<std::uint32_t>(row / strides_[d] % run_.plan.dimensions[d].size);
    apply_axes(d);
  }
}

namespace {

/// The cross-field check of swept parameters, which no single value shows.
void check_parameters(const Stage& stage, const Box& params) {
  if (stage.axes.empty() || !params.schema()->has_check()) return;
  Problems problems;
  ReadContext context{problems, nullptr, {}};
  params.schema()->check(params.data(), *stage.table.table(), context);
  problems.raise();
}

}  // namespace

Outcome Worker::check_outputs(std::size_t i) const {
  const StageAccess& access = run_.access[i];
  const Stage& stage = run_.plan.stages[i];
  const char* out = static_cast<const char*>(stages_[i].outputs.data());
  const auto failed = [&](const Field& f, std::string_view what) {
    return Outcome::failed(cat("solver '", stage.loaded.component->name, "' gave ", f.name, what));
  };
  for (std::size_t offset : access.finite) {
    double value;
    std::memcpy(&value, out + offset, sizeof value);
    if (std::isfinite(value)) continue;
    for (const Field& f : stage.outputs().fields())
      if (f.offset == offset) return failed(f, std::isnan(value) ? ", which is not a number" : ", which is infinite");
  }
  for (const Field* f : access.optional)
    if (std::isinf(f->codec.get(f->in(out)))) return failed(*f, ", which is infinite");
  for (const Field* f : access.lists)
    for (const double value : f->codec.view(f->in(out)))
      if (!std::isfinite(value)) return failed(*f, ", in which one value is not finite");
  for (const Field* f : access.coded) {
    const int code = static_cast<int>(f->codec.get(f->in(out)));
    if (std::none_of(f->choices.begin(), f->choices.end(), [&](const Choice& c) { return c.value == code; }))
      return failed(*f, cat(" = choice ", code, ", which is not declared"));
  }
  return {};
}

Outcome Worker::hand_over(const Stage& stage, const Binding& b, Box& inputs) const {
  const void* output = b.output->in(stages_[b.stage].outputs.data());
  void* input = b.input->in(inputs.data());
  const auto outside = [&](double value) {
    return Outcome::failed(cat("stage '", stage.name, "' cannot work with ", run_.plan.stages[b.stage].name, ".", b.output->name, " = ",
                               write_short(value, b.input->dimension), " as its input '", b.input->name, "'"), true);
  };
  if (b.output->codec.view) {
    const std::span<const double> values = b.output->codec.view(output);
    for (const double value : values)
      if (!within(b.input->options.range, value)) return outside(value);
    return b.input->codec.take(input, values), Outcome{};
  }
  const double value = b.output->codec.get(output);
  if (std::isnan(value) && !b.input->codec.optional)
    return Outcome::failed(cat("stage '", stage.name, "' needs ", run_.plan.stages[b.stage].name, ".", b.output->name, ", which has no value here"), true);
  if (!std::isnan(value) && !within(b.input->options.range, value)) return outside(value);
  return b.input->codec.set(input, value), Outcome{};
}

Outcome Worker::solve_stage(std::size_t i, Detail* detail) {
  const Stage& stage = run_.plan.stages[i];
  StageState& state = stages_[i];
  for (const Binding& b : stage.bindings)
    if (Outcome handed = hand_over(stage, b, state.inputs); !handed.ok()) return handed;
  check_parameters(stage, state.params);
  const Preparation& preparation = prepare(i);
  if (!preparation.made) return Outcome::failed(preparation.error, preparation.bad_input);
  std::memcpy(state.outputs.data(), state.blank.data(), stage.outputs().size());  // outputs are trivially copyable
  Answer answer{state.outputs.data(), detail};
  Status status = at_boundary(stage.name, [&] {
    return stage.solver->solve(*preparation.made, case_of(i), state.scratch.get(), answer);
  });
  if (status.code == Status::Code::failed) return Outcome::failed(status.text());
  Outcome checked = check_outputs(i);
  if (!checked.ok()) return checked;
  state.solved = true;
  state.refused = status.code == Status::Code::infeasible;
  if (state.refused) state.told.fill(status, stage, state.params.data(), state.inputs.data(), state.outputs.data());
  return {status};
}

Outcome Worker::solve(std::vector<Detail>* details) {
  for (StageState& s : stages_) s.solved = false;
  Outcome outcome;
  for (std::size_t i = 0; i < stages_.size() && outcome.ok(); ++i) {
    try {
      outcome = solve_stage(i, details ? &(*details)[i] : nullptr);
    } catch (const InputError& e) {
      outcome = Outcome::failed(placed(e, run_.plan.stages[i], run_.plan.registry), true);
    } catch (const std::exception& e) {
      outcome = Outcome::failed(e.what());
    }
  }
  fill_slots();
  return outcome.ok() ? check_derived() : outcome;
}

/// A division by zero in a scenario's expression is no answer; absence (NaN) spreads, infinity must not.
Outcome Worker::check_derived() const {
  const std::deque<Slot>& slots = run_.plan.slots;
  for (std::size_t i = 0; i < slots.size(); ++i)
    if (slots[i].kind == Slot::Kind::derived && std::isinf(slots_[i]))
      return Outcome::failed(cat("[derive] ", slots[i].name, " = ", run_.plan.derived[slots[i].derived].text(), " is infinite"), true);
  return {};
}

/// A stage that was not reached, or failed, has no outputs. Nor has an infeasible one those that its solver did not set: a throughput
/// of 0 would be read, and summed, as an answer.
double Worker::output_of(std::size_t i, const Field& field) const {
  const StageState& state = stages_[i];
  if (!state.solved) return std::numeric_limits<double>::quiet_NaN();
  const double value = field.codec.get(field.in(state.outputs.data()));
  const bool untouched = state.refused && value == field.codec.get(field.in(state.blank.data()));
  return untouched ? std::numeric_limits<double>::quiet_NaN() : value;
}

void Worker::fill_slots() {
  const std::deque<Slot>& slots = run_.plan.slots;
  for (std::size_t i = 0; i < slots.size(); ++i) {
    const Slot& slot = slots[i];
    switch (slot.kind) {
      case Slot::Kind::output: slots_[i] = output_of(slot.stage, *slot.field); break;
      case Slot::Kind::param: slots_[i] = slot.field->codec.get(slot.field->in(std::as_const(stages_[slot.stage].params).data())); break;
      case Slot::Kind::input: slots_[i] = slot.field->codec.get(slot.field->in(std::as_const(stages_[slot.stage].inputs).data())); break;
      case Slot::Kind::table: slots_[i] = slot.entries[slot.selector.index(digits_.data())]; break;
      case Slot::Kind::derived: slots_[i] = run_.plan.derived[slot.derived].evaluate(slots_.data()); break;
    }
  }
}

}  // namespace fleetline
