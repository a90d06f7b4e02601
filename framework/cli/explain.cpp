// fleetline explain FILE METRIC: an explanation as an indented tree, or as JSON.
#include "study/explain.hpp"

#include <nlohmann/json.hpp>
#include <ostream>

#include "catalog/text_file.hpp"
#include "opened.hpp"
#include "out_file.hpp"

namespace fleetline::cli {
namespace {

void print(const Explanation& e, const std::string& indent, std::ostream& out) {
  out << indent << e.name;
  if (!e.value.empty()) out << " = " << e.value;
  if (!e.doc.empty()) out << "    " << e.doc;
  out << '\n';
  if (!e.equation.empty()) out << indent << "  by  " << e.equation << '\n';
  if (!e.origin.empty()) out << indent << "  from  " << e.origin << '\n';
  if (!e.overrides.empty()) out << indent << "  note  " << (e.overrides.starts_with("this case") ? "" : "instead of ") << e.overrides << '\n';
  for (const Explanation& from : e.from) print(from, indent + "    ", out);
}

nlohmann::ordered_json json_of(const Explanation& e) {
  nlohmann::ordered_json j{{"name", e.name}, {"value", e.value}, {"origin", e.origin}};
  if (!e.of_case.empty()) j["case"] = e.of_case;
  if (!e.doc.empty()) j["doc"] = e.doc;
  if (!e.equation.empty()) j["equation"] = e.equation;
  if (!e.overrides.empty()) j["overrides"] = e.overrides;
  for (const Explanation& from : e.from) j["from"].push_back(json_of(from));
  return j;
}

/// Sites, nodes, prices and stacks come in by name, not by value: which of those that the run read hide others.
std::vector<std::pair<std::string, std::string>> hidden(const Registry& registry) {
  std::vector<std::pair<std::string, std::string>> all;
  for (const RegistryEntry* entry : registry.hiding())
    for (const auto& below : entry->overlays) all.emplace_back(shown_path(entry->file), shown_path(below));
  return all;
}

void print_all(const Explanation& explanation, const Registry& registry, std::ostream& out) {
  if (!explanation.of_case.empty()) out << explanation.of_case << " (--case N for another)\n";
  print(explanation, "", out);
  const auto entries = hidden(registry);
  if (!entries.empty()) out << "\nentries of this run that stand instead of others\n";
  for (const auto& [file, below] : entries) out << "  " << file << " instead of " << below << '\n';
}

nlohmann::ordered_json json_of_all(const Explanation& explanation, const Registry& registry) {
  nlohmann::ordered_json j = json_of(explanation);
  j["entries_instead_of_others"] = nlohmann::ordered_json::array();
  for (const auto& [file, below] : hidden(registry)) j["entries_instead_of_others"].push_back({{"file", file}, {"hides", below}});
  return j;
}

}  // namespace

int explain(const ExplainOptions& options) {
  const Opened opened = open_scenario(options);
  Problems problems;
  const Explanation explanation = fleetline::explain(opened.scenario, options.metric, options.case_number - 1, problems);
  problems.raise();
  write_answer(options.out_file, [&](std::ostream& out) {
    if (options.output.format == OutputFormat::json)
      out << json_of_all(explanation, *opened.registry).dump(2) << '\n';
    else
      print_all(explanation, *opened.registry, out);
  });
  return done;
}

}  // namespace fleetline::cli
