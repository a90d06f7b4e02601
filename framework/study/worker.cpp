#include "worker.hpp"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <limits>

#include "fleetline/text.hpp"
#include "fleetline/units.hpp"
#include "topology/built_fleet.hpp"

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
  }
}

PlanRun::PlanRun(const Plan& p) : plan(p) {
  for (const Stage& s : plan.stages) {
    preparations.emplace_back(s.prepared.count);
    access.emplace_back(s);
  }
  // Cases that share a preparation run one after another: what shapes preparations varies slowest.
  for (bool shaping : {true, false})
    for (std::uint32_t d = 0; d < plan.dimensions.size(); ++d) {
      const bool shapes = std::any_of(plan.stages.begin(), plan.stages.end(), [&](const Stage& s) { return s.prepared.uses(d); });
      if (shapes == shaping) order.push_back(d);
    }
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

/// A workload or solver knows what is wrong but not where it was written: the parameter of that name, or else the stage.
std::string placed(const InputError& error, const Stage& stage) {
  std::string out;
  for (Problem p : error.problems()) {
    const std::string_view last = std::string_view(p.path).substr(p.path.rfind('.') + 1);
    const Value* written = stage.table.table()->find(last);
    if (!p.where) p.where = written ? written->where : stage.where;
    p.path = cat("solve.", stage.name, written ? cat(".", last) : std::string());
    out += cat(out.empty() ? "" : "\n\n", p.text());
  }
  return out;
}

/// An object's code stands in the library that made it: the handle keeps both.
void keep_library(const Stage& stage, Prepared& prepared) {
  const auto kept = [&]<class T>(std::shared_ptr<const T>& object) {
    if (!object) return;
    auto both = std::make_shared<std::pair<std::shared_ptr<const Library>, std::shared_ptr<const T>>>(stage.loaded.library, object);
    object = std::shared_ptr<const T>(both, object.get());
  };
  for (Object& o : prepared.objects) {
    kept(o.workload);
    kept(o.hardware);
  }
}

/// The cross-field check of swept parameters, which no single value shows.
void check_parameters(const Stage& stage, const Box& params) {
  if (stage.axes.empty() || !params.schema()->has_check()) return;
  Problems problems;
  ReadContext context{problems, nullptr, {}};
  params.schema()->check(params.data(), *stage.table.table(), context);
  problems.raise();
}

}  // namespace

Subjects Worker::subjects_of(const Stage& stage, Preparation& preparation) const {
  using Kind = SubjectSource::Kind;
  const auto instance = [&](const SubjectSource& source) {
    const Subject& s = run_.plan.subjects[source.index];
    return &s.instances[s.selector.index(digits_.data())];
  };
  const auto object = [&](const SubjectSource& source) -> const Object& { return stages_[source.index].preparation->made->objects.at(source.object); };
  Subjects subjects;
  if (stage.workload.kind == Kind::subject) subjects.workload = instance(stage.workload)->workload.get();
  if (stage.hardware.kind == Kind::subject) {
    subjects.hardware = instance(stage.hardware)->hardware.get();
    subjects.fleet = instance(stage.hardware)->fleet.get();
  }
  if (stage.workload.kind == Kind::object) {
    preparation.uses.push_back(object(stage.workload).workload);
    subjects.workload = object(stage.workload).workload.get();
  }
  if (stage.hardware.kind == Kind::object) {
    const std::shared_ptr<const Fleet> fleet = fleet_of_one(object(stage.hardware).hardware);
    preparation.uses.push_back(fleet);
    subjects.hardware = object(stage.hardware).hardware.get();
    subjects.fleet = fleet.get();
  }
  if (stage.fleet.kind == Kind::subject) subjects.fleet = instance(stage.fleet)->fleet.get();
  return subjects;
}

Preparation Worker::make_preparation(std::size_t i) const {
  const Stage& stage = run_.plan.stages[i];
  const std::string component = cat("solver '", stage.loaded.component->name, "'");
  Preparation out;
  try {
    const Subjects subjects = subjects_of(stage, out);
    auto made = at_boundary(component, [&] { return stage.solver->prepare(subjects, case_of(i)); });
    if (!made) out.error = component + " prepared nothing";
    else if (made->objects.size() != stage.loaded.component->objects.size()) out.error = cat(component, " made ", made->objects.size(), " objects and declares ", stage.loaded.component->objects.size());
    else keep_library(stage, *made), out.made = std::move(made);
  } catch (const InputError& e) {
    out.error = placed(e, stage);
    out.bad_input = true;
  } catch (const std::exception& e) {
    out.error = e.what();
  }
  return out;
}

Case Worker::case_of(std::size_t i) const {
  return {stages_[i].params.data(), stages_[i].inputs.data(), {run_.plan.seed, 0, run_.access[i].key}};
}

const Preparation& Worker::prepare(std::size_t i) {
  StageState& state = stages_[i];
  const std::size_t index = run_.plan.stages[i].prepared.index(digits_.data());
  if (index != state.prepared_index) {
    state.preparation = run_.preparations[i].get(index, state.own, [&] { return make_preparation(i); });
    state.prepared_index = index;
  }
  return *state.preparation;
}

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
  for (const Field* f : access.coded) {
    const int code = static_cast<int>(f->codec.get(f->in(out)));
    if (std::none_of(f->choices.begin(), f->choices.end(), [&](const Choice& c) { return c.value == code; }))
      return failed(*f, cat(" = choice ", code, ", which is not declared"));
  }
  return {};
}

Outcome Worker::solve_stage(std::size_t i, Detail* detail) {
  const Stage& stage = run_.plan.stages[i];
  StageState& state = stages_[i];
  for (const Binding& b : stage.bindings) {
    const double value = b.output->codec.get(b.output->in(stages_[b.stage].outputs.data()));
    if (std::isnan(value) && b.input->codec.optional) {
      b.input->codec.set(b.input->in(state.inputs.data()), value);
      continue;
    }
    if (std::isnan(value)) return Outcome::failed(cat("stage '", stage.name, "' needs ", run_.plan.stages[b.stage].name, ".", b.output->name, ", which has no value here"), true);
    if (!within(b.input->options.range, value))
      return Outcome::failed(cat("stage '", stage.name, "' cannot work with ", run_.plan.stages[b.stage].name, ".", b.output->name, " = ",
                                 write_short(value, b.input->dimension), " as its input '", b.input->name, "'"), true);
    b.input->codec.set(b.input->in(state.inputs.data()), value);
  }
  check_parameters(stage, state.params);
  const Preparation& preparation = prepare(i);
  if (!preparation.made) return Outcome::failed(preparation.error, preparation.bad_input);
  std::memcpy(state.outputs.data(), state.blank.data(), stage.outputs().size());  // outputs are trivially copyable
  Answer answer{state.outputs.data(), detail};
  const Status status = at_boundary(stage.name, [&] {
    return stage.solver->solve(*preparation.made, case_of(i), state.scratch.get(), answer);
  });
  if (status.code == Status::Code::failed) return Outcome::failed(status.text());
  Outcome checked = check_outputs(i);
  if (!checked.ok()) return checked;
  state.solved = true;
  return {status};
}

Outcome Worker::solve(std::vector<Detail>* details) {
  for (StageState& s : stages_) s.solved = false;
  Outcome outcome;
  for (std::size_t i = 0; i < stages_.size() && outcome.ok(); ++i) {
    try {
      outcome = solve_stage(i, details ? &(*details)[i] : nullptr);
    } catch (const InputError& e) {
      outcome = Outcome::failed(placed(e, run_.plan.stages[i]), true);
    } catch (const std::exception& e) {
      outcome = Outcome::failed(e.what());
    }
  }
  fill_slots();
  return outcome;
}

void Worker::fill_slots() {
  const std::deque<Slot>& slots = run_.plan.slots;
  for (std::size_t i = 0; i < slots.size(); ++i) {
    const Slot& slot = slots[i];
    switch (slot.kind) {
      case Slot::Kind::output:
        // A stage that was not reached, or failed, has no outputs.
        slots_[i] = stages_[slot.stage].solved ? slot.field->codec.get(slot.field->in(std::as_const(stages_[slot.stage].outputs).data()))
                                               : std::numeric_limits<double>::quiet_NaN();
        break;
      case Slot::Kind::param: slots_[i] = slot.field->codec.get(slot.field->in(std::as_const(stages_[slot.stage].params).data())); break;
      case Slot::Kind::input: slots_[i] = slot.field->codec.get(slot.field->in(std::as_const(stages_[slot.stage].inputs).data())); break;
      case Slot::Kind::table: slots_[i] = slot.entries[slot.selector.index(digits_.data())]; break;
      case Slot::Kind::derived: slots_[i] = run_.plan.derived[slot.derived].evaluate(slots_.data()); break;
    }
  }
}

}  // namespace fleetline
