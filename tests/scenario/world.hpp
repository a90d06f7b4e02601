// Scenarios from text, planned and run against the plugins and registry of the build tree.
#pragma once

#include <gtest/gtest.h>

#include "catalog/toml.hpp"
#include "scenario/planner.hpp"
#include "study/runner.hpp"

namespace fleetline::test {

struct World {
  Plugins plugins{{PLUGIN_DIRECTORY}};
  Registry registry{{REGISTRY_DIRECTORY}};
  Session session{plugins, registry};
};

inline World& world() {
  static World w;
  return w;
}

inline Value tree(std::string_view text) {
  Problems problems;
  Value root = parse_toml(text, Label("test.toml"), problems);
  problems.raise();
  return root;
}

inline Scenario plan(std::string_view text, const std::vector<std::string>& sets = {}) {
  Problems problems;
  const Document document = make_document(tree(text), sets, problems);
  problems.raise();
  Scenario scenario = make_scenario(document, world().session, problems);
  problems.raise();
  return scenario;
}

/// Every problem of a scenario, one text after the other; `strict` refuses guessed defaults.
inline std::string problems_of(std::string_view text, bool strict = false) {
  Session session{world().plugins, world().registry, strict};
  Problems problems;
  make_scenario(make_document(tree(text), {}, problems), session, problems);
  std::string out;
  for (const Problem& p : problems.list()) out += p.text() + "\n";
  return out;
}

inline Results run(std::string_view text, int jobs = 0, const std::vector<std::string>& sets = {}) {
  return run_scenario(plan(text, sets), {.jobs = jobs, .progress = {}}).results;
}

/// The value of a column in a row, in base units.
inline double at(const Results& results, std::string_view column, std::size_t row = 0) {
  const ResultColumn* c = results.find(column);
  if (c == nullptr) throw std::out_of_range("no column " + std::string(column));
  return c->values.at(row);
}

inline std::string label_at(const Results& results, std::string_view column, std::size_t row = 0) {
  return results.find(column)->labels.at(static_cast<int>(at(results, column, row)));
}

}  // namespace fleetline::test
