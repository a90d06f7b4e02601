#include "opened.hpp"

#include <algorithm>

#include "fleetline/text.hpp"
#include "registries.hpp"

namespace fleetline::cli {
namespace {

void refuse_too_many_cases(const Opened& opened, std::uint64_t max_cases, Problems& problems) {
  // A search keeps no row per case: its limit is patience, not memory.
  constexpr std::uint64_t search_limit = 1'000'000'000;
  std::uint64_t cases = 0, rows = 0;
  for (const Plan& plan : opened.scenario.plans) {
    cases += plan.cases;
    rows += plan.search ? plan.groups() * plan.search->keep : plan.cases;
  }
  const bool patient = cases <= std::max(max_cases, search_limit);
  if (patient && rows <= max_cases) return;
  std::string sizes;
  Where where = opened.document.root.where;
  for (const Plan& plan : opened.scenario.plans) {
    if (!sizes.empty()) sizes += " + ";
    for (const PlanDimension& d : plan.dimensions) {
      if (where == opened.document.root.where) where = d.where;
      sizes += cat(&d == &plan.dimensions.front() ? "" : " x ", d.size, " (", d.label, ")");
    }
    if (plan.dimensions.empty()) sizes += "1";
  }
  problems.add(where, "", cat("the sweeps make ", cases, " cases: ", sizes),
               cat("at most ", patient ? max_cases : search_limit, "; to agree to more, pass --max-cases ", patient ? rows : cases));
}

void refuse_to_overwrite(const Document& document, const std::string& out_file, Problems& problems) {
  std::error_code ignored;
  for (const std::filesystem::path& file : document.files)
    if (!out_file.empty() && std::filesystem::is_regular_file(out_file, ignored) && std::filesystem::equivalent(out_file, file, ignored))
      problems.add(Where{Label("--out"), 0, 0}, "", cat("'", out_file, "' is the scenario itself"), "another file");
}

/// Ours, the environment's, the scenario's, the flags': each over those before it.
std::vector<std::filesystem::path> registry_roots(const Document& document, const Places& places, Problems& problems) {
  std::vector<std::filesystem::path> roots = places.registry_roots;
  std::vector<std::filesystem::path> named = registry_directories(document, problems);
  for (std::filesystem::path& directory : named) directory = std::filesystem::absolute(directory).lexically_normal();
  roots.insert(roots.end() - static_cast<std::ptrdiff_t>(std::min(places.flagged_registries, roots.size())), named.begin(), named.end());
  return roots;
}

using Planner = Scenario (*)(const Document&, Session&, Problems&);

Opened open_with(Planner planner, Document document, const RunOptions& options) {
  Opened opened;
  Problems problems;
  opened.document = std::move(document);
  std::vector<std::filesystem::path> directories = plugin_directories(opened.document, problems);
  directories.insert(directories.end(), options.places.plugin_directories.begin(), options.places.plugin_directories.end());
  opened.plugins = std::make_unique<Plugins>(directories);
  opened.registry = std::make_unique<Registry>(registry_roots(opened.document, options.places, problems));
  refuse_strange_registries(*opened.registry, *opened.plugins, problems);
  opened.session = std::make_unique<Session>(Session{*opened.plugins, *opened.registry, options.strict});
  opened.scenario = planner(opened.document, *opened.session, problems);
  if (problems.empty()) refuse_too_many_cases(opened, options.max_cases, problems);
  problems.raise();
  return opened;
}

/// A word that is no file and looks like none is the name of a fleet.
Document fleet_document(const RunOptions& options, Problems& problems) {
  const bool is_name = options.file.find_first_of("/.") == std::string::npos && !std::filesystem::exists(options.file);
  if (!is_name) return load_document(options.file, options.sets, problems);
  const Where here{Label("the command line"), 0, 0};
  Value root(Table(), here), use(Table(), here);
  use.table()->set("use", here, Value(options.file, Where{Label("FILE"), 0, 0}));
  root.table()->set("name", here, Value(options.file, here));
  root.table()->set("fleet", here, std::move(use));
  return make_document(std::move(root), options.sets, problems);
}

}  // namespace

Opened open_document(Document document, const RunOptions& options) { return open_with(make_scenario, std::move(document), options); }

Opened open_fleets(const RunOptions& options) {
  Problems problems;
  Document document = fleet_document(options, problems);
  refuse_to_overwrite(document, options.out_file, problems);
  problems.raise();
  return open_with(make_fleets, std::move(document), options);
}

Opened open_scenario(const RunOptions& options) {
  Problems problems;
  Document document = load_document(options.file, options.sets, problems);
  refuse_to_overwrite(document, options.out_file, problems);
  problems.raise();
  return open_document(std::move(document), options);
}

}  // namespace fleetline::cli
