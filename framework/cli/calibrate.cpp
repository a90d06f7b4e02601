// fleetline calibrate NAME: constants of software stacks from measured rows.
#include "validation/calibrate.hpp"

#include <cmath>
#include <fstream>
#include <ostream>

#include "fleetline/text.hpp"
#include "fleetline/units.hpp"
#include "measurements.hpp"
#include "out_file.hpp"
#include "study/jobs.hpp"

namespace fleetline::cli {
namespace {

void add_text(Results& results, const char* name, const char* doc, const std::vector<std::string>& texts) {
  ResultColumn c{.name = name, .doc = doc, .type = FieldType::text};
  for (std::size_t i = 0; i < texts.size(); ++i) c.labels[static_cast<int>(i)] = texts[i], c.values.push_back(static_cast<double>(i));
  results.columns.push_back(std::move(c));
}

void add_number(Results& results, const char* name, const char* unit, const char* doc, std::vector<double> values, FieldType type = FieldType::number) {
  ResultColumn c{.name = name, .unit = unit, .doc = doc, .type = type};
  c.values = std::move(values);
  results.columns.push_back(std::move(c));
}

template <class Get>
auto each(const std::vector<FittedStack>& stacks, Get get) {
  std::vector<decltype(get(stacks.front()))> out;
  for (const FittedStack& s : stacks) out.push_back(get(s));
  return out;
}

void add_constants(Results& results, const std::vector<FittedStack>& stacks) {
  DetailTable& table = results.tables.emplace_back(DetailTable{"constants", "What was fitted", {}});
  DetailColumn &stack = table.add_text("stack"), &name = table.add_text("constant"), &before = table.add_text("before"), &after = table.add_text("fitted"),
               &range = table.add_text("range");
  for (const FittedStack& s : stacks)
    for (const FittedConstant& c : s.constants) {
      const auto text = [&](double value) { return write_short(value, c.dimension, 4); };
      stack.texts.push_back(s.stack);
      name.texts.push_back(c.path);
      before.texts.push_back(text(c.before));
      after.texts.push_back(text(c.after));
      range.texts.push_back(cat(text(c.low), " to ", text(c.high)));
    }
}

void add_held_out(Results& results, const std::vector<JudgedRow>& rows) {
  DetailTable& table = results.tables.emplace_back(DetailTable{"held_out", "Held-out rows by source", {}});
  DetailColumn &source = table.add_text("source"), &figure = table.add_text("figure");
  DetailColumn &n = table.add("n", Dimension{}, ""), &mean = table.add("mean_error", Dimension{}, "%"), &median = table.add("median_error", Dimension{}, "%"),
               &bias = table.add("bias", Dimension{}, "%");
  for (const Score& s : score_by_source(rows)) {
    source.texts.push_back(s.source);
    figure.texts.push_back(s.name);
    n.numbers.push_back(static_cast<double>(s.n));
    mean.numbers.push_back(s.mape);
    median.numbers.push_back(s.median);
    bias.numbers.push_back(s.bias);
  }
}

/// "Held out: mean error 6.1 % over 1,574 rows, 6.4 % over groups."
std::string verdict_of(const std::vector<JudgedRow>& rows) {
  std::vector<const JudgedRow*> figures, answers;
  for (const JudgedRow& r : rows) (r.yes_no ? answers : figures).push_back(&r);
  if (rows.empty()) return "No row was held out.";
  const Score numbers = score_of(figures), yes_no = score_of(answers);
  const auto percent = [](double share) { return cat(write_short(share * 100, Dimension{}), " %"); };
  std::string text = "Held out:";
  if (numbers.n > 0) text += cat(" mean error ", percent(numbers.mape), " over ", counted_as(numbers.n, "row"));
  if (const double groups = mean_over_groups(score_by_group(rows)); !std::isnan(groups)) text += cat(", ", percent(groups), " over groups");
  if (yes_no.n > 0) text += cat(numbers.n > 0 ? "; " : " ", percent(1 - yes_no.mape), " of ", yes_no.n, " yes-or-no rows are right");
  return text + ".";
}

/// The mean over groups where the table has some, else over rows; the share of wrong answers.
bool misses(const std::vector<FittedStack>& stacks, double bar) {
  std::vector<JudgedRow> rows;
  std::vector<const JudgedRow*> figures, answers;
  for (const FittedStack& s : stacks) rows.insert(rows.end(), s.held_out_rows.begin(), s.held_out_rows.end());
  for (const JudgedRow& r : rows) (r.yes_no ? answers : figures).push_back(&r);
  const double groups = mean_over_groups(score_by_group(rows));
  return (std::isnan(groups) ? score_of(figures).mape : groups) > bar || score_of(answers).mape > bar;
}

Results report(const std::vector<FittedStack>& stacks, const std::string& name) {
  Results results;
  results.name = cat("calibrate ", name);
  results.status.resize(stacks.size());
  add_text(results, "stack", "Software stack", each(stacks, [](const auto& s) { return s.stack; }));
  add_number(results, "rows", "", "Rows", each(stacks, [](const auto& s) { return static_cast<double>(s.rows); }), FieldType::integer);
  add_number(results, "configurations", "", "Distinct configurations", each(stacks, [](const auto& s) { return static_cast<double>(s.configurations); }), FieldType::integer);
  add_number(results, "before", "%", "Mean error with the constants as they stand", each(stacks, [](const auto& s) { return s.before; }));
  add_number(results, "in_sample", "%", "Mean error with constants fitted to all rows", each(stacks, [](const auto& s) { return s.in_sample; }));
  add_number(results, "held_out", "%", "Mean error of rows left out of the fit", each(stacks, [](const auto& s) { return s.held_out; }));
  std::vector<JudgedRow> rows;
  for (const FittedStack& s : stacks) rows.insert(rows.end(), s.held_out_rows.begin(), s.held_out_rows.end());
  add_constants(results, stacks);
  add_held_out(results, rows);
  add_table_of_groups(results, rows);
  results.verdict = verdict_of(rows);
  return results;
}

void write_entries(const std::vector<FittedStack>& stacks, const std::string& directory) {
  Problems problems;
  std::vector<std::pair<std::filesystem::path, std::string>> texts;
  for (const FittedStack& s : stacks) texts.emplace_back(std::filesystem::path(directory) / "stacks" / s.file.filename(), with_fitted_values(s, problems));
  problems.raise();
  std::filesystem::create_directories(std::filesystem::path(directory) / "stacks");
  for (const auto& [file, text] : texts) write_answer(file.string(), [&](std::ostream& out) { out << text; });
}

}  // namespace

int calibrate(const CalibrateOptions& options) {
  const JobLimit limit(options.jobs);
  Problems problems;
  const Plugins plugins(options.places.plugin_directories);
  Registry registry(options.places.registry_roots);
  const std::vector<const Validation*> validations = find_validations(plugins, options.name, problems);
  problems.raise();
  const CsvTable table = read_csv(options.rows.empty() ? measurements_file(registry, options.name, problems) : std::filesystem::path(options.rows), problems);
  problems.raise();
  CalibrationSettings settings;
  settings.sets = options.sets;
  settings.groups = row_groups(registry, options.name);
  settings.strict = options.strict;
  settings.folds = options.folds;
  settings.evaluations = options.evaluations;
  settings.from_middle = options.from_middle;
  settings.stack = options.stack;
  const std::vector<FittedStack> stacks = fleetline::calibrate(table, validations, settings, plugins, registry);
  if (!options.write.empty()) write_entries(stacks, options.write);
  write_answer(options.out_file, [&](std::ostream& out) { write(report(stacks, options.name), options.output, out); });
  return options.at_most > 0 && misses(stacks, options.at_most) ? expectation_not_met : done;
}

}  // namespace fleetline::cli
