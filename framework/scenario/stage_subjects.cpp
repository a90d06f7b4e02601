// Which workload and hardware each stage is asked about, and which swept axes reach it.
#include <algorithm>

#include "fleetline/text.hpp"
#include "stages.hpp"

namespace fleetline {
namespace {

/// "compression.workload" -> the object another stage makes.
std::optional<SubjectSource> find_object(const std::vector<Stage>& stages, const Stage& self, const Value& written, const std::string& path,
                                         Problems& problems) {
  if (!written.text()) return {};
  const std::string& text = *written.text();
  const std::size_t dot = text.find('.');
  if (dot == std::string::npos) return {};
  for (std::size_t i = 0; i < stages.size(); ++i) {
    if (stages[i].name != text.substr(0, dot) || &stages[i] == &self) continue;
    const std::vector<std::string>& objects = stages[i].loaded.component->objects;
    const auto it = std::find(objects.begin(), objects.end(), text.substr(dot + 1));
    if (it != objects.end())
      return SubjectSource{SubjectSource::Kind::object, static_cast<std::uint32_t>(i), static_cast<std::uint32_t>(it - objects.begin())};
    const std::vector<std::string_view> names(objects.begin(), objects.end());
    problems.add(written.where, path, cat("stage '", stages[i].name, "' makes no object '", text.substr(dot + 1), "'"),
                 names.empty() ? std::string("a stage that makes objects; this one makes none") : one_of(names));
    return SubjectSource{};
  }
  return {};
}

std::optional<std::uint32_t> subject_at(const std::vector<Subject>& subjects, std::string_view path) {
  for (std::size_t i = 0; i < subjects.size(); ++i)
    if (subjects[i].path == path) return static_cast<std::uint32_t>(i);
  return {};
}

void bind_subject(Noun noun, std::string_view key, bool needed, const Value& own, Stage& stage, SubjectSource& source,
                  std::vector<Stage>& stages, std::vector<Subject>& subjects, const std::vector<PlacedAxis>& axes, Session& session, Problems& problems) {
  const std::string path = cat("solve.", stage.name, ".", key);
  if (own.data.index() != 0) {
    if (auto object = find_object(stages, stage, own, path, problems)) {
      source = *object;
      return;
    }
    subjects.push_back(resolve_swept_subject(noun, own, path, at_or_below(axes, path), session, problems));
    source = {SubjectSource::Kind::subject, static_cast<std::uint32_t>(subjects.size() - 1), 0};
    return;
  }
  if (const auto shared = subject_at(subjects, key)) source = {SubjectSource::Kind::subject, *shared, 0};
  else if (needed)
    problems.add(stage.where, path, cat("solver '", stage.loaded.component->name, "' needs a ", key, ", and the scenario has none"),
                 cat("[", key, "] with use = \"NAME\" or kind = \"KIND\""));
}

/// A nested place is swept by reading the whole field again with one value put in.
void read_axis_value(const Stage& stage, const Field& field, std::string_view below, const Value& value, Box& into, ReadContext& context) {
  if (below.empty()) return field.codec.read(field.in(into.data()), value, field, context);
  Value whole = *stage.table.table()->find(field.name);
  substitute(whole, below, value);
  field.codec.read(field.in(into.data()), whole, field, context);
}

/// The field an axis path names below its stage, and what remains of the path.
struct AxisTarget {
  const Field* field = nullptr;
  bool input = false;
  std::string_view below;
};

AxisTarget target_of(const Stage& stage, std::string_view path) {
  path.remove_prefix(cat("solve.", stage.name, ".").size());
  const bool input = path.starts_with("inputs.");
  if (input) path.remove_prefix(7);
  const std::size_t end = std::min({path.find('.'), path.find('['), path.size()});
  const AnySchema* schema = input ? stage.loaded.component->inputs : stage.loaded.component->params;
  return {schema ? schema->find(path.substr(0, end)) : nullptr, input, path.substr(end)};
}

void place_axis(Stage& stage, const PlacedAxis& placed, Session& session, Problems& problems) {
  const AxisTarget target = target_of(stage, placed.axis->path);
  if (target.field == nullptr) return;  // an unknown parameter, reported when the stage was read
  StageAxis axis{placed.dimension, target.field, target.input, {}, {}};
  RegistryRecords records(session);
  ReadContext context{problems, &records, target.input ? cat("solve.", stage.name, ".inputs") : cat("solve.", stage.name)};
  const Box& base = target.input ? stage.inputs : stage.params;
  Box value(base);
  const auto reported = [&](const Value& v) {  // with the stage, whose first case has the first values
    return std::any_of(problems.list().begin(), problems.list().end(), [&](const Problem& p) { return p.where == v.where; });
  };
  for (const Value& written : placed.axis->values) {
    if (!problems.empty() && reported(written)) continue;
    read_axis_value(stage, *target.field, target.below, written, value, context);
    if (target.field->numeric()) axis.numbers.push_back(target.field->codec.get(target.field->in(value.data())));
    else axis.boxes.push_back(value);
    if (problems.size() > 20) return;  // a sweep can be wrong a million times over
  }
  stage.axes.push_back(std::move(axis));
}

/// Every dimension that the outputs of a stage can depend on.
void add_influences(const Stage& stage, const std::vector<Stage>& stages, const std::vector<PlanDimension>& dimensions, Selector& selector) {
  const auto add = [&](std::uint32_t d) {
    if (!selector.uses(d)) selector.add(d, dimensions[d].size);
  };
  for (const StageAxis& axis : stage.axes) add(axis.dimension);
  for (const Selector::Term& t : stage.prepared.terms) add(t.dimension);
  for (const Binding& b : stage.bindings) add_influences(stages[b.stage], stages, dimensions, selector);
}

void complete_selector(Stage& stage, const std::vector<Stage>& stages, const std::vector<Subject>& subjects,
                       const std::vector<PlanDimension>& dimensions) {
  const auto add = [&](std::uint32_t d) {
    if (!stage.prepared.uses(d)) stage.prepared.add(d, dimensions[d].size);
  };
  for (const StageAxis& axis : stage.axes)
    if (axis.field->options.shapes) add(axis.dimension);
  for (const Binding& b : stage.bindings)
    if (b.input->options.shapes) add_influences(stages[b.stage], stages, dimensions, stage.prepared);
  for (const SubjectSource& source : {stage.workload, stage.hardware, stage.fleet}) {
    if (source.kind == SubjectSource::Kind::none) continue;
    const Selector& from = source.kind == SubjectSource::Kind::subject ? subjects[source.index].selector : stages[source.index].prepared;
    for (const Selector::Term& t : from.terms) add(t.dimension);
  }
}

}  // namespace

std::vector<PlacedAxis> at_or_below(const std::vector<PlacedAxis>& axes, std::string_view path) {
  std::vector<PlacedAxis> out;
  for (const PlacedAxis& a : axes) {
    const std::string_view p = a.axis->path;
    if (p.starts_with(path) && (p.size() == path.size() || p[path.size()] == '.' || p[path.size()] == '[')) out.push_back(a);
  }
  return out;
}

void Selector::add(std::uint32_t dimension, std::size_t size) {
  for (Term& t : terms) t.stride *= size;
  terms.push_back({dimension, 1});
  count *= size;
}

bool Selector::uses(std::uint32_t dimension) const {
  return std::any_of(terms.begin(), terms.end(), [&](const Term& t) { return t.dimension == dimension; });
}

std::size_t Selector::digit(std::size_t index, std::uint32_t dimension, std::size_t size) const {
  for (const Term& t : terms)
    if (t.dimension == dimension) return index / t.stride % size;
  return 0;
}

std::uint64_t Plan::groups() const {
  std::uint64_t n = 1;
  for (std::size_t d = 0; d < dimensions.size(); ++d)
    if (!search || !search->over[d]) n *= dimensions[d].size;
  return n;
}

const Subject* Plan::subject(std::string_view path) const {
  const auto i = subject_at(subjects, path);
  return i ? &subjects[*i] : nullptr;
}

void bind_subjects(std::vector<Stage>& stages, std::vector<Subject>& subjects, const std::vector<PlacedAxis>& axes, Session& session,
                   Problems& problems) {
  for (Stage& stage : stages) {
    const Component& c = *stage.loaded.component;
    bind_subject(Noun::workload, "workload", c.needs_workload, stage.own_workload, stage, stage.workload, stages, subjects, axes, session, problems);
    bind_subject(Noun::hardware, "hardware", c.needs_hardware, stage.own_hardware, stage, stage.hardware, stages, subjects, axes, session, problems);
    if (const auto fleet = subject_at(subjects, "fleet")) stage.fleet = {SubjectSource::Kind::subject, *fleet, 0};
  }
}

void place_stage_axes(std::vector<Stage>& stages, const std::vector<PlacedAxis>& axes, Session& session, Problems& problems) {
  for (Stage& stage : stages)
    for (const PlacedAxis& a : at_or_below(axes, cat("solve.", stage.name))) {
      const std::string_view rest = std::string_view(a.axis->path).substr(cat("solve.", stage.name).size());
      if (rest.empty()) continue;  // a whole stage: reported
      if (rest == ".solver") problems.add(a.axis->where, a.axis->path, "a solver cannot be swept", "one [[variant]] per solver");
      else if (!rest.starts_with(".workload") && !rest.starts_with(".hardware")) place_axis(stage, a, session, problems);
    }
}

void complete_selectors(std::vector<Stage>& stages, const std::vector<Subject>& subjects, const std::vector<PlanDimension>& dimensions) {
  for (Stage& stage : stages) complete_selector(stage, stages, subjects, dimensions);  // in order: what it consumes is complete
}

}  // namespace fleetline
