// What a worker does once per distinct preparation: subjects, the call across the boundary, and who keeps what alive.
#include "fleetline/text.hpp"
#include "placed_error.hpp"
#include "topology/built_fleet.hpp"
#include "worker.hpp"

namespace fleetline {
namespace {

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
    else if (made->objects.size() != stage.loaded.component->objects.size()) out.error = cat(component, " made ", counted_as(made->objects.size(), "object"), " and declares ", stage.loaded.component->objects.size());
    else keep_library(stage, *made), out.made = std::move(made);
  } catch (const InputError& e) {
    out.error = placed(e, stage, run_.plan.registry);
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

}  // namespace fleetline
