#include "stages.hpp"

#include <algorithm>

#include "fleetline/text.hpp"
#include "stage_graph.hpp"
#include "strict.hpp"

namespace fleetline {
namespace {

/// Keys of a stage table that are not parameters of its solver.
constexpr std::string_view stage_keys[] = {"solver", "inputs", "workload", "hardware"};

Value without_stage_keys(const Value& written) {
  Value params = written;
  for (std::string_view key : stage_keys) params.table()->erase(key);
  return params;
}

std::string solver_of(const Table::Entry& entry, Problems& problems) {
  const Value* solver = entry.value.table()->find("solver");
  if (solver == nullptr) return entry.key;
  if (solver->text()) return *solver->text();
  if (!was_reported(*solver)) problems.add(solver->where, cat("solve.", entry.key, ".solver"), cat(solver->type_name(), " is not a solver"), "the name of a solver in quotes");
  return {};
}

/// The [inputs] of a stage; an empty table when there are none.
Value inputs_of(const Table::Entry& entry, Problems& problems) {
  const Value* inputs = entry.value.table()->find("inputs");
  if (inputs && inputs->table()) return *inputs;
  if (inputs && !was_reported(*inputs))
    problems.add(inputs->where, cat("solve.", entry.key, ".inputs"), cat(inputs->type_name(), " cannot be used here"),
                 "a table: inputs.NAME = ...");
  return Value(Table(), entry.where);
}

/// "roofline.latency" -> stage index and output, if there are such.
struct OutputRef {
  std::size_t stage = 0;
  const Field* field = nullptr;
};

std::optional<std::size_t> stage_named(const std::vector<Stage>& stages, std::string_view name) {
  for (std::size_t i = 0; i < stages.size(); ++i)
    if (stages[i].name == name) return i;
  return {};
}

std::optional<OutputRef> find_output(const std::vector<Stage>& stages, std::string_view text) {
  const std::size_t dot = text.find('.');
  if (dot == std::string_view::npos) return {};
  const auto stage = stage_named(stages, text.substr(0, dot));
  if (!stage) return {};
  return OutputRef{*stage, stages[*stage].outputs().find(text.substr(dot + 1))};
}

bool is_literal(const Value& written, const std::vector<Stage>& stages) {
  return !written.text() || !find_output(stages, *written.text());
}

/// Numbers go to numbers and lists of them to such lists, of one dimension.
bool fits(const Field& output, const Field& input) {
  return output.dimension == input.dimension && (output.codec.view ? input.codec.take != nullptr : output.numeric() && input.numeric());
}

/// "a duration", "a list, each a power", "a text".
std::string kind_of(const Field& field) {
  if (field.codec.type == FieldType::text) return "a text";
  return cat(field.codec.type == FieldType::list ? "a list, each a " : "a ", name_of(field.dimension));
}

std::string path_of_input(const Stage& stage, const Field& input) { return cat("solve.", stage.name, ".inputs.", input.name); }

void bind_explicitly(Stage& stage, const Field& input, const Value& written, const std::vector<Stage>& stages, Problems& problems) {
  const OutputRef ref = *find_output(stages, *written.text());
  const Stage& from = stages[ref.stage];
  if (ref.field == nullptr) {
    std::vector<std::string_view> names;
    for (const Field& f : from.outputs().fields()) names.push_back(f.name);
    const std::string_view wanted = std::string_view(*written.text()).substr(from.name.size() + 1);
    problems.add(written.where, path_of_input(stage, input), cat("stage '", from.name, "' has no output '", wanted, "'"), one_of(names, 40),
                 std::string(nearest(wanted, names)));
  } else if (!fits(*ref.field, input)) {
    problems.add(written.where, path_of_input(stage, input), cat(*written.text(), " is ", kind_of(*ref.field), ", not ", kind_of(input)), std::string(input.doc));
  } else {
    stage.bindings.push_back({&input, static_cast<std::uint32_t>(ref.stage), ref.field});
  }
}

/// "parallelism.step_time or serving.step_time" over stages; over installed solvers when no stage has it.
std::string providers(const Field& input, const std::vector<Stage>& stages, const Stage& except, const Session& session) {
  std::vector<std::string> names;
  for (const Stage& s : stages)
    if (&s != &except)
      for (const Field& f : s.outputs().fields())
        if (f.name == input.name && fits(f, input)) names.push_back(cat(s.name, ".", f.name));
  std::string lead = "one of the stages: ";
  if (names.empty()) {
    lead = "a stage that provides it, with one of these solvers: ";
    for (std::string_view solver : session.plugins.names(Noun::solver)) {
      const Field* f = session.plugins.find(Noun::solver, solver).component->outputs->find(input.name);
      if (f && fits(*f, input)) names.emplace_back(solver);
    }
  }
  if (names.empty()) return cat("a value: inputs.", input.name, " = \"", example_of(input.dimension), "\"");
  return lead + one_of(std::vector<std::string_view>(names.begin(), names.end()));
}

void bind_by_name(Stage& stage, const Field& input, const std::vector<Stage>& stages, const Session& session, Problems& problems) {
  std::vector<OutputRef> found;
  for (std::size_t i = 0; i < stages.size(); ++i)
    if (const Field* f = stages[i].outputs().find(input.name); f && &stages[i] != &stage && fits(*f, input)) found.push_back({i, f});
  if (found.size() == 1)
    stage.bindings.push_back({&input, static_cast<std::uint32_t>(found.front().stage), found.front().field});
  else if (found.size() > 1)
    problems.add(stage.where, path_of_input(stage, input), "more than one stage provides it; choose", providers(input, stages, stage, session));
  else if (input.options.required)
    problems.add(stage.where, path_of_input(stage, input), cat("nothing provides it (", input.doc, ")"), providers(input, stages, stage, session));
}

/// A finer account is of the same work as the coarse one, or of none: where somebody wrote the coarse one, or another stage gives it, it would be
/// another fleet's.
void bind_finer(Stage& stage, const Field& input, const std::vector<Stage>& stages, const Session& session, Problems& problems) {
  const std::string_view coarse = input.options.refines;
  const auto bound = std::find_if(stage.bindings.begin(), stage.bindings.end(), [&](const Binding& b) { return b.input->name == coarse; });
  if (bound == stage.bindings.end()) {
    if (!stage.input_table.table()->find(coarse)) bind_by_name(stage, input, stages, session, problems);
    return;
  }
  const std::uint32_t from = bound->stage;
  if (const Field* f = stages[from].outputs().find(input.name); f && bound->output->name == coarse && fits(*f, input))
    stage.bindings.push_back({&input, from, f});
}

}  // namespace

std::vector<Stage> read_stages(const Value& solve, Session& session, Problems& problems) {
  std::vector<Stage> stages;
  RegistryRecords records(session);
  for (const Table::Entry& entry : solve.table()->entries()) {
    const std::string path = cat("solve.", entry.key);
    if (was_reported(entry.value)) continue;
    if (!entry.value.table()) {
      problems.add(entry.value.where, path, cat(entry.value.type_name(), " is not a stage"), cat("a table: [solve.", entry.key, "]"));
      continue;
    }
    if (!is_name(entry.key)) problems.add(entry.where, path, "not a name for a stage", "lower-case letters, digits, '-' and '_', a letter first");
    const std::string solver = solver_of(entry, problems);
    const Value* explicit_solver = entry.value.table()->find("solver");
    Stage stage;
    stage.name = entry.key;
    stage.where = entry.where;
    stage.loaded = solver.empty() ? Loaded{} : find_component(Noun::solver, solver, explicit_solver ? explicit_solver->where : entry.where, path, session, problems);
    if (!stage.loaded) continue;
    stage.solver = make_solver(stage.loaded);
    stage.table = without_stage_keys(entry.value);
    stage.params = Box(*stage.loaded.component->params);
    ReadContext context{problems, &records, path};
    stage.loaded.component->params->read(stage.params.data(), *stage.table.table(), entry.where, context);
    if (session.strict)
      refuse_guessed_defaults(*stage.loaded.component->params, stage.params.data(), *stage.table.table(), stage.where, path, problems);
    if (const AnySchema* inputs = stage.loaded.component->inputs) stage.inputs = Box(*inputs);
    stage.input_table = inputs_of(entry, problems);
    if (const Value* own = entry.value.table()->find("workload")) stage.own_workload = *own;
    if (const Value* own = entry.value.table()->find("hardware")) stage.own_hardware = *own;
    stages.push_back(std::move(stage));
  }
  return stages;
}

void bind_inputs(std::vector<Stage>& stages, const Session& session, Problems& problems) {
  for (Stage& stage : stages) {
    const AnySchema* schema = stage.loaded.component->inputs;
    std::vector<std::string_view> names;
    if (schema) for (const Field& f : schema->fields()) names.push_back(f.name);
    for (const Table::Entry& e : stage.input_table.table()->entries())
      if (!schema || !schema->find(e.key))
        problems.add(e.where, cat("solve.", stage.name, ".inputs.", e.key), "no such input", names.empty() ? "no inputs: this solver takes none" : one_of(names), std::string(nearest(e.key, names)));
    if (!schema) continue;
    ReadContext context{problems, nullptr, cat("solve.", stage.name, ".inputs")};
    std::vector<const Field*> finer;
    for (const Field& input : schema->fields()) {
      const Value* written = stage.input_table.table()->find(input.name);
      if (written && was_reported(*written)) continue;
      if (!written && !input.options.refines.empty()) finer.push_back(&input);
      else if (!written) bind_by_name(stage, input, stages, session, problems);
      else if (is_literal(*written, stages)) input.codec.read(input.in(stage.inputs.data()), *written, input, context);
      else bind_explicitly(stage, input, *written, stages, problems);
    }
    for (const Field* input : finer) bind_finer(stage, *input, stages, session, problems);
  }
}

void order_stages(std::vector<Stage>& stages, Problems& problems) {
  std::vector<std::string> names;
  std::vector<StageNeed> needs;
  for (std::size_t i = 0; i < stages.size(); ++i) {
    names.push_back(stages[i].name);
    for (const Binding& b : stages[i].bindings) needs.push_back({i, b.stage});
    for (const SubjectSource& s : {stages[i].workload, stages[i].hardware})
      if (s.kind == SubjectSource::Kind::object) needs.push_back({i, s.index});
  }
  const StageOrder order = order_stages(stages.size(), needs);
  if (!order) {
    const Stage& first = stages[order.cycle.front()];
    problems.add(first.where, cat("solve.", first.name), cat("stages need one another in a circle: ", cycle_text(order.cycle, names)),
                 "one of these inputs given as a value: inputs.NAME = ...");
    return;
  }
  std::vector<std::uint32_t> position(stages.size());
  for (std::size_t i = 0; i < order.order.size(); ++i) position[order.order[i]] = static_cast<std::uint32_t>(i);
  std::vector<Stage> ordered;
  for (std::size_t old : order.order) ordered.push_back(std::move(stages[old]));
  for (Stage& stage : ordered) {
    for (Binding& b : stage.bindings) b.stage = position[b.stage];
    for (SubjectSource* s : {&stage.workload, &stage.hardware})
      if (s->kind == SubjectSource::Kind::object) s->index = position[s->index];
  }
  stages = std::move(ordered);
}

}  // namespace fleetline
