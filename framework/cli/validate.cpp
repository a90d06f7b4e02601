// fleetline validate NAME: published measurements against the models that predict them.
#include "validation/validate.hpp"

#include <algorithm>
#include <cmath>
#include <iostream>

#include "catalog/toml.hpp"
#include "fleetline/text.hpp"
#include "measurements.hpp"
#include "out_file.hpp"
#include "study/jobs.hpp"

namespace fleetline::cli {
namespace {

/// FIELD=VALUE, the value as TOML writes it or else text: as --set.
std::vector<std::pair<std::string, Value>> constants_of(const std::vector<std::string>& written, Problems& problems) {
  std::vector<std::pair<std::string, Value>> constants;
  for (const std::string& text : written) {
    const Where here{Label(cat("--constant ", text)), 0, 0};
    const std::size_t equals = text.find('=');
    if (equals == 0 || equals == std::string::npos) {
      problems.add(here, "", "is no assignment", "FIELD=VALUE");
      continue;
    }
    Problems syntax;
    const Value line = parse_toml(cat("x = ", text.substr(equals + 1)), here.file, syntax);
    const Value* value = syntax.empty() ? line.table()->find("x") : nullptr;
    constants.emplace_back(text.substr(0, equals), Value(value ? value->data : Value::Data(text.substr(equals + 1)), here));
  }
  return constants;
}

int print_scenario(const CsvTable& table, const std::vector<const Validation*>& validations, const std::string& id, const std::string& out_file) {
  std::vector<std::string_view> ids;
  for (const auto& cells : table.rows) {
    const MeasuredRow row(table.columns, cells);
    ids.push_back(row.id());
    if (row.id() != id) continue;
    write_answer(out_file, [&](std::ostream& out) {
      for (const Validation* v : validations) {
        const Translation t = v->translate(row);
        if (t.foreign) continue;
        out << "# " << id << ": " << (t.skipped.empty() ? cat("answered by ", t.fits ? "whether it is feasible" : t.metric) : "skipped: " + t.skipped) << '\n' << t.scenario;
      }
    });
    return done;
  }
  Problems problems;
  problems.add(Where{Label("--scenario"), 0, 0}, "", cat("no row has the id '", id, "'"), "an id of the table", std::string(nearest(id, ids)));
  problems.raise();
  return bad_input;
}

/// Every source is a line of its own interest.
OutputOptions all_rows(OutputOptions output) {
  output.max_rows = 0;
  return output;
}

/// Above the bar: for figures the mean over groups where the table has some, else over sources; for yes-or-no rows the share of wrong ones.
bool misses(const std::vector<JudgedRow>& rows, double bar) {
  double sum = 0, sources = 0, wrong = 0, answers = 0;
  for (const Score& s : score_by_source(rows)) {
    if (s.n == 0) continue;
    if (s.yes_no) wrong += s.mape * static_cast<double>(s.n), answers += static_cast<double>(s.n);
    else sum += s.mape, ++sources;
  }
  const double groups = mean_over_groups(score_by_group(rows));
  return (sources > 0 && (std::isnan(groups) ? sum / sources : groups) > bar) || (answers > 0 && wrong / answers > bar);
}

}  // namespace

int validate(const ValidateOptions& options) {
  const JobLimit limit(options.jobs);
  Problems problems;
  const Plugins plugins(options.places.plugin_directories);
  Registry registry(options.places.registry_roots);
  const std::vector<const Validation*> validations = find_validations(plugins, options.name, problems);
  ValidationSettings settings{{options.sets, row_groups(registry, options.name)}, constants_of(options.constants, problems), options.strict};
  problems.raise();
  const CsvTable table = read_csv(options.rows.empty() ? measurements_file(registry, options.name, problems) : std::filesystem::path(options.rows), problems);
  problems.raise();
  if (!options.scenario_of.empty()) return print_scenario(table, validations, options.scenario_of, options.out_file);
  if (!options.predictions.empty()) require_writable(options.predictions);
  const std::vector<JudgedRow> rows = judge_table(table, validations, settings, plugins, registry);
  if (!options.predictions.empty()) write_answer(options.predictions, [&](std::ostream& out) { write_predictions(rows, out); });
  const Results board = scoreboard(rows, peer_errors(registry, options.name), cat("validate ", options.name));
  write_answer(options.out_file, [&](std::ostream& out) { write(board, all_rows(options.output), out); });
  return options.at_most > 0 && misses(rows, options.at_most) ? expectation_not_met : done;
}

}  // namespace fleetline::cli
