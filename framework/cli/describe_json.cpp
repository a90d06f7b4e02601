#include <nlohmann/json.hpp>
#include <tuple>

#include "catalog/manifest_check.hpp"
#include "describe_pages.hpp"

namespace fleetline::cli {
namespace {

using Json = nlohmann::ordered_json;

Json json_of(const FieldFacts& f) {
  Json j{{"name", f.name}, {"type", f.type}, {"unit", f.unit}, {"doc", f.doc}};
  if (f.required) j["required"] = true;
  const std::pair<const char*, const std::string*> texts[] = {{"default", &f.fallback},  {"range", &f.range},
                                                              {"source", &f.source},     {"better", &f.direction},
                                                              {"equation", &f.equation}};
  for (const auto& [key, text] : texts)
    if (!text->empty()) j[key] = *text;
  const std::pair<const char*, bool> marks[] = {{"shapes", f.shapes}, {"calibrate", f.calibrate}, {"headline", f.headline}};
  for (const auto& [key, set] : marks)
    if (set) j[key] = true;
  for (const auto& [name, doc] : f.choices) j["choices"].push_back({{"name", name}, {"doc", doc}});
  return j;
}

Json json_of(const std::vector<FieldFacts>& fields) {
  Json list = Json::array();
  for (const FieldFacts& field : fields) list.push_back(json_of(field));
  return list;
}

Json json_of(const ComponentPage& page) {
  const Component& c = *page.component;
  Json j{{"name", c.name}, {"noun", noun_text(c.noun)}, {"plugin", page.plugin}, {"file", page.file},
         {"summary", c.summary}, {"description", c.description}, {"parameters", json_of(page.parameters)}};
  if (c.noun == Noun::solver) {
    j["inputs"] = json_of(page.inputs);
    j["outputs"] = json_of(page.outputs);
    j["needs"] = {{"workload", c.needs_workload}, {"hardware", c.needs_hardware}, {"topology", c.needs_topology}};
    j["objects"] = c.objects;
  }
  for (const FieldFacts& derived : page.derived)
    j["derived"].push_back({{"name", derived.name}, {"unit", derived.unit}, {"doc", derived.doc}, {"equation", derived.equation}});
  for (const auto& [name, doc] : page.audits) j["audits"].push_back({{"name", name}, {"doc", doc}});
  j["assumptions"] = c.assumptions;
  j["references"] = c.references;
  return j;
}

Json json_of(const ValueFacts& v) {
  Json j{{"name", v.name}, {"value", v.value}, {"where", v.where.text()}};
  const Provenance& p = v.provenance;
  const std::pair<const char*, const std::string*> texts[] = {{"source", &p.title}, {"url", &p.url},   {"as_of", &p.as_of},
                                                              {"note", &p.note},    {"low", &p.low},   {"high", &p.high}};
  for (const auto& [key, text] : texts)
    if (!text->empty()) j[key] = *text;
  return j;
}

Json json_of(const EntryPage& page) {
  Json j{{"name", page.name}, {"noun", page.noun}, {"kind", page.kind}, {"title", page.title}, {"file", page.file},
         {"aliases", page.aliases}, {"overlays", page.overlays}, {"extends", page.bases}, {"values", Json::array()}};
  for (const ValueFacts& value : page.values) j["values"].push_back(json_of(value));
  const std::tuple<const char*, const char*, const std::vector<ComputedFacts>*> computed[] = {{"derived", "equation", &page.derived}, {"defaults", "doc", &page.defaults}};
  for (const auto& [key, how, facts] : computed) {
    j[key] = Json::array();
    for (const ComputedFacts& fact : *facts) j[key].push_back({{"name", fact.name}, {"value", fact.value}, {how, fact.how}});
  }
  j["not_given"] = page.absent;
  j["not_applicable"] = page.not_applicable;
  if (page.example) j["example"] = true;
  j["see_also"] = page.namesakes;
  if (!page.problems.empty()) j["problems"] = page.problems;
  return j;
}

}  // namespace

std::string json_of(const Pages& pages) {
  Json j{{"components", Json::array()}, {"entries", Json::array()}};
  for (const ComponentPage& page : pages.components) j["components"].push_back(json_of(page));
  for (const EntryPage& page : pages.entries) j["entries"].push_back(json_of(page));
  return j.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace fleetline::cli
