#include <algorithm>
#include <cmath>

#include "catalog/schema_check.hpp"
#include "fleetline/text.hpp"
#include "groups.hpp"
#include "probes.hpp"

namespace fleetline::conformance {
namespace {

void check_output(const Field& output, const Box& outputs, Finding& finding) {
  if (!output.numeric()) return;
  const double value = output.codec.get(output.in(outputs.data()));
  if (std::isnan(value)) return;  // not given, or told by another check
  if (output.codec.type == FieldType::choice) {
    const bool declared = std::any_of(output.choices.begin(), output.choices.end(),
                                      [&](const Choice& choice) { return choice.value == static_cast<int>(value); });
    if (!declared) finding.fail(cat("output '", output.name, "' is choice number ", number_text(value), ", which is not declared"));
  } else if (!within(output.options.range, value)) {
    finding.fail(cat("output '", output.name, "' is ", output.codec.write(output.in(outputs.data()), output),
                     ", outside its declared range ", range_text(output)));
  }
}

Finding as_declared(const Specimen& specimen) {
  const TestSubjects subjects;
  const Solved solved = solve_once(specimen.loaded, subjects.view(), specimen.params);
  if (!solved.status) return Finding::skip(cat("infeasible with ", specimen.origin, ": ", solved.status.text()));
  Finding finding;
  for (const Field& output : specimen.loaded.component->outputs->fields()) check_output(output, solved.outputs, finding);
  return finding;
}

/// The probe solves twice, first without and then with details, and names the second answers accordingly.
std::string change_by_details(const Specimen& specimen) {
  const Readings both = ask(specimen, specimen.params);
  const auto middle = both.begin() + static_cast<std::ptrdiff_t>(both.size() / 2);
  Readings with(middle, both.end());
  if (const std::size_t colon = with.empty() ? std::string::npos : with.front().what.find(": "); colon != std::string::npos)
    with.front().what.erase(0, colon + 2);
  return first_difference({both.begin(), middle}, with);
}

/// answer.hpp: all columns of a table have the same length, and each holds numbers or texts.
void check_columns(const DetailTable& table, Finding& finding) {
  const auto length = [](const DetailColumn& column) { return column.numbers.size() + column.texts.size(); };
  for (const DetailColumn& column : table.columns) {
    if (!column.numbers.empty() && !column.texts.empty())
      finding.fail(cat("table '", table.name, "': column '", column.name, "' has both numbers and texts"));
    else if (const DetailColumn& first = table.columns.front(); length(column) != length(first))
      finding.fail(cat("table '", table.name, "': column '", column.name, "' has length ", length(column), ", but '", first.name,
                       "' has ", length(first)));
  }
}

Finding details(const Specimen& specimen) {
  Finding finding;
  if (std::string difference = change_by_details(specimen); !difference.empty())
    finding.fail(cat("asked for details: ", difference));
  const TestSubjects subjects;
  Detail detail;
  solve_once(specimen.loaded, subjects.view(), specimen.params, &detail);
  for (const DetailTable& table : detail.tables) check_columns(table, finding);
  return finding;
}

}  // namespace

std::vector<Check> solver_checks(const Specimen& specimen) {
  const std::string prefix = specimen.name + ": ";
  return {{prefix + "as-declared", "outputs keep to their declared choices and ranges", [&] { return as_declared(specimen); }},
          {prefix + "details", "asking for details does not change the answer, and their tables are rectangular", [&] { return details(specimen); }}};
}

}  // namespace fleetline::conformance
