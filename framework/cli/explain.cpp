// fleetline explain FILE METRIC: an explanation as an indented tree, or as JSON.
#include "study/explain.hpp"

#include <nlohmann/json.hpp>
#include <ostream>

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

}  // namespace

int explain(const ExplainOptions& options) {
  const Opened opened = open_scenario(options);
  Problems problems;
  const Explanation explanation = fleetline::explain(opened.scenario, options.metric, options.case_number - 1, problems);
  problems.raise();
  write_answer(options.out_file, [&](std::ostream& out) {
    if (options.output.format == OutputFormat::json) out << json_of(explanation).dump(2) << '\n';
    else {
      if (!explanation.of_case.empty()) out << explanation.of_case << " (--case N for another)\n";
      print(explanation, "", out);
    }
  });
  return done;
}

}  // namespace fleetline::cli
