#include "opened.hpp"

#include "fleetline/text.hpp"

namespace fleetline::cli {
namespace {

void refuse_too_many_cases(const Opened& opened, std::uint64_t max_cases, Problems& problems) {
  const std::uint64_t cases = opened.scenario.cases();
  if (cases <= max_cases) return;
  std::string sizes;
  Where where = opened.document.root.where;
  for (const Plan& plan : opened.scenario.plans)
    for (const PlanDimension& d : plan.dimensions) {
      if (sizes.empty()) where = d.where;
      sizes += cat(sizes.empty() ? "" : " x ", d.size, " (", d.label, ")");
    }
  problems.add(where, "", cat("the sweeps make ", cases, " cases: ", sizes), cat("at most ", max_cases, "; to agree to more, pass --max-cases ", cases));
}

}  // namespace

Opened open_document(Document document, const RunOptions& options) {
  Opened opened;
  Problems problems;
  opened.document = std::move(document);
  std::vector<std::filesystem::path> directories = plugin_directories(opened.document, problems);
  directories.insert(directories.end(), options.places.plugin_directories.begin(), options.places.plugin_directories.end());
  opened.plugins = std::make_unique<Plugins>(directories);
  opened.registry = std::make_unique<Registry>(options.places.registry_roots);
  opened.session = std::make_unique<Session>(Session{*opened.plugins, *opened.registry, options.strict});
  opened.scenario = make_scenario(opened.document, *opened.session, problems);
  if (problems.empty()) refuse_too_many_cases(opened, options.max_cases, problems);
  problems.raise();
  return opened;
}

Opened open_scenario(const RunOptions& options) {
  Problems problems;
  Document document = load_document(options.file, options.sets, problems);
  problems.raise();
  return open_document(std::move(document), options);
}

}  // namespace fleetline::cli
