#include "conformance.hpp"

#include <algorithm>

#include "fleetline/text.hpp"
#include "groups.hpp"
#include "probes.hpp"

namespace fleetline::conformance {
namespace {

/// The example that the `makes` check found to work, read again here.
Specimen specimen_from(const Loaded& loaded, const std::vector<Example>& examples, const std::string& origin) {
  const auto example = std::find_if(examples.begin(), examples.end(), [&](const Example& e) { return e.origin == origin; });
  Specimen specimen{loaded, shown_name(*loaded.component), example->table, Box(*loaded.component->params),
                    [loaded](const Box& params) { return make_probe(loaded, params); }, origin};
  fill(*loaded.component, specimen.table, specimen.params);
  return specimen;
}

std::vector<Check> noun_checks(const Specimen& specimen) {
  switch (specimen.loaded.component->noun) {
    case Noun::hardware: return hardware_checks(specimen);
    case Noun::workload: return workload_checks(specimen);
    case Noun::fabric: return fabric_checks(specimen);
    case Noun::solver: return solver_checks(specimen);
    case Noun::record: break;
  }
  return {};
}

void verify_component(const Loaded& loaded, Registry& registry, std::vector<Outcome>& outcomes) {
  const std::vector<Example> examples = examples_of(*loaded.component, &registry);
  run_group(declaration_checks(loaded, examples), outcomes);
  Finding& made = outcomes.back().finding;
  if (made.state != Finding::State::pass) return;
  const Specimen specimen = specimen_from(loaded, examples, made.reasons.front());
  outcomes.back().explanation += cat(" (tried with ", specimen.origin, ")");
  made.reasons.clear();
  run_group(parameter_checks(specimen), outcomes);
  if (loaded.component->noun == Noun::record) return;
  std::vector<Check> checks = purity_checks(specimen);  // opens with the gate that it answers at all
  for (auto more : {noun_checks, promise_checks})
    for (Check& check : more(specimen)) checks.push_back(std::move(check));
  run_group(checks, outcomes);
}

}  // namespace

std::size_t Verification::count(Finding::State state) const {
  return static_cast<std::size_t>(std::count_if(
      outcomes.begin(), outcomes.end(), [&](const Outcome& outcome) { return outcome.finding.state == state; }));
}

Verification verify(const std::filesystem::path& file, const std::vector<std::filesystem::path>& registry_roots) {
  Verification verification;
  run_group(file_checks(file), verification.outcomes);
  Refusal refusal;
  const bool loadable = verification.count(Finding::State::pass) + 1 >= verification.outcomes.size();  // slow is no hindrance
  const std::shared_ptr<const Library> library = loadable ? load_plugin(file, refusal) : nullptr;
  if (library == nullptr) return verification;
  verification.plugin = cat(library->manifest().name, " ", library->manifest().version);
  Registry registry(registry_roots);
  for (const Component& component : library->manifest().components)
    verify_component({library, &component}, registry, verification.outcomes);
  return verification;
}

}  // namespace fleetline::conformance
