// `schema`: JSON Schema of scenario files, from what is loaded right now. Draft 04, because that is what the TOML
// editors' language server reads. It helps while typing; `check` has the last word, so where a file may be half a
// scenario (extends, variants) nothing is required.
#include <nlohmann/json.hpp>
#include <ostream>

#include "commands.hpp"
#include "out_file.hpp"
#include "schema_fields.hpp"
#include "things.hpp"

namespace fleetline::cli {
namespace {

class ScenarioSchema {
 public:
  explicit ScenarioSchema(const Places& places)
      : plugins_(places.plugin_directories), registry_(places.registry_roots), fields_(plugins_, registry_) {}

  Json whole() {
    Json sections = sections_of_a_scenario();
    Json variant = sections;
    variant["name"] = described(string(), "What makes this one different");
    sections["name"] = described(string(), "What the scenario is about, in one line");
    sections["extends"] = described(string(), "A scenario file to inherit from, relative to this one");
    sections["variant"] = described(array_of(closed(std::move(variant))), "Alternatives side by side: each overrides keys");
    Json schema = closed(std::move(sections));
    Json root{{"$schema", "http://json-schema.org/draft-04/schema#"}, {"title", "fleetline scenario"}};
    root.update(schema);
    root["definitions"] = definitions();
    return root;
  }

 private:
  Json definitions() {
    Json all{{"sweep", sweep()}};
    for (Noun noun : {Noun::workload, Noun::hardware, Noun::fabric})
      for (std::string_view kind : plugins_.names(noun)) all[definition(noun, kind)] = kind_table(noun, kind);
    for (std::string_view solver : plugins_.names(Noun::solver)) all[definition(Noun::solver, solver)] = stage(solver);
    return all;
  }

  Json sections_of_a_scenario() {
    const std::string how = ": use = \"NAME\", or kind = \"KIND\" and its parameters";
    return {{"question", described(string(), "The question the scenario answers")},
            {"seed", {{"description", "Seed of all random numbers; 0 if not given"}, {"type", "integer"}, {"minimum", 0}}},
            {"workload", described(subject(Noun::workload), "What runs" + how)},
            {"hardware", described(subject(Noun::hardware), "What it runs on" + how)},
            {"fleet", {{"description", "Devices, nodes, fabric and site"}, {"type", {"string", "object"}}}},
            {"solve", described(stages(), "The questions: one table per stage, called by its solver's name")},
            {"derive", described({{"type", "object"}, {"additionalProperties", string()}},
                                 "Expressions over results: cost_per_token = \"economics.tco / serving.tokens\"")},
            {"optimize", optimize()},
            {"show", shown()},
            {"expect", described(array_of(expectation()), "What must hold; exit code 3 when it does not")},
            {"plugins", closed({{"path", {{"description", "Directories with plugins, relative to this file"},
                                          {"anyOf", {string(), array_of(string())}}}}})},
            {"registry", closed({{"path", {{"description", "Directories whose entries hide ours of the same name, relative to this file"},
                                           {"anyOf", {string(), array_of(string())}}}}})}};
  }

  static Json shown() {
    const Json columns = described(array_of(string()), "Columns of the results: \"roofline.latency\", \"roofline.*\"");
    const Json tables = described(array_of(string()), "Detail tables: \"roofline.operators\"");
    return described(closed({{"columns", columns}, {"tables", tables}}), "What the results show");
  }

  static Json optimize() {
    const Json texts{{"anyOf", {string(), array_of(string())}}};
    const Json whole{{"type", "integer"}, {"minimum", 1}};
    return described(closed({{"minimize", described(texts, "What shall be as small as it can be: \"economics.tco\"; several: a Pareto front")},
                             {"maximize", described(texts, "What shall be as large as it can be")},
                             {"subject_to", described(texts, "What a case must meet: \"serving.itl < 50 ms\"")},
                             {"over", {{"description", "Places of the scenario and the values to search, written like sweeps: \"fleet.nodes\" = { from = 1, to = 64 }"}, {"type", "object"}, {"minProperties", 1}}},
                             {"keep", described(whole, "Rows to show of each search, best first")}}),
                     "The best of many cases instead of all of them");
  }

  static Json expectation() {
    const Json bound{{"type", {"number", "string"}}};
    return closed({{"that", described(string(), "A condition: \"roofline.latency < 30 ms\"")},
                   {"metric", described(string(), "A name of the results")},
                   {"below", bound}, {"above", bound}, {"at_most", bound}, {"at_least", bound}, {"equals", bound},
                   {"tolerance", described(bound, "Relative, for equals")},
                   {"is", described(string(), "For texts: \"memory\"")},
                   {"where", described(string(), "Only for cases where this holds")}});
  }

  /// One kind's parameters under `kind`.
  Json kind_table(Noun noun, std::string_view kind) {
    const Component& component = *plugins_.find(noun, kind).component;
    Json properties{{"kind", {{"enum", {kind}}, {"description", component.summary}}}};
    properties.update(fields_.properties(component.params));
    return closed(std::move(properties), {"kind"});
  }

  /// A registry name; a table that uses one and overrides parameters of whatever kind it is; or a kind.
  Json subject(Noun noun) {
    const Json names = fields_.entry_names(noun);
    Json overrides{{"use", described(swept(names), "A registry name")}};
    Json alternatives = Json::array({names});
    Json kinds = Json::array();
    for (std::string_view kind : plugins_.names(noun)) {
      overrides.update(fields_.properties(plugins_.find(noun, kind).component->params));
      kinds.push_back(reference(definition(noun, kind)));
    }
    alternatives.push_back(closed(std::move(overrides)));
    alternatives.insert(alternatives.end(), kinds.begin(), kinds.end());
    return {{"anyOf", alternatives}};
  }

  Json stage(std::string_view solver) {
    const Component& component = *plugins_.find(Noun::solver, solver).component;
    Json properties{{"solver", {{"enum", {solver}}, {"description", component.summary}}}};
    properties.update(fields_.properties(component.params));
    if (component.inputs != nullptr) properties["inputs"] = closed(fields_.inputs(*component.inputs));
    for (const char* own : {"workload", "hardware"})
      properties[own] = {{"description", "Of this stage; otherwise the scenario's"}, {"type", {"string", "object"}}};
    return described(closed(std::move(properties)), component.summary);
  }

  /// [solve.roofline] is the solver roofline; any other name says which solver it is.
  Json stages() {
    Json properties = Json::object(), named = Json::array();
    for (std::string_view solver : plugins_.names(Noun::solver)) {
      properties[std::string(solver)] = reference(definition(Noun::solver, solver));
      named.push_back({{"allOf", {reference(definition(Noun::solver, solver)), {{"required", {"solver"}}}}}});
    }
    Json table{{"type", "object"}, {"minProperties", 1}, {"properties", properties}};
    if (!named.empty()) table["additionalProperties"] = {{"anyOf", named}};
    return table;
  }

  Plugins plugins_;
  Registry registry_;
  FieldSchemas fields_;
};

}  // namespace

int schema(const SchemaOptions& options) {
  const std::string text = ScenarioSchema(options.places).whole().dump(2, ' ', false, Json::error_handler_t::replace);
  write_answer(options.out_file, [&](std::ostream& out) { out << text << '\n'; });
  return done;
}

}  // namespace fleetline::cli
