#include "catalog/manifest_check.hpp"
#include "fleetline/text.hpp"
#include "groups.hpp"
#include "probes.hpp"

namespace fleetline::conformance {
namespace {

std::string without_newlines(std::string text) {
  for (std::size_t at = 0; (at = text.find('\n', at)) != text.npos;) text.replace(at, 1, ";");
  return text;
}

Finding described(const Component& component) {
  Finding finding;
  if (component.description.empty())
    finding.fail("has no description: say what is modelled, what is not, and how accurate it is");
  return finding;
}

/// What `fleetline explain` prints must lead somewhere: from a headline to its equation, from an equation to what stands in it.
Finding explained(const Component& component) {
  Finding finding;
  for (const Field& output : component.outputs->fields()) {
    const FieldOptions& options = output.options;
    if (options.headline && options.equation.empty())
      finding.fail(cat("headline output '", output.name, "' has no equation: give .equation = \"", output.name, " = ...\""));
    if (!options.equation.empty() && options.uses.empty())
      finding.fail(cat("output '", output.name, "' has an equation, but does not say what it uses: give .uses = \"...\", the names of "
                       "parameters, inputs, outputs, \"hardware.X\" or \"workload.X\" in it"));
  }
  return finding;
}

/// Required references need data of somebody else, which cannot be made up.
const Field* required_reference(const Component& component) {
  for (const Field& field : component.params->fields())
    if (field.options.required && field.codec.type == FieldType::reference) return &field;
  return nullptr;
}

/// Makes the component from the first example that it admits.
Finding made_from(const Loaded& loaded, const std::vector<Example>& examples) {
  const Component& component = *loaded.component;
  if (const Field* field = required_reference(component); field != nullptr)
    return Finding::skip(cat("parameter '", field->name, "' requires a ", field->record_kind, " record"));
  Finding finding;
  for (const Example& example : examples) {
    Box params(*component.params);
    std::string problem = fill(component, example.table, params);
    try {
      if (problem.empty()) make_probe(loaded, params);
    } catch (const InputError& refusal) {
      problem = refusal.what();
    }
    if (problem.empty()) return {Finding::State::pass, {example.origin}};
    finding.fail(cat("with ", example.origin, ": ", without_newlines(std::move(problem))));
  }
  const bool guessed = !examples.empty() && examples.back().origin != "its defaults";
  if (guessed) {
    finding.state = Finding::State::skip;
    finding.reasons.push_back("give required parameters defaults, or a registry entry of this kind, to be checked further");
  }
  return finding;
}

}  // namespace

std::string shown_name(const Component& component) { return cat(noun_text(component.noun), " ", component.name); }

std::string fill(const Component& component, const Table& table, Box& params) {
  Problems problems;
  ReadContext context{problems, nullptr, component.name};
  component.params->read(params.data(), table, Where{Label{"example"}}, context);
  std::string text;
  for (const Problem& problem : problems.list()) text += (text.empty() ? "" : "\n") + problem.text();
  return text;
}

std::vector<Check> declaration_checks(const Loaded& loaded, const std::vector<Example>& examples) {
  const std::string prefix = shown_name(*loaded.component) + ": ";
  const bool is_record = loaded.component->noun == Noun::record;
  std::vector<Check> checks;
  checks.push_back({prefix + "described", "it says what it models, what not, and how well",
                    [loaded] { return described(*loaded.component); }});
  if (loaded.component->noun == Noun::solver)
    checks.push_back({prefix + "explained", "headline outputs name their equations, and equations what they use",
                      [loaded] { return explained(*loaded.component); }});
  checks.push_back({prefix + (is_record ? "reads" : "makes"),
                    is_record ? "its fields pass their own validation" : "its parameters pass their own validation and it can be made from them",
                    [=] { return made_from(loaded, examples); }, true});
  return checks;
}

}  // namespace fleetline::conformance
