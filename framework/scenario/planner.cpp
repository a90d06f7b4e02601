#include "planner.hpp"

#include <algorithm>
#include <numeric>

#include "fleet_section.hpp"
#include "fleetline/text.hpp"
#include "names.hpp"
#include "optimize_section.hpp"
#include "sections.hpp"
#include "slots.hpp"

namespace fleetline {
namespace {

/// One dimension per axis, or per zip group.
std::vector<PlacedAxis> place_axes(const std::vector<SweepAxis>& axes, std::vector<PlanDimension>& dimensions, Problems& problems) {
  std::vector<PlacedAxis> placed;
  std::map<std::string, std::uint32_t> groups;
  for (const SweepAxis& axis : axes) {
    const auto fresh = static_cast<std::uint32_t>(dimensions.size());
    const std::uint32_t d = axis.zip.empty() ? fresh : groups.emplace(axis.zip, fresh).first->second;
    if (d == fresh) {
      dimensions.push_back({axis.values.size(), axis_name(axis.path), axis.where});
    } else if (dimensions[d].size != axis.values.size()) {
      problems.add(axis.where, axis.path, cat("has ", counted_as(axis.values.size(), "value")),
                   cat(counted_as(dimensions[d].size, "value"), ", like ", dimensions[d].label, ", which it is zipped with (\"", axis.zip, "\")"));
    } else {
      dimensions[d].label += " + " + axis_name(axis.path);
    }
    placed.push_back({&axis, d});
  }
  return placed;
}

void resolve_subjects(Plan& plan, const Value& root, const std::vector<PlacedAxis>& axes, Session& session, Problems& problems) {
  for (const auto& [noun, key] : {std::pair{Noun::workload, "workload"}, std::pair{Noun::hardware, "hardware"}})
    if (const Value* written = root.table()->find(key)) {
      if (was_reported(*written)) plan.subjects.push_back({noun, key, {}, {}});  // there is one; nobody shall ask for it
      else plan.subjects.push_back(resolve_swept_subject(noun, *written, key, at_or_below(axes, key), session, problems));
    }
  if (const Value* written = root.table()->find("fleet"); written && !was_reported(*written))
    add_fleet(plan, *written, root.table()->find("hardware"), at_or_below(axes, "fleet"), session, problems);
}

void count_cases(Plan& plan, const Value& root, Problems& problems) {
  long double cases = 1;
  for (const PlanDimension& d : plan.dimensions) cases *= static_cast<long double>(d.size);
  if (cases > 1e15L) problems.add(root.where, "", "the sweeps multiply to more than 10^15 cases", "fewer or shorter sweeps");
  else plan.cases = static_cast<std::uint64_t>(cases);
}

/// What is swept must have values that can be put in case by case: not a stage, nor all of its inputs.
void refuse_swept_stages(const std::vector<SweepAxis>& axes, Problems& problems) {
  for (const SweepAxis& axis : axes) {
    const auto dots = std::count(axis.path.begin(), axis.path.end(), '.');
    const bool stage = axis.path == "solve" || (axis.path.starts_with("solve.") && dots == 1);
    const bool inputs = axis.path.starts_with("solve.") && dots == 2 && axis.path.ends_with(".inputs");
    if (stage || inputs)
      problems.add(axis.where, axis.path, cat(stage ? "a whole stage" : "a table of inputs", " cannot be swept"), "a sweep of single values in it, or one [[variant]] each");
  }
}

/// `swept` receives the places this variant sweeps.
Plan make_plan(const Document::Variant& variant, std::vector<std::string>& swept, Session& session, Problems& problems) {
  Plan plan;
  plan.registry = &session.registry;
  plan.variant = variant.name;
  if (const Value* seed = variant.root.table()->find("seed"); seed && seed->integer()) plan.seed = static_cast<std::uint64_t>(*seed->integer());
  Value root = variant.root;
  check_sections(root, problems);
  const std::vector<std::string> searched = place_searched_axes(root, problems);
  std::vector<SweepAxis> axes;
  for (std::string_view section : {"workload", "hardware", "fleet", "solve"})
    if (Value* v = root.table()->find(section)) take_sweeps(*v, std::string(section), axes, problems);
  // Cases are numbered in the order a reader meets the sweeps in the file, whatever section they are in.
  std::stable_sort(axes.begin(), axes.end(), [](const SweepAxis& a, const SweepAxis& b) {
    return a.where.file == b.where.file && std::pair(a.where.line, a.where.column) < std::pair(b.where.line, b.where.column);
  });
  const std::vector<PlacedAxis> placed = place_axes(axes, plan.dimensions, problems);
  for (const SweepAxis& axis : axes) swept.push_back(axis.path);
  const std::size_t before = problems.size();
  refuse_swept_stages(axes, problems);
  count_cases(plan, root, problems);
  resolve_subjects(plan, root, placed, session, problems);
  const Value* solve = root.table()->find("solve");
  if (!solve || !solve->table()) return plan;  // reported by check_sections
  plan.stages = read_stages(*solve, session, problems);
  bind_inputs(plan.stages, session, problems);
  bind_subjects(plan.stages, plan.subjects, placed, session, problems);
  order_stages(plan.stages, problems);
  place_stage_axes(plan.stages, placed, session, problems);  // their values are checked whatever else is wrong
  if (problems.size() == before) complete_selectors(plan.stages, plan.subjects, plan.dimensions);
  SlotNames names(plan, placed, root, problems);  // names need schemas only: they are checked whatever else is wrong
  names.compile_derived();
  plan_columns(plan, root, placed, names, problems);
  plan_search(plan, root, placed, searched, names, problems);
  plan_expectations(plan, root, names, problems);
  return plan;
}

std::string text_of(const Value& root, std::string_view key, Problems& problems) {
  const Value* v = root.table()->find(key);
  if (v == nullptr) return {};
  if (v->text()) return *v->text();
  problems.add(v->where, std::string(key), cat(v->type_name(), " cannot be used here"), "text in quotes");
  return {};
}

/// A column that tells cases apart in one variant has a value in all of them.
void show_axes_everywhere(std::vector<Plan>& plans, const std::vector<std::vector<std::string>>& swept, const Document& document) {
  for (const std::vector<std::string>& paths : swept)
    for (const std::string& path : paths)
      for (std::size_t i = 0; i < plans.size(); ++i) show_fixed_axis(plans[i], path, document.variants[i].root);
}

}  // namespace

std::uint64_t Scenario::cases() const {
  return std::accumulate(plans.begin(), plans.end(), std::uint64_t{0}, [](std::uint64_t n, const Plan& p) { return n + p.cases; });
}

Scenario make_scenario(const Document& document, Session& session, Problems& problems) {
  Scenario scenario;
  scenario.name = text_of(document.root, "name", problems);
  scenario.question = text_of(document.root, "question", problems);
  std::vector<std::vector<std::string>> swept;
  for (const Document::Variant& variant : document.variants) scenario.plans.push_back(make_plan(variant, swept.emplace_back(), session, problems));
  if (problems.empty()) show_axes_everywhere(scenario.plans, swept, document);
  return scenario;
}

Scenario make_fleets(const Document& document, Session& session, Problems& problems) {
  Scenario scenario;
  scenario.name = text_of(document.root, "name", problems);
  for (const Document::Variant& variant : document.variants) {
    Plan& plan = scenario.plans.emplace_back();
    plan.variant = variant.name;
    Value root = variant.root;
    Value* fleet = root.table()->find("fleet");
    if (fleet == nullptr || was_reported(*fleet)) continue;
    std::vector<SweepAxis> axes;
    take_sweeps(*fleet, "fleet", axes, problems);
    add_fleet(plan, *fleet, nullptr, at_or_below(place_axes(axes, plan.dimensions, problems), "fleet"), session, problems);
  }
  return scenario;
}

namespace {

/// Of `[plugins]` or `[registry]`.
std::vector<std::filesystem::path> directories(const Document& document, const char* section, Problems& problems) {
  std::vector<std::filesystem::path> out;
  const Value* written = document.root.table()->find(section);
  const Value* path = written && written->table() ? written->table()->find("path") : nullptr;
  if (written && (!written->table() || !path || written->table()->size() != 1 || (!path->array() && !path->text()))) {
    problems.add(written->where, section, "cannot be used like this", "path = [\"DIRECTORY\", ...], relative to the scenario file");
    return out;
  }
  if (!path) return out;
  const std::string where = cat(section, ".path");
  const Array single{*path};
  for (const Value& v : path->array() ? *path->array() : single) {
    if (!v.text()) {
      problems.add(v.where, where, cat(v.type_name(), " is not a directory"), "text in quotes");
      continue;
    }
    const std::filesystem::path directory = std::filesystem::path(v.where.file.text()).parent_path() / *v.text();
    if (std::filesystem::is_directory(directory)) out.push_back(directory);
    else problems.add(v.where, where, cat("there is no directory ", directory.string()));
  }
  return out;
}

}  // namespace

std::vector<std::filesystem::path> plugin_directories(const Document& document, Problems& problems) { return directories(document, "plugins", problems); }
std::vector<std::filesystem::path> registry_directories(const Document& document, Problems& problems) { return directories(document, "registry", problems); }

}  // namespace fleetline
